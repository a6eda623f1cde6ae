"""Codings that the desk folds in a second: through the real worker, from a backlog on Kafka, and the pure fold alone.

Of two kinds: each opens a story of its own and rings, and a thousand stories told again and again by many outlets, some
with a toll, some as a rumour, some denying.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from agents.watch_events import Desk, Origin, watch_events
from schemas.coding import Coding
from schemas.topics import ALERTS, CODINGS
from stream.settings import Settings
from stream.worker.delivery import close_producer, send, start_producer
from stream.worker.outputs import coding_output
from tests.bench.race import Lap, empty, kafka, lap, median, messages
from tests.bench.reports import reports

ROUNDS = 3
SECONDS = 15.0
WANTED = 3_000
NEW = 20_000
AGAIN = 80_000
_STORIES = 1_000
_OUTLETS = 300
_AT_MS = 1_663_243_200_000
_SLICE = 1_000
_TOLD: tuple[dict[str, Any], ...] = (
    {}, {"quantities": {"killed": 5}}, {"quantities": {"killed": 12}}, {"modality": "reported"},
    {"modality": "alleged"}, {"polarity": "denied", "modality": "reported"},
)  # fmt: skip


def run(
    console: Console, *, rounds: int = ROUNDS, seconds: float = SECONDS, new: int = NEW, again: int = AGAIN
) -> None:
    """Measure both kinds in both ways."""
    opening = new_stories(new)
    kinds = {"each opens a story": opening, f"{_STORIES:,} stories told again": told_again(opening[:_STORIES], again)}
    table = Table("codings", "a second", "the rounds", "processor µs", "pure fold, few open", "many open")
    with kafka() as (settings, folder):
        for kind, codings in kinds.items():
            laps = _laps(settings, folder, codings, rounds, seconds)
            cost = statistics.median(each.cost for each in laps)
            shown = "  ".join(f"{each.rate:,.0f}" for each in laps)
            first, last = pure(codings)
            table.add_row(kind, f"{median(laps):,.0f}", shown, f"{cost:,.0f}", f"{first:,.0f}", f"{last:,.0f}")
    table.caption = f"wanted through the worker: {WANTED:,} a second"
    console.print(table)


def new_stories(count: int) -> list[Coding]:
    """Codings of which no two are of one story, and each rings."""
    coder = Coder.load()
    return [coding for _, raw in reports(count) if isinstance(coding := code_articles(coder, raw), Coding)]


def told_again(opening: Sequence[Coding], count: int, seed: int = 4) -> list[Coding]:
    """``count`` tellings of the stories that ``opening`` opens, by chance and each by an article of its own."""
    chance = random.Random(seed)
    prints = [f"{chance.getrandbits(1024):0256x}" for _ in range(_OUTLETS)]
    made = []
    for number in range(count):
        first, outlet = chance.choice(opening), chance.randrange(_OUTLETS)
        identity = f"again-{number}"
        article = replace(
            first.article, id=identity, source=f"outlet-{outlet}.example", fingerprint=prints[outlet],
            url=f"https://outlet-{outlet}.example/2022/09/15/{identity}",
        )  # fmt: skip
        told = chance.choice(_TOLD)
        events = tuple(
            replace(event, id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number} {event.id}")), **told)
            for event in first.events
        )
        made.append(replace(first, article_id=identity, article=article, events=events))
    return made


def pure(codings: Sequence[Coding]) -> tuple[float, float]:
    """Codings a second without Kafka and JSON: over the first thousand and over the last."""
    desk = Desk.load()
    rates = []
    for begin in range(0, len(codings), _SLICE):
        start = time.perf_counter()
        for offset in range(begin, min(begin + _SLICE, len(codings))):
            desk.apply(watch_events(desk, codings[offset], _AT_MS + offset, Origin(0, offset)))
        rates.append(_SLICE / (time.perf_counter() - start))
    return rates[0], rates[-1]


def _laps(settings: Settings, folder: Path, codings: Sequence[Coding], rounds: int, seconds: float) -> list[Lap]:
    """The worker on these codings, each time with no stories yet. Raises RuntimeError where nothing rings."""
    desks = Desk.load().desks
    empty(settings, desks, but="")
    asyncio.run(_fill(settings, codings))
    laps = []
    for _ in range(rounds):
        empty(settings, desks, but=CODINGS.name)
        laps.append(lap(settings, folder, "desk", seconds=seconds, records=len(codings)))
        if not messages(settings, desks)[ALERTS.name]:
            raise RuntimeError("the desk has rung nothing")
    return laps


async def _fill(settings: Settings, codings: Sequence[Coding]) -> None:
    """The backlog, as the coder would have sent it."""
    producer = await start_producer(settings)
    sent = []
    for offset, coding in enumerate(codings):
        raw = SimpleNamespace(partition=0, offset=offset, timestamp=_AT_MS + offset, headers=())
        sent.append(await send(producer, coding_output(raw, coding)))
    await asyncio.gather(*sent)
    await close_producer(producer)
