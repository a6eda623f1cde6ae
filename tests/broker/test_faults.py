"""A worker that is thought dead and wakes up, and a broker that dies and comes back: a short slice of the faults."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from stream.lab.broker import Broker
from stream.settings import Settings
from stream.topics import create_topics
from tests.broker import simple
from tests.broker.checker import check
from tests.broker.scene import Crew, WorkerProcess, article, crew, feed, mixed_articles, until_done
from tests.conftest import Fresh

SESSION_S = 3.0


def test_a_worker_that_wakes_up_after_its_successor_came_writes_nothing_that_counts(
    fresh: Fresh, tmp_path: Path
) -> None:
    settings = fresh(("world",), session_timeout_s=SESSION_S)
    with crew(settings, tmp_path) as workers:
        workers.start().wait_ready()
        asyncio.run(_suspend(settings, workers))
        woken, successor = workers.workers
        assert successor.said("the desk is read back"), "the successor took the desk over"
        assert woken.end() in (0, 1), "it goes on as a member, or dies of the fence"
        assert successor.end() == 0
    report = asyncio.run(check(settings, simple.stages()))
    print(report)
    assert report.ok, report


async def _suspend(settings: Settings, workers: Crew) -> None:
    """Stop the keeper of the desk in the middle of a flow of news, and wake him while his successor works."""
    keeper = workers.workers[0]
    flow = asyncio.create_task(
        feed(settings, [article(number, f"EVENT s{number % 7}") for number in range(2_000)], a_second=150)
    )
    await asyncio.sleep(2)
    keeper.process.send_signal(signal.SIGSTOP)
    try:
        successor = workers.start()
        await asyncio.to_thread(successor.wait_ready)
        await _until_said(successor, "the desk is read back")
        await asyncio.sleep(1)
    finally:
        keeper.process.send_signal(signal.SIGCONT)
    await flow
    await until_done(settings)


async def _until_said(worker: WorkerProcess, event: str) -> None:
    while not worker.said(event):  # noqa: ASYNC110 (another process says it)
        await asyncio.sleep(0.1)


def test_a_broker_that_is_killed_and_comes_back_costs_nothing(own_broker: Broker, tmp_path: Path) -> None:
    own_broker.start()
    settings = Settings(
        brokers=own_broker.bootstrap, session_timeout_s=SESSION_S, metrics_port=0, log_format="json", raw_partitions=4
    )
    asyncio.run(create_topics(settings, ("world",)))
    with crew(settings, tmp_path) as workers:
        for worker in (workers.start(), workers.start()):
            worker.wait_ready()
        asyncio.run(_outage(settings, own_broker))
        assert [worker.end() for worker in workers.workers] == [0, 0], "both waited for the broker"
    report = asyncio.run(check(settings, simple.stages()))
    print(report)
    assert report.ok, report


async def _outage(settings: Settings, broker: Broker) -> None:
    flow = asyncio.create_task(feed(settings, mixed_articles(2_000, seed=3), a_second=200))
    await asyncio.sleep(3)
    await asyncio.to_thread(broker.kill)
    await asyncio.sleep(SESSION_S + 2)
    await asyncio.to_thread(broker.start)
    await flow
    await until_done(settings)
