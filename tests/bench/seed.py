"""The seed article of the development data: what a reader expects in it, and what must not come out of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from agents.watch_events import Desk, Origin, watch_events
from schemas.coding import CodedEvent, Coding

_DATA = Path(os.environ.get("DEV_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
_VALUES = ("event_type", "mode", "polarity", "modality", "temporality")
_SIDES = ("actor", "recipient")


def run(console: Console) -> None:
    article, expected = _DATA / "seed_article.json", _DATA / "seed_expected.json"
    if not article.exists():
        console.print(f"left out: there is no {article} (DEV_DATA names the directory of the development data)")
        return
    coding = code_articles(Coder.load(), article.read_bytes())
    assert isinstance(coding, Coding)
    wanted = msgspec.json.decode(expected.read_bytes())
    table = Table("level", "found", "expected")
    for level in ("must", "should", "may"):
        rows = [row for row in wanted["expect"] if row["level"] == level]
        found = [row for row in rows if any(is_expected(e, row) for e in coding.events)]
        table.add_row(level, str(len(found)), str(len(rows)))
    console.print(table)
    desk = Desk.load()
    alerts = watch_events(desk, coding, round(coding.article.published_at.timestamp() * 1000), Origin(0, 0)).alerts
    for alert in alerts:
        console.print(f"rings: {alert.rule}: {alert.headline['en']} ({alert.status})")
    for event in coding.events:
        for name in errors(event, wanted):
            console.print(f"ERROR {name}: {event.event_type} rests on {event.evidence[0].exact!r}")


def is_expected(event: CodedEvent, row: dict[str, Any]) -> bool:
    """Every field has its value or one that is accepted, and a span of evidence lies in one of the sentences."""
    accept = row.get("accept", {})
    if any(getattr(event, name) not in accept.get(name, [row[name]]) for name in _VALUES):
        return False
    for name in _SIDES:
        codes = sorted(p.code for p in getattr(event, name))
        if codes not in [sorted(c) for c in accept.get(name, [row[name]])]:
            return False
    return any(_inside(span, place) for span in event.evidence for place in row["evidence"])


def errors(event: CodedEvent, wanted: dict[str, Any]) -> list[str]:
    """The names of what is forbidden and of the spans that nothing may rest on, as far as the event breaks them."""
    broken = [row["id"] for row in wanted["must_not"] if _matches(event, row["match"], wanted["sentences"])]
    return broken + [place["id"] for place in wanted["no_evidence_from"] if _touches(event, place)]


def _touches(event: CodedEvent, place: dict[str, Any]) -> bool:
    return any(s.part == place["part"] and s.start < place["end"] and place["start"] < s.end for s in event.evidence)


def _matches(event: CodedEvent, pattern: dict[str, Any], sentences: dict[str, Any]) -> bool:
    if any(getattr(event, name) not in pattern[name] for name in _VALUES if name in pattern):
        return False
    for name in _SIDES:
        if name in pattern and not {p.code for p in getattr(event, name)} & set(pattern[name]):
            return False
    if "any_of_participants" in pattern:
        named = {n for p in (*event.actor, *event.recipient) for n in (p.code, p.name)}
        return bool(named & set(pattern["any_of_participants"]))
    if "evidence_in" in pattern and not any(_inside(event.evidence[0], sentences[n]) for n in pattern["evidence_in"]):
        return False
    return "any_of" not in pattern or any(_matches(event, p, sentences) for p in pattern["any_of"])


def _inside(span: Any, place: dict[str, Any]) -> bool:
    return bool(span.part == place["part"] and place["start"] <= span.start and span.end <= place["end"])
