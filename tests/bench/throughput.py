"""Articles a second, of one process and side by side: our worker, a bare Faust agent, aiokafka alone, Quix Streams.

Two loads on the same backlog of 3 kB articles: ``real``, with our coder, and ``instant``, with one that returns at once
(as many published), which shows what the loops themselves cost.
"""

from __future__ import annotations

import asyncio
import importlib.util
import statistics
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder
from schemas.topics import CODINGS, RAW
from stream.settings import Settings
from stream.topics import create_topics
from stream.worker.stages import Stages
from tests.bench import mix
from tests.bench.race import Lap, empty, kafka, lap, median, messages
from tests.bench.rivals import LOOPS
from tests.broker.scene import feed

ROUNDS = 3
SECONDS = 15.0
BACKLOG = 400_000
"""Enough for the fastest coder; where nothing is coded, the fastest loops see the end of it before the time is over."""
OURS, FAUST, QUIX = "ours", "Faust, bare", "Quix Streams"
WANTED = {"real": (QUIX, 0.9), "instant": (FAUST, 5.0)}
"""Against whom ours is held with each load, and how many times as fast it is to be."""


def run(console: Console, *, rounds: int = ROUNDS, seconds: float = SECONDS, backlog: int = BACKLOG) -> None:
    """Race them all with both loads and print what came of it."""
    if importlib.util.find_spec("quixstreams") is None:
        console.print("left out: quixstreams is not installed (`make bench` installs it)")
        return
    coder = Coder.load()
    desks, names = Stages.load().desks, tuple(LOOPS)
    with kafka() as (settings, folder):
        asyncio.run(create_topics(settings, desks, keep_old=True))
        asyncio.run(feed(settings, mix.articles(coder, backlog)))
        for load, (rival, wanted) in WANTED.items():
            laps: dict[str, list[Lap]] = defaultdict(list)
            for number in range(rounds):
                for name in (*names[number:], *names[:number]):
                    laps[name].append(_lap(settings, folder, name, load, desks, seconds, backlog))
            console.print(_table(load, laps))
            ratio = statistics.median(
                ours.rate / other.rate for ours, other in zip(laps[OURS], laps[rival], strict=True)
            )
            console.print(f"{load}: ours / {rival}: {ratio:.2f} (median of the rounds; wanted: {wanted})\n")


def _lap(
    settings: Settings, folder: Path, name: str, load: str, desks: tuple[str, ...], seconds: float, backlog: int
) -> Lap:
    """One runner on an empty codings topic. Raises RuntimeError for one that does not send what it codes."""
    empty(settings, desks, but=RAW.name)
    done = lap(settings, folder, name, "--load", load, seconds=seconds, records=backlog)
    sent = messages(settings, desks)[CODINGS.name]
    if sent < 0.8 * done.records / mix.PUBLISHED:
        raise RuntimeError(f"{name} has sent {sent:,} codings of {done.records:,} articles: they are not all there")
    return done


def _table(load: str, laps: dict[str, list[Lap]]) -> Table:
    table = Table("", "articles a second", "of ours", "the rounds", "processor µs an article", title=f"load: {load}")
    ours = median(laps[OURS])
    for name in LOOPS:
        done = laps[name]
        rounds = "  ".join(f"{each.rate:,.0f}" for each in done)
        cost = statistics.median(each.cost for each in done)
        table.add_row(name, f"{median(done):,.0f}", f"{median(done) / ours:.2f}", rounds, f"{cost:,.0f}")
    return table
