"""SIGKILL at random moments: nothing is lost, nothing is out of order, nothing is told twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from pathlib import Path

from stream.settings import Settings
from tests.broker import simple
from tests.broker.checker import check
from tests.broker.faults import listen
from tests.broker.scene import Crew, crew, feed, mixed_articles, until_done
from tests.conftest import Fresh

ARTICLES = 5_000
A_SECOND = 250.0
KILLS = 5


def test_five_kills_lose_nothing_and_alerts_are_those_of_a_run_without_them(fresh: Fresh, tmp_path: Path) -> None:
    seed = int(os.environ.get("TOCSIN_TEST_SEED") or random.randrange(1 << 32))
    print(f"\nseed {seed} (TOCSIN_TEST_SEED={seed} makes it again, as far as time allows)")
    settings = fresh(("world",))
    with crew(settings, tmp_path) as workers:
        for _ in range(2):
            workers.start()
        workers.workers[0].wait_ready()
        gaps = asyncio.run(_storm(settings, workers, seed))
        living = [worker for worker in workers.workers if worker.process.poll() is None]
        for worker in living:
            worker.wait_ready()  # before that, SIGTERM just kills it
        assert [worker.end() for worker in living] == [0, 0]
    report = asyncio.run(check(settings, simple.stages()))
    print(report)
    print("kill to next alert, seconds:", ", ".join(f"{gap:.1f}" for gap in gaps))
    assert report.inputs == ARTICLES
    assert report.alerts > 0 and report.set_aside > 0
    assert report.ok


async def _storm(settings: Settings, workers: Crew, seed: int) -> list[float]:
    chance = random.Random(seed)
    heard: list[float] = []
    listening = asyncio.create_task(listen(settings, heard))
    feeding = asyncio.create_task(feed(settings, mixed_articles(ARTICLES, seed), a_second=A_SECOND))
    kills: list[float] = []
    while len(kills) < KILLS:
        await asyncio.sleep(chance.uniform(1.5, 4.5))
        alive = [worker for worker in workers.workers if worker.process.poll() is None]
        await asyncio.to_thread(chance.choice(alive).end, signal.SIGKILL)
        kills.append(time.monotonic())
        workers.start()
    await feeding
    took = await until_done(settings)
    print(f"offsets at their ends {took:.1f} s after the last article")
    listening.cancel()
    return [min((at for at in heard if at > kill), default=kill) - kill for kill in kills]
