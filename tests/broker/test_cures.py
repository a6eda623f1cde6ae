"""Each cure is needed: the same scene goes well with it, and is found to go wrong without it."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import ALERTS, RAW, STORIES
from stream.settings import Settings
from tests.broker import simple
from tests.broker.checker import Report, check, offsets, read_all
from tests.broker.scene import PATIENCE_S, Crew, article, crew, feed, play, until_done
from tests.conftest import Fresh

NEWS = [article(number, f"EVENT s{number % 3}") for number in range(40)]
SESSION_S = 3.0


@pytest.fixture
def workers(fresh: Fresh, tmp_path: Path) -> Iterator[Crew]:
    with crew(fresh(("world",), session_timeout_s=SESSION_S), tmp_path) as one:
        yield one


def checked(settings: Settings) -> Report:
    report = asyncio.run(check(settings, simple.stages()))
    print(report)
    return report


@pytest.mark.parametrize("cure", [None, "contiguous-offsets", "awaited-deliveries"])
def test_no_offset_passes_an_output_that_is_not_delivered(cure: str | None, workers: Crew) -> None:
    first = workers.start("--with", "slow-deliveries", *_without(cure))
    first.wait_ready()
    asyncio.run(_feed_and_give_time_to_commit(workers.settings))
    first.end(signal.SIGKILL)
    workers.start()
    asyncio.run(until_done(workers.settings))
    report = checked(workers.settings)
    assert len(report.lost) == 0 if cure is None else len(report.lost) >= len(NEWS)
    assert report.ok == (cure is None)


@pytest.mark.parametrize("cure", [None, "marks"])
def test_what_is_coded_again_is_folded_once(cure: str | None, workers: Crew) -> None:
    first = workers.start("--with", "lost-commits", *_without(cure))
    first.wait_ready()
    asyncio.run(feed(workers.settings, NEWS))
    asyncio.run(_until_alerts(workers.settings, len(NEWS)))
    first.end(signal.SIGKILL)
    workers.start(*_without(cure))
    asyncio.run(until_done(workers.settings))
    report = checked(workers.settings)
    assert report.repeated_codings == len(NEWS)
    assert report.conflicts == (0 if cure is None else 2 * len(NEWS)), "for all, and for the desk"
    assert report.ok == (cure is None)


@pytest.mark.parametrize("cure", [None, "desk-fence"])
def test_a_desk_that_wakes_up_in_its_transaction_is_told_that_it_is_over(cure: str | None, workers: Crew) -> None:
    zombie = workers.start("--with", "slow-transactions", *_without(cure))
    zombie.wait_ready()
    asyncio.run(feed(workers.settings, NEWS))
    asyncio.run(_until_in_a_transaction(workers.settings))
    zombie.process.send_signal(signal.SIGSTOP)
    try:
        successor = workers.start(*_without(cure))
        successor.wait_ready()
        asyncio.run(until_done(workers.settings))
    finally:
        zombie.process.send_signal(signal.SIGCONT)
    if cure is None:
        assert zombie.process.wait(PATIENCE_S) == 1
        assert zombie.said("another worker has taken the desk")
    else:
        asyncio.run(_until_alerts(workers.settings, len(NEWS) + 1))
    report = checked(workers.settings)
    assert (report.duplicates > 0) == (cure is not None)
    assert report.ok == (cure is None)


@pytest.mark.parametrize("cure", [None, "one-transaction"])
def test_alerts_state_and_offset_are_one(cure: str | None, workers: Crew) -> None:
    first = workers.start(*_without(cure), *(() if cure else ("--with", "slow-transactions")))
    first.wait_ready()
    asyncio.run(feed(workers.settings, NEWS))
    if cure is not None:
        asyncio.run(_until_alerts(workers.settings, 1))
    else:
        asyncio.run(_until_in_a_transaction(workers.settings))
    first.end(signal.SIGKILL)
    workers.start()
    asyncio.run(until_done(workers.settings))
    report = checked(workers.settings)
    assert (report.duplicates > 0) == (cure is not None)
    assert report.ok == (cure is None)


def test_stories_that_a_dead_desk_did_not_commit_are_not_read_back(workers: Crew) -> None:
    """Without this cure; that all is well with it, the scene before shows, which is the same."""
    first = workers.start("--with", "slow-transactions")
    first.wait_ready()
    asyncio.run(feed(workers.settings, NEWS))
    asyncio.run(_until_in_a_transaction(workers.settings))
    first.end(signal.SIGKILL)
    workers.start(*_without("read-committed"))
    asyncio.run(until_done(workers.settings))
    assert checked(workers.settings).lost, "what it has read back says that these alerts are out already"


@pytest.mark.parametrize("cure", [None, "size-guard"])
def test_what_no_topic_takes_is_set_aside_and_does_not_end_the_worker(cure: str | None, workers: Crew) -> None:
    worker = workers.start(*_without(cure))
    worker.wait_ready()
    huge = article(1, "HUGE EVENT x")
    if cure is not None:
        asyncio.run(feed(workers.settings, [huge]))
        assert worker.process.wait(PATIENCE_S) == 1
        return
    play(workers.settings, [huge, *NEWS])
    report = checked(workers.settings)
    assert (report.ok, report.set_aside) == (True, 1)


def _without(cure: str | None) -> tuple[str, ...]:
    return () if cure is None else ("--without", cure)


async def _feed_and_give_time_to_commit(settings: Settings) -> None:
    """Several intervals of the commits; less, where all is committed before."""
    await feed(settings, NEWS)
    for _ in range(15):
        known = [each for tp, each in (await offsets(settings)).items() if tp.topic == RAW.name]
        if all(committed == end for committed, end in known):
            return
        await asyncio.sleep(0.2)


async def _until_alerts(settings: Settings, count: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while len((await read_all(settings, [ALERTS.name]))[ALERTS.name]) < count:
        assert time.monotonic() < until, "the alerts do not come"
        await asyncio.sleep(0.05)


async def _until_in_a_transaction(settings: Settings) -> None:
    """Until the desk has written a story; with slow transactions, it has a second to go before it commits."""
    until = time.monotonic() + PATIENCE_S
    stories = TopicPartition(STORIES.name, 0)
    async with AIOKafkaConsumer(**settings.kafka()) as consumer:
        while (await consumer.end_offsets([stories]))[stories] == 0:
            assert time.monotonic() < until, "no story comes"
            await asyncio.sleep(0.02)
