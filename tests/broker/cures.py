"""Cures that a worker under test can do without, and troubles that show what they are for.

Each takes the stages and answers those to work with; most patch the worker's modules, in the worker's own process.
Those that are missed without a broker, too, are in ``tests/stream/worker/cures.py``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from schemas.topics import STORIES
from stream.worker import delivery, desk
from stream.worker.consumer import FencedConsumer
from stream.worker.delivery import CoderStage
from stream.worker.outbox import Outbox
from stream.worker.progress import Progress
from stream.worker.stages import Stages

Patch = Callable[[Stages], Stages]


def _without_contiguous_offsets(stages: Stages) -> Stages:
    """An offset counts when its batch was handed to the agent, not when all before it are finished."""
    Progress.done = property(lambda self: self.expected)  # type: ignore[assignment,method-assign]
    return stages


def _without_awaited_deliveries(stages: Stages) -> Stages:
    """An offset counts when the outputs were given to the producer, as with a plain ack."""

    async def settle(self: Any, consumer: Any, batch: Any, deliveries: Any, held: bool) -> None:
        consumer.finish(batch, ok=held)

    CoderStage._settle = settle  # type: ignore[method-assign]
    return stages


def _without_marks(stages: Stages) -> Stages:
    """The desk does not know which articles it has folded already."""
    return replace(stages, watch=lambda state, record, at_ms, origin: stages.watch(state, record, at_ms, None))


def _without_the_desks_fence(stages: Stages) -> Stages:
    """Each process has a transactional id of its own, so that nobody is fenced."""
    desk.TRANSACTIONAL_ID = f"tocsin-desk-{{partition}}-{os.getpid()}"
    return stages


def _without_one_transaction(stages: Stages) -> Stages:
    """Alerts are visible at once; the stories and the offset follow in a transaction that comes a little later."""
    put = Outbox.put

    async def parted(self: Any, output: Any) -> None:
        if output.topic is STORIES:
            await self.send()
            await self._producer.commit_transaction()
            await asyncio.sleep(1)
            await self._producer.begin_transaction()
        await put(self, output)

    Outbox.put = parted  # type: ignore[method-assign]
    return stages


def _without_read_committed(stages: Stages) -> Stages:
    """The desk reads back whatever stands in the log of stories."""
    desk.AIOKafkaConsumer = lambda **options: AIOKafkaConsumer(**options | {"isolation_level": "read_uncommitted"})  # type: ignore[attr-defined]
    return stages


def _without_a_size_guard(stages: Stages) -> Stages:
    """Whatever comes out is sent."""
    delivery.guarded = desk.guarded = lambda outputs: outputs  # type: ignore[attr-defined]
    return stages


CURES: dict[str, Patch] = {
    "contiguous-offsets": _without_contiguous_offsets,
    "awaited-deliveries": _without_awaited_deliveries,
    "marks": _without_marks,
    "desk-fence": _without_the_desks_fence,
    "one-transaction": _without_one_transaction,
    "read-committed": _without_read_committed,
    "size-guard": _without_a_size_guard,
}


def _with_slow_deliveries(stages: Stages) -> Stages:
    """The broker takes no coding in, for longer than the scene lasts."""

    async def send(_producer: Any, _output: Any) -> asyncio.Future[None]:
        return asyncio.ensure_future(asyncio.sleep(3600))

    delivery.send = send  # type: ignore[assignment]
    return stages


def _with_lost_commits(stages: Stages) -> Stages:
    """No commit of the coder's gets through."""

    async def commit(self: Any, topics: Any = None, start_new_transaction: bool = True) -> bool:
        return True

    FencedConsumer.commit = commit  # type: ignore[method-assign]
    return stages


def _with_slow_transactions(stages: Stages) -> Stages:
    """Nearly always, a transaction of the desk's is open."""
    send_offsets = AIOKafkaProducer.send_offsets_to_transaction

    async def offsets(self: Any, positions: Any, group: str) -> None:
        await asyncio.sleep(1)
        await send_offsets(self, positions, group)

    AIOKafkaProducer.send_offsets_to_transaction = offsets
    return stages


TROUBLES: dict[str, Patch] = {
    "slow-deliveries": _with_slow_deliveries,
    "lost-commits": _with_lost_commits,
    "slow-transactions": _with_slow_transactions,
}
