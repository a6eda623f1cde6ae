"""Each cure is needed, as in ``test_cures.py``: those of commits, and of what is done in the consumer's thread."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from faust.types.tuples import ConsumerMessage

from stream.worker.fetching import Batch, FencedThread
from tests.stream.worker.conftest import Without
from tests.stream.worker.kafka import A
from tests.stream.worker.rig import Rig, T, play


@pytest.mark.parametrize("cure", [None, "answers"])
def test_an_offset_whose_commit_failed_is_committed_later(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(rig: Rig) -> None:
        async def refuse(*_args: Any) -> None:
            raise KafkaConnectionError("gone")

        take, rig.kafka._coordinator._do_commit_offsets = rig.kafka._coordinator._do_commit_offsets, refuse
        await rig.opened()
        await rig.work_on(3)
        await rig.consumer.commit()
        rig.kafka._coordinator._do_commit_offsets = take
        await rig.consumer.commit()
        assert (rig.kafka.offsets == {A: 3}) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "second-commit"])
def test_a_commit_while_another_is_under_way_commits_what_is_new(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        await rig.work_on(3)
        rig.kafka.answers.clear()
        commits = [asyncio.ensure_future(rig.consumer.commit())]
        await rig.settle()
        await rig.work_on(2)
        commits.append(asyncio.ensure_future(rig.consumer.commit()))
        await rig.settle()
        rig.kafka.answers.set()
        await asyncio.gather(*commits)
        assert (rig.kafka.offsets == {A: 5}) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "gate"])
def test_the_rejoin_is_held_until_what_is_under_way_is_done_and_committed(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        begun: list[Any] = []

        async def agent(message: Any) -> None:
            begun.append(message)
            if isinstance(message.value, Batch):
                assert rig.consumer.begin(message.value)

        rig.agent = agent
        rig.kafka.arrive(A, 1)
        await rig.until(lambda: begun)
        revoked = asyncio.ensure_future(rig.revoke())
        await rig.settle()
        assert revoked.done() == (cure is not None)
        if cure is None:
            rig.consumer.finish(begun[0].value, ok=True)
            await revoked
            assert rig.kafka.offsets == {A: 1}

    play(scene)


@pytest.mark.parametrize("cure", [None, "gate"])
def test_an_ack_of_faust_s_commits_nothing(cure: str | None, without: Without) -> None:
    """Faust acks what its stream skips, and what its agent failed at."""
    without(cure)

    async def scene(rig: Rig) -> None:
        rig.app.topics._acking_topics.add(A.topic)
        await rig.opened()
        skipped = ConsumerMessage(A.topic, 0, 0, 0.0, 0, (), b"", b"", None, 0, 0, T)
        rig.consumer.track_message(skipped)
        rig.consumer.ack(skipped)
        await rig.consumer.commit()
        assert (rig.kafka.offsets == {}) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "close"])
def test_a_rebalance_while_we_stop_closes_nothing_under_those_who_still_commit(
    cure: str | None, without: Without
) -> None:
    """Faust's closes the connection at once, from the main loop, while the last offsets are on their way."""
    without(cure)

    async def scene(rig: Rig) -> None:
        await rig.opened()
        rig.app._stopped.set()
        rig.kafka.begin_rebalance()
        await rig.consumer.on_partitions_revoked({T})
        await rig.settle()
        assert (rig.kafka.closed_from == [] and not rig.kafka._closed) == (cure is None)

    play(scene)


@pytest.mark.parametrize("cure", [None, "call"])
def test_what_is_done_to_the_consumer_is_done_in_its_own_thread(cure: str | None, without: Without) -> None:
    without(cure)
    done_in: list[int] = []

    async def seek() -> None:
        done_in.append(threading.get_ident())

    loop = asyncio.new_event_loop()
    of_the_consumer = threading.Thread(target=loop.run_forever)
    of_the_consumer.start()
    thread: Any = SimpleNamespace(thread_loop=loop)

    async def scene() -> None:
        await FencedThread.call(thread, seek)

    try:
        asyncio.run(scene())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        of_the_consumer.join()
        loop.close()
    assert (done_in == [of_the_consumer.ident]) == (cure is None)


@pytest.mark.parametrize("cure", [None, "silence"])
def test_a_partition_without_a_position_yet_ends_nothing(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(rig: Rig) -> None:
        rig.kafka.assign_to(A)
        state = rig.kafka._subscription.subscription.assignment.state_value(A)
        state.await_reset("earliest")
        state.highwater = state.timestamp = 10**15
        rig.app.topics._acking_topics.add(A.topic)
        rig.thread.time_started = 0.0
        if cure is None:
            await rig.consumer.verify_all_partitions_active()
        else:
            with pytest.raises(AssertionError):
                await rig.consumer.verify_all_partitions_active()

    play(scene)
