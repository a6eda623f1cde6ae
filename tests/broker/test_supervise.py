"""A worker that dies comes back; one that stands still ends by itself; one whose broker is away waits."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import RAW
from stream.lab.broker import Broker
from stream.settings import Settings
from stream.topics import create_topics, delete_topics
from stream.worker.stages import Stages
from tests.broker import simple
from tests.broker.checker import check, offsets
from tests.broker.scene import PATIENCE_S, Crew, WorkerProcess, article, crew, feed, play, until_done
from tests.conftest import Fresh

CLI = "stream.cli.main"


@pytest.fixture
def workers(fresh: Fresh, tmp_path: Path) -> Iterator[Crew]:
    with crew(fresh(("world",)), tmp_path) as one:
        yield one


def test_a_killed_worker_comes_back_and_goes_on_and_sigterm_ends_both(fresh: Fresh, tmp_path: Path) -> None:
    stages = Stages.load()
    settings = fresh(stages.desks)
    with crew(settings, tmp_path) as workers:
        parent = workers.start("worker", "--supervise", module=CLI)
        parent.wait_ready()
        first = _child(parent, 1)
        play(settings, [article(1, "Two soldiers were killed in a clash."), b"no json"])
        os.kill(first, signal.SIGKILL)
        play(settings, [article(2), b"no json either"])
        second = _child(parent, 2)
        assert first != second
        [died] = parent.said("the worker has died; starting it again")
        assert (died["code"], died["after_s"]) == (-9, 1.0)
        assert parent.end(signal.SIGTERM) == 0
        with pytest.raises(ProcessLookupError):
            os.kill(second, 0)
    report = asyncio.run(check(settings, stages))
    assert report.ok, report


def test_a_supervisor_gives_up_on_what_another_start_would_not_change(workers: Crew) -> None:
    asyncio.run(delete_topics(workers.settings, [RAW.name]))
    parent = workers.start("worker", "--supervise", module=CLI)
    assert parent.process.wait(PATIENCE_S) == 4
    assert f"The topic {RAW.name} is not on the broker" in parent.log.read_text()
    assert len(parent.said("the worker is started")) == 1


def test_a_worker_whose_supervisor_was_killed_ends_too(workers: Crew) -> None:
    parent = workers.start("worker", "--supervise", module=CLI)
    parent.wait_ready()
    parent.end(signal.SIGKILL)
    _wait_for(parent, "stopped", 1)
    assert not parent.said("stopped")[0]["failed"]


def test_a_worker_that_stands_still_ends_and_nothing_is_acked(workers: Crew) -> None:
    settings = workers.settings
    worker = workers.start("--patience", "4")
    worker.wait_ready()
    before = asyncio.run(_committed(settings))
    asyncio.run(feed(settings, [article(1, "CODERHANG")] * 4))
    assert worker.process.wait(PATIENCE_S) == 1
    [said] = worker.said("the worker stands still and ends")
    assert said["level"] == "critical"
    assert "1 records behind" in said["why"]
    assert "simple.py" in said["main_thread"], "it tells where it hangs"
    assert asyncio.run(_committed(settings)) == before == 0


def test_a_broker_that_is_away_for_longer_than_the_watchdogs_patience_ends_nothing(
    own_broker: Broker, tmp_path: Path
) -> None:
    own_broker.start()
    settings = Settings(brokers=own_broker.bootstrap, session_timeout_s=3, metrics_port=0, log_format="json")
    asyncio.run(create_topics(settings, ("world",), keep_old=True))
    with crew(settings, tmp_path) as workers:
        worker = workers.start("--patience", "8")  # which is also how long it may take to go on afterwards
        worker.wait_ready()
        play(settings, [article(1, "EVENT a")])
        asyncio.run(_away(settings, own_broker, for_s=12))
        assert worker.said("the broker does not answer")
        assert not worker.said("the worker stands still")
        assert worker.end() == 0
    assert asyncio.run(check(settings, simple.stages())).ok


async def _away(settings: Settings, broker: Broker, for_s: float) -> None:
    """Kill the broker with work under way, and start it after a while."""
    flow = asyncio.create_task(feed(settings, [article(n, "EVENT a") for n in range(2, 600)], a_second=200))
    await asyncio.sleep(1)
    await asyncio.to_thread(broker.kill)
    await asyncio.sleep(for_s)
    await asyncio.to_thread(broker.start)
    await flow
    await until_done(settings)


def _child(parent: WorkerProcess, number: int) -> int:
    """The process id of the ``number``-th worker that was started."""
    return int(_wait_for(parent, "the worker is started", number)[-1]["pid"])


def _wait_for(worker: WorkerProcess, event: str, count: int) -> list[dict[str, object]]:
    until = time.monotonic() + PATIENCE_S
    while len(said := worker.said(event)) < count:
        assert time.monotonic() < until, f"{event} was not said: {worker.log}"
        time.sleep(0.05)
    return said


async def _committed(settings: Settings) -> int:
    return sum(committed for committed, _ in (await offsets(settings)).values())
