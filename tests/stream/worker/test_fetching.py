"""The fence of the consumer's thread: whoever shows a token that no longer fits gets nothing, and moves nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from aiokafka import TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    GroupAuthorizationFailedError,
    GroupLoadInProgressError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
)
from aiokafka.structs import OffsetAndMetadata

from stream.worker import fetching
from stream.worker.fetching import FencedThread, Opening
from stream.worker.upstream import MendedThread

A, B = TopicPartition("t", 0), TopicPartition("t", 1)
FIRST = {A: 3, B: 0}


class Assignment:
    """As aiokafka's: some partitions, each with a position, active until it is taken away."""

    def __init__(self) -> None:
        self.tps = frozenset({A, B})
        self.active = True
        self.states = {tp: SimpleNamespace(position=0, has_valid_position=True) for tp in self.tps}
        self.state_value = self.states.__getitem__


class Kafka:
    """A consumer of aiokafka's, as far as the thread looks into it; what a test does to it is what Kafka did."""

    def __init__(self) -> None:
        self.assignment = Assignment()
        self.committed: dict[TopicPartition, OffsetAndMetadata] = {}
        self.refuses: KafkaError | None = None
        self.sought: dict[TopicPartition, int] = {}
        self.fetched = 0
        self.while_asked: Callable[[], object] = lambda: None
        self._closed = False
        self._subscription = self._subscriptions = SimpleNamespace(
            subscription=SimpleNamespace(assignment=self.assignment), reassignment_in_progress=False,
            fetch_context=contextlib.nullcontext,
        )  # fmt: skip
        self._coordinator = SimpleNamespace(
            generation=7, check_errors=lambda: None, _do_heartbeat=self._beat,
            _do_fetch_commit_offsets=self._fetch_offsets, _do_commit_offsets=self._commit,
        )  # fmt: skip
        self._fetcher = self
        self._create_fetch_waiter = lambda: asyncio.get_running_loop().create_future()

    def take_away(self) -> None:
        """A rebalance has come to its end: another assignment, another generation."""
        self.assignment.active = False
        self._subscription.subscription.assignment = self.assignment = Assignment()
        self._coordinator.generation += 1

    async def _beat(self) -> bool:
        return True

    async def _fetch_offsets(self, _tps: Any) -> dict[TopicPartition, OffsetAndMetadata]:
        self.while_asked()
        return self.committed

    async def beginning_offsets(self, _tps: Any, _timeout: int) -> dict[TopicPartition, int]:
        return FIRST

    async def _commit(self, _assignment: Any, offsets: dict[TopicPartition, OffsetAndMetadata]) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.committed.update(offsets)

    def seek_to(self, tp: TopicPartition, offset: int) -> None:
        self.sought[tp] = self.assignment.states[tp].position = offset

    async def fetched_records(self, tps: Any, **_options: int) -> dict[TopicPartition, list[str]]:
        self.fetched += 1
        for tp in tps or self.assignment.tps:
            self.assignment.states[tp].position += 2
        return {tp: ["x", "y"] for tp in tps or self.assignment.tps}


@pytest.fixture
def kafka() -> Kafka:
    return Kafka()


