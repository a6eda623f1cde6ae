"""One proposition told in every language, by each in words of its own: its codes have to be the same in all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.code_articles import Coder
from schemas.coding import CodedEvent, Party
from tests.corpus.blind import code

_HERE = Path(__file__).parent
_DAY = "2022-09-15T12:00:00Z"
_FIELDS = ("event_type", "mode", "polarity", "temporality")


def propositions() -> dict[str, dict[str, Any]]:
    """What each proposition must be coded as, by its id."""
    table = tomllib.loads((_HERE / "propositions.toml").read_text("utf-8"))
    return {row["id"]: row["code"] for row in table["proposition"]}


def sentences() -> dict[str, dict[str, str]]:
    """By language: the sentence that tells each proposition."""
    files = sorted((_HERE / "propositions").glob("??.toml"))
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in files}


def events(coder: Coder, language: str, sentence: str) -> tuple[CodedEvent, ...]:
    article = {"id": "x", "source": "x.example", "published_at": _DAY, "title": "", "body": sentence}
    return code(coder, language, article).events


def is_told(event: CodedEvent, wanted: Mapping[str, Any]) -> bool:
    """Whether an event is the proposition: every field as it stands there, and these parties and no others."""
    if any(getattr(event, name) != wanted[name] for name in _FIELDS if name in wanted):
        return False
    actor, recipient = _states(event.actor), _states(event.recipient)
    if "parties" in wanted:
        return actor | recipient == set(wanted["parties"])
    return actor == set(wanted["actor"]) and recipient == set(wanted["recipient"])


def untold(coder: Coder) -> dict[str, list[str]]:
    """By language: the propositions that are not coded as they must be."""
    wanted = propositions()
    return {
        language: [
            name
            for name, text in told.items()
            if not any(is_told(e, wanted[name]) for e in events(coder, language, text))
        ]
        for language, told in sentences().items()
    }


def _states(side: tuple[Party, ...]) -> set[str]:
    return {party.code.partition(":")[0] for party in side}
