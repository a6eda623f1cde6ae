"""Cures that a test can do without: each takes one out, most of them by putting the library's own back.

Those that need a broker to be missed are in ``tests/broker/cures.py``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

from stream.worker.consumer import FencedConsumer
from stream.worker.delivery import CoderStage
from stream.worker.desk import DeskStage
from stream.worker.fetching import Batch, FencedThread, Opening

Patch = Callable[[pytest.MonkeyPatch], None]

GATE = (
    "stop_flow", "resume_flow", "on_partitions_revoked", "on_partitions_assigned", "perform_seek", "_drain_messages",
    "ack", "commit", "force_commit", "wait_empty",
)  # fmt: skip


def _without_the_gate(patch: pytest.MonkeyPatch) -> None:
    """Faust's own consumer, over our thread."""
    for name in GATE:
        patch.setattr(FencedConsumer, name, getattr(Consumer, name))


def _without_the_rewind(patch: pytest.MonkeyPatch) -> None:
    """Back to what is committed as aiokafka does it: only where something is, and only above 0."""

    async def rewind(self: Any) -> Opening:
        kafka = self._ensure_consumer()
        await kafka.seek_to_committed()
        self._token += 1
        self._held = (kafka._subscription.subscription.assignment, kafka._coordinator.generation)
        self._left = {tp: kafka.at(tp) for tp in kafka.assignment()}
        return Opening(self._token, kafka._coordinator.generation, dict(self._left))

    patch.setattr(FencedThread, "rewind", rewind)


def _without_the_fence(patch: pytest.MonkeyPatch) -> None:
    """Any token fits."""
    patch.setattr(FencedThread, "_fits", lambda self, token, *, reassigning=False: True)


def _without_our_fetch(patch: pytest.MonkeyPatch) -> None:
    """Whatever aiokafka gives."""

    async def fetch(self: Any, token: int, partitions: Any) -> list[Batch]:
        found = await self._ensure_consumer()._fetcher.fetched_records(partitions, timeout=0.1)
        return [Batch(tp, each[0].offset, each[-1].offset + 1, each, token) for tp, each in found.items()]

    patch.setattr(FencedThread, "fetch", fetch)


def _without_the_token_that_asked(patch: pytest.MonkeyPatch) -> None:
    """An answer counts for the assignment that we have when it comes, as with Faust's generation."""
    hand_on = FencedConsumer._hand_on

    async def relabelled(self: Any, batch: Batch) -> None:
        await hand_on(self, batch._replace(token=self._token))

    patch.setattr(FencedConsumer, "_hand_on", relabelled)


def _without_the_beginning(patch: pytest.MonkeyPatch) -> None:
    """What reaches the agent is worked on."""
    patch.setattr(FencedConsumer, "begin", lambda self, batch: True)
    patch.setattr(FencedConsumer, "finish", lambda self, batch, *, ok: None)


def _without_the_answers_of_commits(patch: pytest.MonkeyPatch) -> None:
    """An offset counts as committed when it was asked for, as with Faust."""
    commit = FencedConsumer.commit

    async def believing(self: Any, *args: Any, **options: Any) -> bool:
        pending = {tp: progress.pending for tp, progress in self.partitions.items()}
        answer = await commit(self, *args, **options)
        for tp, offset in pending.items():
            self.partitions[tp].committed = max(self.partitions[tp].committed, offset or 0)
        return bool(answer)

    patch.setattr(FencedConsumer, "commit", believing)


def _without_a_second_commit(patch: pytest.MonkeyPatch) -> None:
    """A commit while another is under way waits for that one, and does nothing, as with Faust."""
    commit = FencedConsumer.commit

    async def once(self: Any, *args: Any, **options: Any) -> bool:
        if self._committing.locked():
            async with self._committing:
                return False
        return await commit(self, *args, **options)

    patch.setattr(FencedConsumer, "commit", once)


def _without_an_opening_of_our_own(patch: pytest.MonkeyPatch) -> None:
    """Faust's recovery seeks, and waits for it so long and no longer."""
    patch.setattr(FencedConsumer, "perform_seek", Consumer.perform_seek)


def _without_calls_into_the_thread(patch: pytest.MonkeyPatch) -> None:
    """What is to be done to the consumer is done where we happen to be, as Faust's seek is."""
    patch.setattr(FencedThread, "call", lambda self, fun, *args: asyncio.ensure_future(fun(*args)))


def _without_a_harmless_close(patch: pytest.MonkeyPatch) -> None:
    """Faust's."""
    patch.setattr(FencedThread, "close", AIOKafkaConsumerThread.close)


def _without_a_silent_detector(patch: pytest.MonkeyPatch) -> None:
    """Faust's livelock detector."""
    patch.setattr(FencedConsumer, "verify_all_partitions_active", Consumer.verify_all_partitions_active)


def _without_the_lease(patch: pytest.MonkeyPatch) -> None:
    """Outputs go out however long ago the group last heard of us."""

    async def hold(self: Any, batch: Batch) -> bool:
        return True

    patch.setattr(FencedConsumer, "hold", hold)


def _without_awaited_deliveries(patch: pytest.MonkeyPatch) -> None:
    """A batch is done when its outputs were given to the producer."""

    async def settle(self: Any, consumer: Any, batch: Batch, deliveries: Any, held: bool) -> None:
        consumer.finish(batch, ok=held)

    patch.setattr(CoderStage, "_settle", settle)


def _without_the_fence_before_the_offset(patch: pytest.MonkeyPatch) -> None:
    """The desk asks where to go on from, and then fences its predecessor."""
    take = DeskStage.take

    async def early(self: Any, tp: Any, generation: int) -> int:
        known, committed = await self._committed(tp), self._committed

        async def as_it_was(_tp: Any) -> Any:
            return known

        self._committed = as_it_was
        try:
            return await take(self, tp, generation)
        finally:
            self._committed = committed

    patch.setattr(DeskStage, "take", early)


def _without_folding_record_by_record(patch: pytest.MonkeyPatch) -> None:
    """All records of a batch are judged by the state before it."""
    transact = DeskStage._transact

    async def at_once(self: Any, *args: Any) -> bool:
        verdicts: list[Any] = []

        def later(_record: Any, verdict: Any) -> bool:
            verdicts.append(verdict)
            return True

        self._apply = later
        ok = await transact(self, *args)
        for verdict in verdicts:
            self._desk.apply(verdict)
        return bool(ok)

    patch.setattr(DeskStage, "_transact", at_once)


CURES: dict[str, Patch] = {
    "gate": _without_the_gate,
    "rewind": _without_the_rewind,
    "fence": _without_the_fence,
    "fetch": _without_our_fetch,
    "asked": _without_the_token_that_asked,
    "beginning": _without_the_beginning,
    "answers": _without_the_answers_of_commits,
    "second-commit": _without_a_second_commit,
    "opening": _without_an_opening_of_our_own,
    "call": _without_calls_into_the_thread,
    "close": _without_a_harmless_close,
    "silence": _without_a_silent_detector,
    "lease": _without_the_lease,
    "awaited": _without_awaited_deliveries,
    "fence-first": _without_the_fence_before_the_offset,
    "record-by-record": _without_folding_record_by_record,
}