@pytest.fixture
def thread(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> Iterator[FencedThread]:
    one = object.__new__(FencedThread)
    one._left = {}
    monkeypatch.setattr(FencedThread, "_ensure_consumer", lambda self: kafka)
    yield one


def opened(thread: FencedThread) -> Opening:
    opening = asyncio.run(thread.rewind())
    assert opening is not None
    return opening


def test_a_rewind_goes_to_what_is_committed_and_where_nothing_is_to_the_first(
    thread: FencedThread, kafka: Kafka
) -> None:
    kafka.committed = {B: OffsetAndMetadata(0, "")}
    assert opened(thread).starts == {A: 3, B: 0}
    assert kafka.sought == {A: 3, B: 0}, "0 is an offset like any other"


def test_a_rewind_goes_no_further_back_than_the_log(thread: FencedThread, kafka: Kafka) -> None:
    kafka.committed = {A: OffsetAndMetadata(1, "")}
    assert opened(thread).starts[A] == 3


def test_an_assignment_that_goes_away_while_we_ask_is_not_opened(thread: FencedThread, kafka: Kafka) -> None:
    kafka.while_asked = kafka.take_away
    assert asyncio.run(thread.rewind()) is None
    assert kafka.sought == {}


def test_a_rewind_asks_until_it_is_answered(
    thread: FencedThread, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "RETRY_S", 0)
    troubles: list[KafkaError] = [KafkaConnectionError(), KafkaTimeoutError(), GroupLoadInProgressError()]

    def trouble() -> None:
        if troubles:
            raise troubles.pop()

    kafka.while_asked = trouble
    assert opened(thread).starts == FIRST


def test_a_rewind_that_will_never_be_answered_is_an_error(thread: FencedThread, kafka: Kafka) -> None:
    def refuse() -> None:
        raise GroupAuthorizationFailedError("tocsin")

    kafka.while_asked = refuse
    with pytest.raises(GroupAuthorizationFailedError):
        asyncio.run(thread.rewind())


def test_records_that_were_deleted_unread_are_an_alarm_that_tells_how_many(thread: FencedThread, kafka: Kafka) -> None:
    kafka.committed = {A: OffsetAndMetadata(1, ""), B: OffsetAndMetadata(0, "")}
    with structlog.testing.capture_logs() as said:
        opened(thread)
    [alarm] = said
    assert (alarm["log_level"], alarm["partition"], alarm["offset"], alarm["lost"]) == ("error", 0, 1, 2)


def test_a_lease_runs_from_when_the_heartbeat_was_sent_and_only_one_that_succeeded_renews_it(
    thread: FencedThread, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, alive = 10.0, True

    async def beat() -> bool:
        nonlocal now
        now += 5
        return alive

    async def connected(_thread: Any) -> None:
        return None

    kafka._coordinator._do_heartbeat = beat
    monkeypatch.setattr(fetching, "clock", lambda: now)
    monkeypatch.setattr(MendedThread, "on_start", connected)
    asyncio.run(thread.on_start())
    asyncio.run(kafka._coordinator._do_heartbeat())
    assert thread.lease_from == 10
    alive = False
    asyncio.run(kafka._coordinator._do_heartbeat())
    assert thread.lease_from == 10


def _old_token(kafka: Kafka, thread: FencedThread) -> None:
    asyncio.run(thread.rewind())


def _reassignment(kafka: Kafka, thread: FencedThread) -> None:
    kafka._subscription.reassignment_in_progress = True


def _generation(kafka: Kafka, thread: FencedThread) -> None:
    kafka._coordinator.generation += 1


def _assignment(kafka: Kafka, thread: FencedThread) -> None:
    kafka.take_away()


GONE = [_old_token, _reassignment, _generation, _assignment]


def test_a_fetch_says_from_where_to_where_its_records_are(thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    [batch] = asyncio.run(thread.fetch(token, {A}))
    assert (batch.tp, batch.start, batch.end, batch.records, batch.token, batch.reset) == (
        A, 3, 5, ["x", "y"], token, False,
    )  # fmt: skip


@pytest.mark.parametrize("gone", GONE)
def test_nothing_is_fetched_for_what_is_gone(gone: Any, thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    gone(kafka, thread)
    assert asyncio.run(thread.fetch(token, {A})) == []
    assert kafka.fetched == 0, "not even looked: a look moves positions"


def test_whoever_asks_for_what_is_gone_does_not_spin(
    thread: FencedThread, kafka: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = opened(thread).token
    kafka.take_away()
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    asyncio.run(thread.fetch(token, {A}))
    assert pauses == [fetching.GONE_PAUSE_S] and fetching.GONE_PAUSE_S > 0


def test_no_partitions_are_none_and_not_all(thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    assert asyncio.run(thread.fetch(token, set())) == []
    assert kafka.fetched == 0


def test_a_position_that_the_broker_moved_is_told(thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    kafka.assignment.states[A].position = 50
    [batch] = asyncio.run(thread.fetch(token, {A}))
    assert (batch.start, batch.reset) == (50, True)


@pytest.mark.parametrize("gone", [_old_token, _generation, _assignment])
def test_nothing_is_committed_for_what_is_gone(gone: Any, thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    gone(kafka, thread)
    assert asyncio.run(thread.commit_fenced(token, {A: 5})) == "fenced"
    assert kafka.committed == {}


def test_what_is_done_is_committed_on_the_way_out(thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    _reassignment(kafka, thread)
    assert asyncio.run(thread.commit_fenced(token, {A: 5})) == "committed"
    assert kafka.committed[A].offset == 5


@pytest.mark.parametrize(("error", "answer"), [(KafkaConnectionError(), "failed"), (CommitFailedError(), "fenced")])
def test_a_commit_that_fails_is_an_answer(error: KafkaError, answer: str, thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    kafka.refuses = error
    assert asyncio.run(thread.commit_fenced(token, {A: 5})) == answer


@pytest.mark.parametrize("gone", GONE)
def test_nothing_is_sought_for_what_is_gone(gone: Any, thread: FencedThread, kafka: Kafka) -> None:
    token = opened(thread).token
    gone(kafka, thread)
    kafka.sought.clear()
    assert not asyncio.run(thread.seek_fenced(token, A, 9))
    assert kafka.sought == {}
