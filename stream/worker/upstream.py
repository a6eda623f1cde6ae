"""What of the delivery layer belongs upstream, ready to be offered: faults of faust-streaming 0.15.3 and aiokafka 0.14.

The classes below mend faults that are small and stand alone; each names its report, where there is one. What is larger
stands in modules that know nothing of articles, and can be offered as they are:

- ``progress.py``: offsets that never pass an unfinished record. faust-streaming #606 (open; pull request 707 mends the
  part that concerns the head), #312, and robinhood/faust #355, #401, #625 and #682 before it.
- ``fetching.py``, the rewind: seek to what is committed, also where that is 0 or nothing, before anything is resumed,
  and only while the assignment is the one that was asked about. faust-streaming #216, which its pull request 217 mends
  for applications without tables only; #54.
- ``fetching.py``, the fetch: nothing of an assignment that is gone, where a fetch waits in the middle for the next one
  (aiokafka's ``Fetcher.fetched_records``, which also takes an empty set of partitions for all). faust-streaming #221,
  whose pull request 223 skips such messages by the generation that is noted after the wait, and acks them; robinhood
  #115.
- ``fetching.py`` and ``consumer.py``, the commit: an offset counts as committed when the broker has said so; Faust
  notes it before, and a second commit then does nothing. No report found; robinhood #625 may be its symptom.
- ``consumer.py``, ``wait_empty``: outputs and offsets are durable before the group is joined anew.
  faust-streaming #502.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ConsumerStoppedError, KafkaConnectionError, NodeNotReadyError
from faust.tables.manager import TableManager
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

T = TypeVar("T")


def keep_looking(producer: AIOKafkaProducer) -> None:
    """Make ``producer`` look for a coordinator until it finds one, also when the connection breaks in the middle.

    aiokafka does so where the broker cannot be reached, but gives up for good where it dies between the question and
    the answer: the sender ends, and every delivery with it. No report found.
    """
    lookup = producer.client.coordinator_lookup

    async def lasting(kind: int, key: str) -> int:
        try:
            node: int = await lookup(kind, key)
        except KafkaConnectionError as error:
            raise NodeNotReadyError(str(error)) from error
        return node

    producer.client.coordinator_lookup = lasting


def keep_waiting(producer: AIOKafkaProducer) -> None:
    """Make ``producer`` keep what it took in for as long as a partition has no leader.

    aiokafka gives it up after its request timeout, also where it is idempotent, and goes on with what came later: a
    gap in the middle of what was sent in order. No report found.
    """
    producer._message_accumulator._batch_ttl = float("inf")


class MendedThread(AIOKafkaConsumerThread):  # type: ignore[misc]
    """The consumer's thread, called and closed where it lives."""

    @property
    def connected(self) -> bool:
        """Whether there is a consumer that can be asked; before that, and after the end, nothing of it may be."""
        return self._consumer is not None and self._consumer._fetcher is not None

    def close(self) -> None:
        """Nothing: Faust's closes the client from the wrong thread, in the middle of a rebalance. No report found."""

    def call(self, fun: Callable[..., Awaitable[T]], *args: Any) -> asyncio.Future[T]:
        """Run ``fun(*args)`` in the thread's loop, called from the main one. Raises ConsumerStoppedError at the end.

        Instead of Faust's queue of methods, where a call waits for the one before it and may wait for good when the
        thread stops. No report found.
        """
        if self.thread_loop.is_closed():
            raise ConsumerStoppedError()

        async def run() -> T:
            return await fun(*args)

        future: Future[T] = asyncio.run_coroutine_threadsafe(run(), self.thread_loop)
        return asyncio.wrap_future(future)


class MendedConsumer(Consumer):  # type: ignore[misc]
    """The consumer, without its livelock detector."""

    async def verify_all_partitions_active(self) -> None:
        """Nothing: Faust's raises AssertionError for a partition without a position yet, and kills the worker.

        Nor does it see a stall for what it is; ``watchdog.py`` does. No report found.
        """


class PromptTables(TableManager):  # type: ignore[misc]
    """Tables for an application that has none: Faust's waits a second for some to be declared."""

    logger = logging.getLogger("faust.tables")

    async def on_start(self) -> None:
        """Begin at once."""
        await self._update_channels()
        await self.recovery.start()
