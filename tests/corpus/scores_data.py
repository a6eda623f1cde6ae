"""Scores on development data that is not part of this project: None where it is not there."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import msgspec

from agents.code_articles import Coder
from schemas.coding import CodedEvent
from tests.corpus import plover, readers
from tests.corpus.blind import code
from tests.corpus.readers import LABELS, READERS, Agreement
from tests.corpus.scores_page import of_plover, of_readers, table
from tests.corpus.scoring import is_affirmed_current

_SENTENCES, _DECLARATION = "languages/sib200.jsonl", "languages/udhr.json"
_STORIES = "plover_modes.csv.gz"
_DAY = "2022-09-15T00:00:00Z"
_NOW = {
    "PRIMATIVE": {"primitive"}, "SIEZE": {"seize"}, "ASSASSINATE": {"targeted"}, "EXECUTE": {"targeted"},
    "MASSACRE": {"targeted"}, "BAN": {"ban", "restrict"},
}  # fmt: skip
"""What a mode that is spelt otherwise, or is not in the later manual, is called now."""


def plover_section(coder: Coder, data: Path) -> str | None:
    path = data / plover.FILE
    return of_plover(*plover.measure(coder, plover.rows(path))) if path.exists() else None


def readers_section(coder: Coder, data: Path) -> str | None:
    if not all((data / name).exists() for name in readers.ITEMS):
        return None
    return of_readers(reader_rows(coder, data), readers.FIRST_RUN)


def reader_rows(coder: Coder, data: Path) -> dict[str, tuple[int, Agreement, Agreement, Agreement]]:
    """By set of items: their number, and how far A and B, the coder and A, the coder and B agree."""
    names = readers.names_of(coder)
    one, other = (readers.labels(LABELS / f"{reader}.jsonl", names) for reader in READERS)
    raw, karabakh = readers.raw_items(data, one)
    made = readers.coded(coder, raw)
    sets = {
        "Karabakh 2020": [i for i in made if i in karabakh],
        "drawn from 2002–2020": [i for i in made if i not in karabakh],
        "all": list(made),
        "seen half": [i for i in made if readers.is_seen(i)],
        "half never looked at": [i for i in made if not readers.is_seen(i)],
    }
    agreement = readers.agreement
    return {
        name: (len(ids), agreement(one, other, ids), agreement(made, one, ids), agreement(made, other, ids))
        for name, ids in sets.items()
    }


def quiet_section(coder: Coder, data: Path) -> str | None:
    """Sentences from which nothing affirmed and current may be coded, by language."""
    if not (data / _SENTENCES).exists():
        return None
    quiet: Counter[str] = Counter()
    loud: Counter[str] = Counter()
    for row in map(msgspec.json.decode, (data / _SENTENCES).read_bytes().splitlines()):
        if row["quiet"] and row["language"] in coder.languages:
            quiet[row["language"]] += 1
            loud[row["language"]] += any(map(is_affirmed_current, _code(coder, row["language"], row["text"])))
    declaration = msgspec.json.decode((data / _DECLARATION).read_bytes())
    rights = {code: sum(bool(_code(coder, code, text)) for text in declaration[code]) for code in sorted(quiet)}
    rows = [
        (code, quiet[code], loud[code], f"{loud[code] / quiet[code]:.1%}", rights[code], len(declaration[code]))
        for code in sorted(quiet)
    ]
    return table(("language", "quiet sentences", "loud", "share", "articles of rights with an event", "of"), rows)


def stories_section(coder: Coder, data: Path) -> str | None:
    """Machine-written stories: the share whose headline's type, and mode, the coder finds in headline or text."""
    if not (data / _STORIES).exists():
        return None
    stories: Counter[str] = Counter()
    types: Counter[str] = Counter()
    moded: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    text = gzip.decompress((data / _STORIES).read_bytes()).decode()
    for row in csv.DictReader(io.StringIO(text)):
        events = _code(coder, "en", row["text"], row["title"])
        label, mode = row["label"], row["mode"]
        stories[label] += 1
        types[label] += any(e.event_type == label for e in events)
        if mode:
            moded[label] += 1
            modes[label] += any(e.event_type == label and e.mode in _NOW.get(mode, {mode.lower()}) for e in events)
    rows = [
        (label, n, f"{types[label] / n:.0%}", f"{modes[label] / moded[label]:.0%}" if moded[label] else "–")
        for label, n in sorted(stories.items())
    ]
    return table(("type of the headline", "stories", "type found", "mode found"), rows)


def _code(coder: Coder, language: str, body: str, title: str = "") -> tuple[CodedEvent, ...]:
    return code(coder, language, {"id": "x", "source": "x", "published_at": _DAY, "title": title, "body": body}).events
