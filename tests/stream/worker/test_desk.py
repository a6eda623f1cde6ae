"""The desk's side: a batch is one transaction, and who takes the desk fences his predecessor before he reads."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import structlog
from aiokafka.errors import MessageSizeTooLargeError

from schemas.topics import CODINGS, DLQ
from stream.worker import desk as module
from stream.worker.desk import DeskStage
from tests.broker import simple
from tests.stream.worker.conftest import Without
from tests.stream.worker.ledger import TP, Ledger, Worker, log_of


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    one = Ledger()
    monkeypatch.setattr(module, "start_producer", one.start_producer)
    monkeypatch.setattr(DeskStage, "_restore", lambda stage, desk: one.restore(stage, desk))
    return one


def test_a_batch_takes_effect_with_its_offset_or_not_at_all(ledger: Ledger) -> None:
    async def scene() -> None:
        worker = Worker(ledger)
        await worker.take()
        assert ledger.holder is not None
        ledger.holder.may_commit.clear()
        await worker.fold(log_of("EVENT a", "EVENT b"))
        assert (ledger.records, ledger.offset, worker.gate.partitions[TP].done) == ([], None, 0)
        ledger.holder.may_commit.set()
        await asyncio.sleep(0.001)
        assert (len(ledger.told()), ledger.offset, worker.gate.partitions[TP].done) == (2, 2, 2)

    asyncio.run(scene())


def test_a_delivery_that_failed_ends_the_worker_and_commits_nothing(ledger: Ledger) -> None:
    """Which the library would: its commit waits for deliveries, and does not ask how they went."""

    async def scene() -> None:
        worker = Worker(ledger)
        await worker.take()
        ledger.refuses = MessageSizeTooLargeError()
        await worker.fold(log_of("EVENT a"))
        assert worker.failures == [f"the desk's transaction at {CODINGS.name}:0 failed"]
        assert (ledger.records, ledger.offset, worker.gate.partitions[TP].done) == ([], None, 0)

    asyncio.run(scene())


def test_a_desk_that_was_taken_over_dies_of_its_next_transaction(ledger: Ledger) -> None:
    async def scene() -> None:
        zombie, successor = Worker(ledger), Worker(ledger)
        log = log_of("EVENT a", "EVENT b")
        await zombie.take()
        await successor.take(generation=2)
        await successor.fold(log)
        await zombie.fold(log)
        assert zombie.failures == ["another worker has taken the desk: nothing of this batch counts"]
        assert (len(ledger.told()), ledger.offset, successor.failures) == (2, 2, [])

    asyncio.run(scene())


@pytest.mark.parametrize("cure", [None, "fence-first"])
def test_what_a_predecessor_committed_last_is_not_done_again(
    cure: str | None, ledger: Ledger, without: Without
) -> None:
    """He may do so until he is fenced: so the offset and the stories are read after that."""
    without(cure)

    async def scene() -> None:
        predecessor, successor = Worker(ledger), Worker(ledger)
        await predecessor.take()
        assert ledger.holder is not None
        ledger.holder.may_commit.clear()
        await predecessor.fold(log_of("EVENT a", "EVENT b"))
        ledger.before_the_fence = ledger.holder.commit
        assert (await successor.take(generation=2) == 2) == (cure is None)

    asyncio.run(scene())


@pytest.mark.parametrize("cure", [None, "record-by-record"])
def test_alerts_do_not_depend_on_how_the_log_is_cut_into_batches(
    cure: str | None, ledger: Ledger, without: Without
) -> None:
    """So whoever folds it, from wherever he begins, tells the same."""
    without(cure)
    log = log_of("EVENT a", "EVENT b", "EVENT a EVENT a", "EVENT a")

    async def told(*cuts: slice) -> list[bytes]:
        ledger.__init__()  # type: ignore[misc]
        worker = Worker(ledger)
        await worker.take()
        for cut in cuts:
            await worker.fold(log[cut])
        return ledger.told()

    async def scene() -> None:
        one_by_one = await told(*(slice(number, number + 1) for number in range(4)))
        assert len(one_by_one) == 5
        assert (await told(slice(0, 4)) == one_by_one) == (cure is None)
        assert (await told(slice(0, 1), slice(1, 4)) == one_by_one) == (cure is None)

    asyncio.run(scene())


@pytest.mark.parametrize("cure", [None, "marks"])
def test_a_coding_that_was_sent_again_rings_once(cure: str | None, ledger: Ledger) -> None:
    simply = simple.stages()
    forgetful = replace(simply, watch=lambda state, record, at_ms, origin: simply.watch(state, record, at_ms, None))

    async def scene() -> None:
        worker = Worker(ledger, simply if cure is None else forgetful)
        await worker.take()
        await worker.fold(log_of("EVENT a", "EVENT b", twice=True))
        assert (len(ledger.told()) == 2) == (cure is None)

    asyncio.run(scene())


def test_a_desk_that_was_ours_in_the_generation_before_stays_as_it_is(ledger: Ledger) -> None:
    async def scene() -> None:
        worker = Worker(ledger)
        await worker.take(generation=1)
        await worker.fold(log_of("EVENT a"))
        assert (await worker.take(generation=2), ledger.started) == (1, 1)
        assert (await worker.take(generation=4), ledger.started) == (1, 2), "somebody else may have had it"

    asyncio.run(scene())


def test_a_verdict_that_spoils_the_state_is_read_back_and_set_aside(ledger: Ledger) -> None:
    async def scene() -> None:
        worker, log = Worker(ledger), log_of("EVENT a", "EVENT SPOIL", "EVENT a")
        await worker.take()
        await worker.fold(log)
        assert (ledger.records, worker.gate.went_back) == ([], 1)
        await worker.take()
        await worker.fold(log)
        assert (len(ledger.told()), len(ledger.told(DLQ.name)), ledger.offset) == (2, 1, 3)
        assert worker.failures == []

    asyncio.run(scene())


def test_batches_that_come_during_a_transaction_share_the_next(ledger: Ledger) -> None:
    async def scene() -> None:
        worker, log = Worker(ledger), log_of("EVENT a", "EVENT b", "EVENT c")
        await worker.take()
        assert ledger.holder is not None
        ledger.holder.may_commit.clear()
        for number in range(3):
            await worker.fold(log[number : number + 1])
        assert ledger.holder.offset == 1
        ledger.holder.may_commit.set()
        while ledger.offset != 3:  # noqa: ASYNC110 (there is no event to wait for)
            await asyncio.sleep(0)
        assert (ledger.holder.begun, len(ledger.told())) == (2, 3)

    asyncio.run(scene())


def test_codings_that_were_deleted_unread_are_an_alarm_and_no_end(ledger: Ledger) -> None:
    ledger.offset, ledger.first = 3, 10

    async def scene() -> None:
        worker = Worker(ledger)
        with structlog.testing.capture_logs() as said:
            assert await worker.take() == 10
        [alarm] = [each for each in said if each["log_level"] == "error"]
        assert (alarm["offset"], alarm["lost"]) == (3, 7)
        assert worker.failures == []

    asyncio.run(scene())
