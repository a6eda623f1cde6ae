"""Each cure is needed: without it, what Faust and aiokafka do by themselves goes wrong; with it, it does not.

These are the holes of fetches and of partitions that come and go. Those of commits are in ``test_cures_of_commits.py``,
those of what is sent in ``test_delivery.py`` and ``test_desk.py``, and those that only a broker shows in
``tests/broker/test_cures.py``.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from stream.worker.app import _AsTheyAre
from stream.worker.consumer import MAX_WAITING
from stream.worker.fetching import Batch
from tests.stream.worker.conftest import Without
from tests.stream.worker.kafka import A, B
from tests.stream.worker.rig import Rig, play


@pytest.mark.parametrize("cure", [None, "rewind", "gate"])
def test_what_was_fetched_and_not_begun_comes_again(cure: str | None, without: Without) -> None:
    """Also where nothing is committed yet: aiokafka goes back only to offsets above 0, Faust not at all."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()

        async def interrupted(message: Any) -> None:
            rig.agent = rig.work
            rig.consumer.stop_flow()
            await rig.work(message)

        rig.agent = interrupted
        rig.kafka.arrive(A, 3)
        await rig.until(lambda: rig.kafka.at(A) == 3)
        await rig.settle()
        rig.consumer.resume_flow()
        await rig.settle()
        rig.kafka.arrive(A, 3)
        await rig.until(lambda: rig.told[-2:] == [1, 2] or 5 in rig.told)
        assert ({1, 2} <= set(rig.told)) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "fence", "fetch"])
def test_a_fetch_does_not_wait_into_the_next_assignment(cure: str | None, without: Without) -> None:
    """There it would take records that nobody is told, since they were asked for in another generation."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        await rig.app._fetcher.stop()
        rig.kafka.begin_rebalance()
        fetch = asyncio.ensure_future(rig.thread.fetch(rig.thread._token, {A}))
        await rig.settle()
        assert fetch.done() == (cure is None)
        rig.kafka.assign_to(A)
        rig.kafka.arrive(A, 2)
        await rig.settle()
        assert (rig.kafka.at(A) == 0) == (cure is None), "no position has moved"

    play(scene)


@pytest.mark.parametrize("cure", [None, "asked"])
def test_an_answer_belongs_to_the_assignment_that_asked(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        late = Batch(A, 0, 2, [], rig.thread._token)
        await rig.revoke()
        await rig.opened()
        await rig.consumer._hand_on(late)
        assert (rig.told == []) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "fetch"])
def test_no_partitions_are_none_and_not_all(cure: str | None, without: Without) -> None:
    """Where the agents of all partitions have enough to do, nothing is fetched for any."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        rig.consumer.partitions[A].hand(0, MAX_WAITING)
        await rig.settle()
        rig.kafka.arrive(A, 2)
        await rig.settle()
        assert (rig.kafka.at(A) == 0) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "gate"])
