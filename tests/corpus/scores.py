"""What the coder gets right and what it takes for what, on the articles of this project: counts, no sentences."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.code_articles import Coder, code_articles
from schemas.coding import CodedEvent, Coding
from tests.corpus import blind
from tests.corpus.scoring import Score, meets

_HERE = Path(__file__).parent
_WIRE = _HERE.parents[1] / "stream" / "lab" / "wire"
NONE = "none"
NO_MODE = "–"
STATUS = ("polarity", "modality", "temporality")
_SIDES = ("actor", "recipient")


@dataclass
class Tally:
    """The counts of some articles. A confusion counts (expected, coded) pairs; ``none`` was coded where nothing was.

    ``types`` has every expectation. ``modes`` has those that want a mode (``REQUEST/assist``) and ``status``, for each
    of its three fields, those that want a value, as far as an event of the type between the parties was found; where
    none was, a mode counts as missed. ``score`` is what the bounds of the tests see.
    """

    articles: int = 0
    score: Score = field(default_factory=Score)
    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    modes: Counter[tuple[str, str]] = field(default_factory=Counter)
    status: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: {name: Counter() for name in STATUS})

    def add(self, article: dict[str, Any], events: Iterable[CodedEvent]) -> None:
        """Count one article: its expectations, each held against the event that comes nearest to it."""
        events = tuple(events)
        self.articles += 1
        self.score.add(article, events)
        for expected in article.get("expect", ()):
            self._count(expected, nearest(expected, events), any(meets(e, expected) for e in events))

    def _count(self, expected: dict[str, Any], event: CodedEvent | None, found: bool) -> None:
        event_type = value_of(expected, "event_type", event)
        self.wanted[event_type] += 1
        self.found[event_type] += found
        self.types[event_type, event.event_type if event else NONE] += 1
        event = event if event is not None and event.event_type == event_type else None
        if "mode" in expected:
            mode = f"{event_type}/{value_of(expected, 'mode', event)}"
            self.modes[mode, f"{event_type}/{event.mode or NO_MODE}" if event else NONE] += 1
        for name in STATUS if event is not None else ():
            if name in expected:
                self.status[name][value_of(expected, name, event), getattr(event, name)] += 1


def nearest(expected: dict[str, Any], events: Iterable[CodedEvent]) -> CodedEvent | None:
    """The event that an expectation is held against: one between its parties, best of its type, and most alike."""
    among = [e for e in events if meets(e, {name: expected[name] for name in _SIDES if name in expected})]
    fields = ("event_type", *STATUS, "mode")
    return max(among, key=lambda e: [meets(e, {n: expected[n]}) for n in fields if n in expected], default=None)


def value_of(expected: dict[str, Any], name: str, event: CodedEvent | None) -> str:
    """What an expectation wants of a field: the value that was coded, where that is right too, else the best one."""
    values = expected[name] if isinstance(expected[name], list) else [expected[name]]
    coded = getattr(event, name) if event else None
    return str(coded if coded in values else values[0])


def wire(coder: Coder, language: str) -> Iterator[tuple[dict[str, Any], tuple[CodedEvent, ...]]]:
    """The articles of the sample wire in one language, as a reader reads them, with what the coder makes of them."""
    table = tomllib.loads((_HERE / "wire.toml").read_text("utf-8"))
    articles = {(row["id"], row.get("version", 1)): row for row in table["article"]}
    for line in (_WIRE / f"{language}.jsonl").read_bytes().splitlines():
        coding = code_articles(coder, line)
        if isinstance(coding, Coding):
            yield articles[coding.article_id, coding.article.version], coding.events


def of_wire(coder: Coder) -> dict[str, Tally]:
    """The sample wire by language, for the languages that have a lexicon."""
    return {code: _tally(wire(coder, code)) for code in coder.languages if (_WIRE / f"{code}.jsonl").exists()}


def of_blind(coder: Coder) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """The corpora made blind by language: the articles, and the quiet texts."""
    rows = {code: list(blind.coded(coder, code)) for code in blind.LANGUAGES}
    return (
        {code: _tally(row for row in found if not row[0].get("quiet")) for code, found in rows.items()},
        {code: _tally(row for row in found if row[0].get("quiet")) for code, found in rows.items()},
    )


def _tally(rows: Iterable[tuple[dict[str, Any], tuple[CodedEvent, ...]]]) -> Tally:
    tally = Tally()
    for article, events in rows:
        tally.add(article, events)
    return tally
