"""What the broker tests are played with: workers as real processes, articles to feed them, and waiting until done."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from schemas.topics import RAW
from stream.settings import Settings
from stream.topics import create_topics, delete_topics, show_topics
from tests.broker.checker import offsets

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
"""How long a scene waits for what must come; it ends as soon as it has come."""


@dataclass
class WorkerProcess:
    """One worker, its log, and its end."""

    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """The log so far, one object a line; what is not JSON (a traceback, a warning) under ``event``.

        A line that is being written does not count yet.
        """
        return [_line(text) for text in self.log.read_text().splitlines(keepends=True) if text.endswith("\n")]

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines whose event holds ``event``."""
        return [line for line in self.lines() if event in str(line.get("event", ""))]

    def get(self, path: str) -> tuple[int, str]:
        """What the worker's HTTP server answers: status and body; (0, "") while it does not listen."""
        told = self.said("health and metrics")
        if not told:
            return 0, ""
        try:
            with urllib.request.urlopen(told[0]["url"].rstrip("/") + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_ready(self) -> None:
        """Until ``/readyz`` answers 200."""
        until = time.monotonic() + PATIENCE_S
        while self.get("/readyz")[0] != 200:
            assert self.process.poll() is None, f"the worker ended with {self.process.returncode}: {self.log}"
            assert time.monotonic() < until, f"the worker is not ready: {self.log}"
            time.sleep(0.05)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; answers the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)


def _line(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) else {"event": text}
    except ValueError:
        return {"event": text}


@dataclass
class Crew:
    """All workers of a test, so that none outlives it."""

    settings: Settings
    folder: Path
    workers: list[WorkerProcess] = field(default_factory=list)

    def start(self, *options: str, module: str = "tests.broker.work", **settings: object) -> WorkerProcess:
        """One more worker; ``settings`` are environment variables beside those of the test."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *options],
                cwd=ROOT, env=environment(self.settings, **settings), stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        worker = WorkerProcess(process, log)
        self.workers.append(worker)
        return worker


@contextmanager
def crew(settings: Settings, folder: Path) -> Iterator[Crew]:
    """Workers that are killed at the end, whatever happened."""
    one = Crew(settings, folder)
    try:
        yield one
    finally:
        for worker in one.workers:
            worker.end(signal.SIGKILL)


def environment(settings: Settings, **more: object) -> dict[str, str]:
    """The process's environment, with our settings as TOCSIN_* variables."""
    names = ("brokers", "group", "session_timeout_s", "raw_partitions", "metrics_port", "log_format", "log_level")
    ours = {name: getattr(settings, name) for name in names} | more
    return dict(os.environ) | {f"TOCSIN_{name.upper()}": str(value) for name, value in ours.items()}


async def topics_anew(settings: Settings, desks: Sequence[str]) -> None:
    """Every topic of ours, empty; whatever was in it is gone."""
    while old := [each.topic.name for each in await show_topics(settings, desks) if each.state != "missing"]:
        await delete_topics(settings, old)
    await create_topics(settings, desks, keep_old=True)


def article(number: int, body: str = "nothing happened", **fields: object) -> bytes:
    """One good article."""
    given = {"id": f"a{number}", "source": "wire", "published_at": "2022-09-15T14:05:00+07:00", "body": body}
    return json.dumps({**given, "title": "t", "language": "en", **fields}).encode()


def mixed_articles(count: int, seed: int, stories: int = 40) -> list[bytes]:
    """Most of them quiet, some with one event or two, some malformed, a few that meet a bug."""
    chance = random.Random(seed)
    return [_mixed(number, chance, stories) for number in range(count)]


def _mixed(number: int, chance: random.Random, stories: int) -> bytes:
    kind = chance.random()
    if kind < 0.02:
        return b'{"id": "m%d", "source": ' % number
    if kind < 0.03:
        return article(number, "CODERBUG")
    events = 2 if kind < 0.05 else 1 if kind < 0.15 else 0
    told = " ".join(f"EVENT s{chance.randrange(stories)}" for _ in range(events))
    return article(number, f"{'words ' * 60} {told}")


async def feed(settings: Settings, articles: Iterable[bytes], *, topic: str = RAW.name, a_second: float = 0.0) -> None:
    """Send the articles, spread over the partitions by their number; ``a_second`` 0 is as fast as it goes."""
    producer = AIOKafkaProducer(
        **settings.kafka(), acks="all", enable_idempotence=True, max_request_size=6 << 20, max_batch_size=1 << 20,
        linger_ms=2,
    )  # fmt: skip
    started, sent = time.monotonic(), []
    await producer.start()
    try:
        partitions = len(await producer.partitions_for(topic))
        for number, value in enumerate(articles):
            sent.append(await producer.send(topic, value, key=b"k%d" % number, partition=number % partitions))
            if a_second:
                await asyncio.sleep(max(0.0, started + number / a_second - time.monotonic()))
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def until_done(settings: Settings, *, within_s: float = PATIENCE_S) -> float:
    """Wait until every committed offset is at its end, and stays there; answers the seconds that it took."""
    started = time.monotonic()
    quiet = 0
    while quiet < 3:
        known = await offsets(settings)
        done = known and all(committed == end for committed, end in known.values())
        quiet = quiet + 1 if done else 0
        assert time.monotonic() < started + within_s, f"offsets stand still: {known}"
        await asyncio.sleep(0.25)
    return time.monotonic() - started


def play(settings: Settings, articles: Sequence[bytes], *, topic: str = RAW.name) -> None:
    """Feed and wait until all is done."""

    async def both() -> None:
        await feed(settings, articles, topic=topic)
        await until_done(settings)

    asyncio.run(both())