def test_nothing_is_fetched_before_the_seek(cure: str | None, without: Without) -> None:
    """Faust's recovery resumes the partitions first: what lies ahead is worked on, then what is committed."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.fetch()
        rig.kafka.offsets[A] = 3
        rig.kafka.answers.clear()
        await rig.assign(A, at=7)
        await rig.settle()
        rig.kafka.arrive(A, 2)
        if cure is None:
            await rig.settle()
        else:
            await rig.until(lambda: rig.told == [7, 8])
        rig.kafka.answers.set()
        await rig.settle()
        await rig.work_on(2)
        assert (rig.told == [3, 4]) == (cure is None)

    play(scene)


def test_a_gate_that_is_being_opened_lets_nothing_through() -> None:
    """Also where the assignment is the same, and its token fits until the new one is there."""

    async def scene(rig: Rig) -> None:
        await rig.opened()
        rig.kafka.answers.clear()
        rig.consumer.stop_flow()
        rig.consumer.resume_flow()
        await rig.settle()
        rig.kafka.arrive(A, 2)
        await rig.settle()
        assert rig.kafka.at(A) == 0
        rig.kafka.answers.set()
        await rig.settle()
        await rig.work_on(2)
        assert rig.told == [0, 1]

    play(scene)


def test_a_gate_is_opened_when_what_is_under_way_has_ended_and_is_committed() -> None:
    """So nothing of it is done again, and nobody takes the desk while a transaction is open."""

    async def scene(rig: Rig) -> None:
        await rig.opened()
        begun: list[Batch] = []

        async def agent(message: Any) -> None:
            assert rig.consumer.begin(message.value)
            begun.append(message.value)

        rig.agent = agent
        rig.kafka.arrive(A, 2)
        await rig.until(lambda: begun)
        rig.consumer.stop_flow()
        rig.consumer.resume_flow()
        await rig.settle()
        assert not rig.consumer.opened
        rig.consumer.finish(begun[0], ok=True)
        await rig.settle()
        assert rig.consumer.opened
        assert (rig.kafka.offsets, rig.kafka.at(A)) == ({A: 2}, 2)

    play(scene)


@pytest.mark.parametrize("cure", [None, "gate"])
def test_a_recovery_that_a_revocation_overtook_opens_nothing(cure: str | None, without: Without) -> None:
    """Faust resumes the flow all the same; what is fetched then belongs to nobody."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.fetch()
        overtaken = asyncio.Event()

        async def slowly(_app: Any, **_options: Any) -> None:
            await overtaken.wait()

        rig.app.on_rebalance_complete.connect(slowly)
        await rig.assign(A)
        await rig.settle()
        await rig.revoke()
        looks = rig.kafka.looks
        overtaken.set()
        await rig.settle()
        if cure is None:
            assert rig.consumer.flow_active, "Faust's recovery has resumed the flow"
            assert rig.kafka.looks == looks
            assert rig.consumer._opening is not None and rig.consumer._opening.done(), "nor is it being opened"
            await rig.opened()
            await rig.work_on(2)
            assert rig.told == [0, 1]
        else:
            await rig.until(lambda: rig.kafka.looks > looks)

    play(scene)


@pytest.mark.parametrize("cure", [None, "opening"])
def test_a_broker_that_is_slow_to_tell_offsets_delays_the_opening_and_does_not_end_it(
    cure: str | None, without: Without
) -> None:
    """A timeout in its wait ends Faust's recovery for good: no later assignment is ever opened."""
    without(cure)

    async def scene(rig: Rig) -> None:
        rig.app.conf.broker_request_timeout = 0.05
        await rig.opened()
        await rig.revoke()
        rig.kafka.answers.clear()
        await rig.assign(A)
        await rig.settle()
        assert rig.recovering.done() == (cure is not None)
        rig.kafka.answers.set()
        await rig.settle()
        assert rig.consumer.opened == (cure is None)
        await rig.revoke()
        await rig.assign(A)
        await rig.settle()
        assert rig.consumer.opened == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "beginning"])
def test_a_put_that_outlived_its_assignment_is_not_worked_on(cure: str | None, without: Without) -> None:
    """Faust's conductor waits while the flow is suspended, and puts old records into queues that were cleared."""
    without(cure)

    async def scene(rig: Rig) -> None:
        channel = rig.app.topic(A.topic, schema=_AsTheyAre()).clone(is_iterator=True)
        rig.app.topics._topics.add(channel)
        await rig.opened()
        rig.agent = rig.app.topics.on_message
        rig.app.flow_control.suspend()
        rig.kafka.arrive(A, 2)
        await rig.until(lambda: rig.kafka.at(A) == 2)
        await rig.revoke()
        await rig.opened(committed=5)
        assert channel.queue.qsize() == 1, "the old records are in the queue of the new assignment"
        await rig.work((await channel.queue.get()).message)
        assert (rig.told == []) == (cure is None)
        rig.kafka.arrive(A, 2)
        await rig.work((await channel.queue.get()).message)
        assert rig.told[-2:] == [5, 6]

    play(scene)


def test_partitions_that_stay_are_told_no_record_twice_by_a_rebalance() -> None:
    """With all cures in: every record once, in order, across three rebalances."""

    async def scene(rig: Rig) -> None:
        for tps in ((A,), (A, B), (A,)):
            await rig.assign(*tps)
            await rig.settle()
            await rig.work_on(3)
            await rig.revoke()
        assert rig.told == list(range(9))
        assert rig.kafka.offsets == {A: 9}
        assert rig.failures == []

    play(scene)
