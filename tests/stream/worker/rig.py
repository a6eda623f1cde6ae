"""Faust's own app, recovery and fetcher around our consumer, with :class:`Kafka` under it.

A test says when the group rebalances, and what comes between the steps that Faust takes then.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import TopicPartition
from faust.types import TP

from stream.settings import Settings
from stream.worker.app import _faust_app
from stream.worker.consumer import FencedConsumer, FencedTransport
from stream.worker.fetching import Batch, FencedThread
from tests.stream.worker.kafka import A, Kafka

T = TP(A.topic, A.partition)


class Rig:
    """One worker's consumer, with the calls into its thread made in place.

    ``told`` are the offsets that the agent has worked on; a test may put an ``agent`` of its own there.
    """

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.told: list[int] = []
        self.agent: Callable[[Any], Awaitable[None]] = self.work
        self.app = _faust_app(Settings())
        self.app.transport = FencedTransport(self.app.conf.broker, self.app, Settings(), {}, self._fail)
        self.consumer: FencedConsumer = self.app.consumer
        self.consumer.callback = self._pass_on
        self.kafka = Kafka()
        self.thread: FencedThread = self.consumer._thread
        self.thread._consumer = self.kafka
        self.thread._left = {}
        self.thread.call = self.thread.call_thread = _in_place
        self.recovery = self.app.tables.recovery
        self.recovering = asyncio.ensure_future(self.recovery._restart_recovery(self.recovery))

    async def fetch(self) -> None:
        """Faust's fetcher runs, as it does from the end of the first recovery on."""
        await self.app._fetcher.maybe_start()

    async def assign(self, *tps: TopicPartition, at: int | None = None) -> None:
        """A rebalance ends, and Faust's listener says so; Faust's recovery goes on from there by itself."""
        self.app.on_rebalance_start()
        self.app.consumer_generation_id = generation = self.kafka.assign_to(*tps, at=at)
        await self.consumer.on_partitions_assigned({TP(*tp) for tp in tps}, generation)

    async def revoke(self) -> None:
        """A rebalance begins, and Faust's listener says so. Ends when we are ready to join anew."""
        self.kafka.begin_rebalance()
        await self.consumer.on_partitions_revoked({TP(*tp) for tp in self.kafka.assignment()})

    async def opened(self, committed: int | None = None) -> None:
        """Partition A is assigned, and open for work; ``committed`` is what the group has for it by then."""
        if committed is not None:
            self.kafka.offsets[A] = committed
        await self.assign(A)
        await self.settle()

    async def work_on(self, count: int) -> None:
        """``count`` records of partition A come, and are worked on."""
        before = len(self.told)
        self.kafka.arrive(A, count)
        await self.until(lambda: len(self.told) == before + count)

    async def until(self, what: Callable[[], object]) -> None:
        """Wait until ``what`` holds; pytest's own limit is the only one."""
        while not what():  # noqa: ASYNC110 (there is no event to wait for)
            await asyncio.sleep(0.001)

    async def settle(self) -> None:
        """Let everything come to where it waits for us: past the waits of a fetch and of the gate, 0.1 s each."""
        await asyncio.sleep(0.15)
        for _ in range(100):
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """End what was begun."""
        self.recovering.cancel()
        await self.app._fetcher.stop()

    def _fail(self, what: str, _error: BaseException | None) -> None:
        self.failures.append(what)

    async def work(self, message: Any) -> None:
        """Of our consumer, an agent gets batches, which it begins and finishes; of Faust's own, records."""
        batch = message.value
        if not isinstance(batch, Batch):
            self.told.append(message.offset)
        elif self.consumer.begin(batch):
            self.told += range(batch.start, batch.end)
            self.consumer.finish(batch, ok=True)

    async def _pass_on(self, message: Any) -> None:
        await self.agent(message)


async def _in_place(fun: Callable[..., Any], *args: Any, **options: Any) -> Any:
    await asyncio.sleep(0)  # others get their turn, as they do when a call crosses threads
    answer = fun(*args, **options)
    return await answer if inspect.isawaitable(answer) else answer


def play(scene: Callable[[Rig], Any]) -> None:
    """Run a scene with a rig of its own."""

    async def whole() -> None:
        rig = Rig()
        try:
            await scene(rig)
        finally:
            await rig.stop()

    asyncio.run(whole())
