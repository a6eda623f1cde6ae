"""Sees whether work goes forward: the lag and progress of each partition, and what health has to say of them.

It is a thread of its own, since a loop that hangs cannot see that it does. Its time is not the clock's: it passes only
from one answer of the broker's to the next while we are awake, so that neither a machine that slept nor a broker that
was away is a stall. Progress is what a restart would find: an offset whose commits never get through stands still.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import NamedTuple

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError

from stream.settings import Settings
from stream.worker.consumer import FencedConsumer
from stream.worker.fetching import clock
from stream.worker.metrics import Metrics

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 2.0
ANSWER_WITHIN_S = 10.0
"""More than the consumer's thread gives the broker: when nothing is answered by then, the thread itself stands."""


class Patience(NamedTuple):
    """Seconds, with a broker that answers, after which standing still is a stall."""

    stalled_s: float = 60.0
    """An offset that does not move while there are records to be done, or a thread that does not answer."""
    opening_s: float = 180.0
    """The same while partitions are taken over or the desk is read back, and the taking over itself."""


class Watchdog:
    """Looks every two seconds; what it finds, ``/livez``, ``/readyz`` and the gauges tell; ``end`` is told of a stall.

    ``end`` is called in the watchdog's thread, once, and should end the process: the loop may not hear any more.
    """

    def __init__(
        self,
        settings: Settings,
        consumer: Callable[[], FencedConsumer],
        metrics: Metrics,
        end: Callable[[str], None],
        patience: Patience | None = None,
    ) -> None:
        self._brokers = settings.brokers
        self._consumer = consumer
        self._metrics = metrics
        self._end = end
        self._patience = patience or Patience()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: dict[TopicPartition, tuple[int, float]] = {}
        self._waiting: dict[TopicPartition, int] = {}
        self._time = 0.0
        self._looked: float | None = None
        self._opened_at = 0.0
        self._unanswered = 0

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._look_on, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more: from here on, whoever stops the worker sees that it ends."""
        self._stopping.set()

    def unready(self) -> str | None:
        """Why this worker is not (yet) at work."""
        if self._thread is None:
            return "starting: not in the group yet"
        return None if self._consumer().ready else "partitions are being taken over, or the desk is read back"

    def stalled(self) -> str | None:
        """What stands still although it could go on; None also while the broker is away: no restart helps then."""
        if (silent := self._unanswered * ANSWER_WITHIN_S) > self._patience.stalled_s:
            return f"the consumer's thread does not answer for {silent:.0f} s"
        opening = self._time - self._opened_at
        if opening > self._patience.opening_s:
            return f"the assignment is not open after {opening:.0f} s"
        limit = self._patience.opening_s if opening > 0 else self._patience.stalled_s
        for tp, (offset, since) in dict(self._seen).items():
            waiting, still = self._waiting.get(tp, 0), self._time - since
            if waiting > 0 and still > limit:
                return f"{tp.topic}:{tp.partition} stands at {offset} for {still:.0f} s, {waiting} records behind"
        return None

    def _look_on(self) -> None:
        away = False
        while not self._stopping.wait(LOOK_EVERY_S):
            thread = self._consumer()._thread
            if not thread.connected:
                continue
            try:
                ends = asyncio.run_coroutine_threadsafe(thread.ends(), thread.thread_loop).result(ANSWER_WITHIN_S)
            except FutureTimeoutError:
                self._unanswered += 1
            except (KafkaError, ConsumerStoppedError, RuntimeError) as error:
                self._unanswered, self._looked = 0, None
                if not away:
                    log.error("the broker does not answer; waiting for it", brokers=self._brokers, error=repr(error))
                away = True
            else:
                if away:
                    log.warning("the broker answers again", brokers=self._brokers)
                away = False
                self._look(ends)
            if not self._stopping.is_set() and (why := self.stalled()) is not None:
                self._end(why)
                return

    def _look(self, ends: dict[TopicPartition, int]) -> None:
        """The broker has just said where each partition ends: compare with where we are."""
        now = clock()
        if self._looked is not None:
            self._time += min(now - self._looked, 2 * LOOK_EVERY_S)
        self._looked, self._unanswered = now, 0
        consumer = self._consumer()
        if consumer.ready:
            self._opened_at = self._time
        partitions = dict(consumer.partitions)
        if self._seen.keys() - partitions.keys():
            self._metrics.forget()
            self._seen.clear()
        for tp, progress in partitions.items():
            before, safe, end = self._seen.get(tp), progress.safe, ends.get(tp, 0)
            self._waiting[tp] = max(end - safe, progress.running)
            self._metrics.lag(tp.topic, str(tp.partition)).set(max(0, end - progress.done))
            if before is None or before[0] != safe or self._waiting[tp] <= 0:
                self._seen[tp] = (safe, self._time)
                self._metrics.progress(tp.topic, str(tp.partition)).set(time.time())
