"""What differs between two codings of one article: the events that only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from schemas.coding import CodedEvent


class Change(NamedTuple):
    """An event that only one of two codings of an article has: ``gone`` or ``new``."""

    gone: bool
    event: CodedEvent


def changes(old: Iterable[CodedEvent], new: Iterable[CodedEvent]) -> list[Change]:
    """What differs between two codings of one article: type, mode, parties or status; not evidence or confidence."""
    before, after = Counter(map(_said, old := list(old))), Counter(map(_said, new := list(new)))
    return [*_only(old, before - after, gone=True), *_only(new, after - before, gone=False)]


def _only(events: list[CodedEvent], wanted: Counter[tuple[Any, ...]], gone: bool) -> Iterator[Change]:
    for event in events:
        if wanted[_said(event)] > 0:
            wanted[_said(event)] -= 1
            yield Change(gone, event)


def _said(event: CodedEvent) -> tuple[Any, ...]:
    sides = (tuple(p.code for p in event.actor), tuple(p.code for p in event.recipient))
    return (event.event_type, event.mode, *sides, event.polarity, event.modality, event.temporality, event.attribution)
