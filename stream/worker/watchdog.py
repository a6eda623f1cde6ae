"""Sees whether work goes forward: the lag and progress of each partition, and what health has to say of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError

from stream.settings import Settings
from stream.worker.consumer import FencedConsumer
from stream.worker.fetching import clock
from stream.worker.metrics import Metrics

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 2.0
STALLED_AFTER_S = 60.0
"""Lag, a broker that answers, and no progress for so long: the worker must be restarted."""


class Watchdog:
    """Looks at the partitions every two seconds; what it finds, ``/livez``, ``/readyz`` and the gauges tell."""

    def __init__(self, settings: Settings, consumer: Callable[[], FencedConsumer], metrics: Metrics) -> None:
        self._brokers = settings.brokers
        self._consumer = consumer
        self._metrics = metrics
        self._task: asyncio.Task[None] | None = None
        self._seen: dict[TopicPartition, tuple[int, float]] = {}
        self._lags: dict[TopicPartition, int] = {}
        self._answered = 0.0

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._look_on())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()

    def unready(self) -> str | None:
        """Why this worker is not (yet) at work."""
        if self._task is None:
            return "starting: not in the group yet"
        return None if self._consumer().ready else "partitions are being taken over, or the desk is read back"

    def stalled(self) -> str | None:
        """What stands still although it could go on; None also while the broker is away: no restart helps then."""
        if clock() - self._answered > LOOK_EVERY_S * 3:
            return None
        for tp, (offset, since) in self._seen.items():
            lag, still = self._lags.get(tp, 0), clock() - since
            if lag > 0 and still > STALLED_AFTER_S:
                return f"{tp.topic}:{tp.partition} stands at {offset} for {still:.0f} s, {lag} records behind"
        return None

    async def _look_on(self) -> None:
        away = False
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                thread = self._consumer()._thread
                self._look(await thread.call(thread.ends))
            except (KafkaError, ConsumerStoppedError) as error:
                if not away:
                    log.error("the broker does not answer; waiting for it", brokers=self._brokers, error=repr(error))
                away = True
            else:
                if away:
                    log.warning("the broker answers again", brokers=self._brokers)
                away = False

    def _look(self, ends: dict[TopicPartition, int]) -> None:
        self._answered = clock()
        partitions = dict(self._consumer().partitions)
        if self._seen.keys() - partitions.keys():
            self._metrics.forget()
            self._seen.clear()
        for tp, progress in partitions.items():
            before = self._seen.get(tp)
            self._lags[tp] = max(0, ends.get(tp, 0) - progress.done)
            self._metrics.lag(tp.topic, str(tp.partition)).set(self._lags[tp])
            if before is None or before[0] != progress.done or not self._lags[tp]:
                self._seen[tp] = (progress.done, clock())
                self._metrics.progress(tp.topic, str(tp.partition)).set(time.time())
