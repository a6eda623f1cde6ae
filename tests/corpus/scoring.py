"""Hold coded events against what a reader expects and forbids; the forms are explained at the head of ``wire.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from schemas.coding import CodedEvent, Party

_VALUES = ("event_type", "mode", "polarity", "modality", "temporality")
_SIDES = ("actor", "recipient")


@dataclass
class Score:
    """``found`` of ``expected`` events; what was missed and what was forbidden, as (article, expectation) pairs."""

    expected: int = 0
    found: int = 0
    missed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    forbidden: list[tuple[str, dict[str, Any], CodedEvent]] = field(default_factory=list)
    loud: list[tuple[str, CodedEvent]] = field(default_factory=list)

    def add(self, article: dict[str, Any], events: Iterable[CodedEvent]) -> None:
        """Count one article: its ``expect``, its ``forbid``, and, where it is quiet, every affirmed current event."""
        events = tuple(events)
        for wanted in article.get("expect", ()):
            self.expected += 1
            if any(meets(event, wanted) for event in events):
                self.found += 1
            else:
                self.missed.append((article["id"], wanted))
        for unwanted in article.get("forbid", ()):
            self.forbidden += [(article["id"], unwanted, e) for e in events if is_forbidden(e, unwanted)]
        if article.get("quiet"):
            self.loud += [(article["id"], e) for e in events if is_affirmed_current(e)]


def is_affirmed_current(event: CodedEvent) -> bool:
    return (
        event.polarity == "affirmed" and event.temporality == "current" and event.modality in ("asserted", "reported")
    )


def meets(event: CodedEvent, wanted: dict[str, Any]) -> bool:
    """Every listed field holds; every code that is wanted is there, at the level of states where none is finer."""
    return all(_value(event, name) in _list(wanted[name]) for name in _VALUES if name in wanted) and all(
        set(wanted[name]) <= _codes(getattr(event, name)) for name in _SIDES if name in wanted
    )


def is_forbidden(event: CodedEvent, unwanted: dict[str, Any]) -> bool:
    """Every listed field holds; one code in common is enough."""
    return all(_value(event, name) in _list(unwanted[name]) for name in _VALUES if name in unwanted) and all(
        set(unwanted[name]) & _codes(getattr(event, name)) for name in _SIDES if name in unwanted
    )


def _value(event: CodedEvent, name: str) -> str | None:
    value = getattr(event, name)
    return None if value is None else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _codes(parties: Iterable[Party]) -> set[str]:
    codes = {p.code for p in parties}
    return codes | {c.partition(":")[0] for c in codes}
