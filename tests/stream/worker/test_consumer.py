"""The gate: what may begin, how long outputs are held, and what a commit that failed leaves to be committed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from stream.worker import consumer as module
from stream.worker.consumer import LEASE, FencedConsumer
from stream.worker.fetching import Batch
from stream.worker.progress import Progress

TP = TopicPartition("t", 0)
SESSION_S = 10.0


class Gate(FencedConsumer):
    """A consumer that is open with token 1, whose thread and clock are ours."""

    def __init__(self) -> None:
        self.partitions = {TP: Progress(0)}
        self._working = self.opened = True
        self._token = 1
        self._revoked = self._fenced = False
        self._changed = asyncio.Event()
        self._committing = asyncio.Lock()
        self._opening = None
        self.answers: list[str] = []
        self.commits: list[dict[TopicPartition, int]] = []
        self.went_back = 0
        self._thread = SimpleNamespace(call=self._call, commit_fenced=None, lease_from=0.0)
        self.transport = SimpleNamespace(settings=SimpleNamespace(session_timeout_s=SESSION_S))

    async def _call(self, _what: Any, _token: int, offsets: dict[TopicPartition, int]) -> str:
        self.commits.append(offsets)
        return self.answers.pop(0)

    def _open_soon(self) -> None:
        self.went_back += 1


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
    vars(gate).update(change)
    assert not asyncio.run(gate.hold(batch(0, 5)))
