"""The gate: what may begin, how long outputs are held, and what a commit that failed leaves to be committed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from faust.transport.drivers.aiokafka import Consumer

from stream.worker import consumer as module
from stream.worker.consumer import DRAIN_LIMIT_S, LEASE
from stream.worker.fetching import REBALANCE_TIMEOUT_S, Batch
from stream.worker.progress import Progress
from tests.stream.worker.gate import SESSION_S, TP, Gate


@pytest.fixture
def gate() -> Gate:
    return Gate()


def batch(start: int, end: int, token: int = 1) -> Batch:
    return Batch(TP, start, end, [], token)


def done(gate: Gate, start: int, end: int) -> None:
    assert gate.begin(batch(start, end))
    gate.finish(batch(start, end), ok=True)


def test_a_commit_that_failed_is_tried_again_and_nothing_counts_as_committed_before(gate: Gate) -> None:
    done(gate, 0, 5)
    gate.answers = ["failed", "committed"]
    assert not asyncio.run(gate.commit())
    assert gate.partitions[TP].committed == 0
    assert asyncio.run(gate.commit())
    assert gate.commits == [{TP: 5}, {TP: 5}]
    assert gate.partitions[TP].committed == 5


def test_what_is_committed_is_not_committed_again(gate: Gate) -> None:
    done(gate, 0, 5)
    gate.answers = ["committed"]
    asyncio.run(gate.commit())
    assert asyncio.run(gate.commit())
    assert gate.commits == [{TP: 5}]


def test_a_commit_by_force_commits_what_is_done_and_no_more(gate: Gate) -> None:
    done(gate, 0, 5)
    gate.begin(batch(5, 9))
    gate.answers = ["committed"]
    asyncio.run(gate.force_commit())
    assert gate.commits == [{TP: 5}]


def test_nothing_is_committed_after_a_failure(gate: Gate) -> None:
    done(gate, 0, 5)
    gate.fence()
    assert asyncio.run(gate.commit())
    assert gate.commits == []


def test_an_offset_that_was_committed_while_the_assignment_changed_counts_for_the_old_one_only(gate: Gate) -> None:
    done(gate, 0, 5)

    async def meanwhile(_what: Any, _token: int, _offsets: Any) -> str:
        gate.partitions = {TP: Progress(3)}
        return "committed"

    gate._thread.call = meanwhile
    asyncio.run(gate.commit())
    assert gate.partitions[TP].committed == 3


def test_a_batch_of_an_old_token_does_not_begin_and_does_not_finish(gate: Gate) -> None:
    assert not gate.begin(batch(0, 5, token=0))
    assert gate.begin(batch(0, 5))
    gate.finish(batch(0, 5, token=0), ok=True)
    assert gate.partitions[TP].done == 0


def test_nothing_begins_while_partitions_are_taken_away(gate: Gate) -> None:
    gate._shut()
    assert not gate.begin(batch(0, 5))


def test_a_revocation_shuts_the_gate_before_faust_does_anything(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []

    async def fausts(self: Any, _revoked: Any) -> None:
        found.append(gate.begin(batch(0, 5)) or gate.opened or self.flow_active)

    monkeypatch.setattr(Consumer, "on_partitions_revoked", fausts)
    gate.can_resume_flow, gate.suspend_flow = asyncio.Event(), asyncio.Event()
    gate.app.flow_control = SimpleNamespace(suspend=lambda: None)
    asyncio.run(gate.on_partitions_revoked(set()))
    assert found == [False]


def test_a_batch_that_does_not_end_ends_the_worker_before_the_group_gives_its_partition_away(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, DRAIN_LIMIT_S, DRAIN_LIMIT_S + 1])
    monkeypatch.setattr(module, "clock", lambda: next(times))
    monkeypatch.setattr(module, "RETRY_S", 0)
    gate.begin(batch(0, 5))
    asyncio.run(gate.wait_empty())
    assert gate.failures == [f"a batch is still under way after {DRAIN_LIMIT_S:.0f} s of waiting for its end"]
    assert gate.commits == []
    assert DRAIN_LIMIT_S < REBALANCE_TIMEOUT_S


def test_offsets_that_cannot_be_committed_end_the_worker_too(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, DRAIN_LIMIT_S, DRAIN_LIMIT_S + 1])
    monkeypatch.setattr(module, "clock", lambda: next(times))
    monkeypatch.setattr(module, "RETRY_S", 0)
    done(gate, 0, 5)
    gate.answers = ["failed"] * 3
    asyncio.run(gate.wait_empty())
    assert gate.failures == [f"offsets could not be committed for {DRAIN_LIMIT_S:.0f} s"]


def test_records_that_the_broker_does_not_have_are_an_alarm_and_what_it_has_is_worked_on(gate: Gate) -> None:
    with structlog.testing.capture_logs() as said:
        assert gate.begin(batch(50, 52)._replace(reset=True))
    assert [(each["log_level"], each["offset"]) for each in said] == [("error", 50)]


def test_what_began_before_the_gate_was_shut_may_be_finished_and_committed(gate: Gate) -> None:
    assert gate.begin(batch(0, 5))
    gate._shut()
    gate.finish(batch(0, 5), ok=True)
    gate.answers = ["committed"]
    asyncio.run(gate.commit())
    assert gate.commits == [{TP: 5}]


def test_a_batch_after_a_gap_does_not_begin_and_we_go_back_for_what_is_missing(gate: Gate) -> None:
    assert not gate.begin(batch(3, 5))
    assert gate.went_back == 1


def test_outputs_go_out_while_the_lease_is_young(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "clock", lambda: LEASE * SESSION_S)
    assert asyncio.run(gate.hold(batch(0, 5)))


def test_outputs_are_held_when_the_lease_is_old_until_a_heartbeat_succeeds(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "clock", lambda: SESSION_S)

    async def scene() -> bool:
        held = asyncio.ensure_future(gate.hold(batch(0, 5)))
        await asyncio.sleep(0)
        assert not held.done()
        gate._thread.lease_from = SESSION_S - 1
        return await held

    assert asyncio.run(scene())


@pytest.mark.parametrize("change", [{"_token": 2}, {"_fenced": True}, {"_revoked": True}])
def test_outputs_that_are_held_are_given_up_with_the_partition(
    change: dict[str, Any], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "clock", lambda: SESSION_S)
    for name, value in change.items():
        setattr(gate, name, value)
    assert not asyncio.run(gate.hold(batch(0, 5)))
