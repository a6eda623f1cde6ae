"""Races on the embedded Kafka: a backlog, one runner at a time, rounds in turn, medians at the end."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stream.lab.broker import Broker
from stream.settings import Settings
from stream.topics import create_topics, delete_topics, show_topics
from tests.broker.scene import WorkerProcess, crew

GIVE_UP_S = 120.0


class Lap(NamedTuple):
    """What one runner did in one round: records, and seconds of the clock and of the processor."""

    records: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time a record, in the runner's process."""
        return self.cpu / self.records * 1e6


@contextmanager
def kafka(partitions: int = 8) -> Iterator[tuple[Settings, Path]]:
    """A broker of the bench's own; answers settings for it, and a folder that is deleted with it."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        with Broker(Settings().home, data=folder / "broker") as broker:
            yield (
                Settings(brokers=broker.bootstrap, raw_partitions=partitions, metrics_port=0, log_format="json"),
                folder,
            )


def empty(settings: Settings, desks: Collection[str], *, but: str) -> None:
    """Make every topic of ours anew, all but the one that holds the backlog."""

    async def anew() -> None:
        there = [each.topic.name for each in await show_topics(settings, desks) if each.state != "missing"]
        await delete_topics(settings, [name for name in there if name != but])
        while any(each.state == "missing" for each in await show_topics(settings, desks)):
            await create_topics(settings, desks, keep_old=True)

    asyncio.run(anew())


def messages(settings: Settings, desks: Collection[str]) -> dict[str, int]:
    """How many offsets each topic of ours spans."""
    return {each.topic.name: each.messages for each in asyncio.run(show_topics(settings, desks))}


def lap(settings: Settings, folder: Path, name: str, *options: str, seconds: float, records: int) -> Lap:
    """Let one runner run, alone, as a group of its own. Raises RuntimeError with its log's end where it fails."""
    place = folder / uuid.uuid4().hex
    place.mkdir()
    ask = (name, "--seconds", str(seconds), "--records", str(records), *options)
    with crew(settings, place) as one:
        worker = one.start(*ask, module="tests.bench.runner", group=f"bench-{uuid.uuid4().hex[:8]}", home=place)
        return _measured(worker, name, GIVE_UP_S + seconds)


def _measured(worker: WorkerProcess, name: str, patience_s: float) -> Lap:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        ended = worker.process.poll() is not None
        told = worker.said("measured")
        if told:
            return Lap(told[0]["records"], told[0]["seconds"], told[0]["cpu"])
        if ended:
            break
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not measure anything. Its last words:\n{worker.log.read_text()[-3000:]}")


def median(laps: Sequence[Lap]) -> float:
    """The median rate of a runner's rounds."""
    return statistics.median(each.rate for each in laps)
