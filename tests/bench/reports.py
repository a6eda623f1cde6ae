"""Short reports that each ring an alert of their own: one state shells another, and no two name the same pair."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import msgspec

from agents.coding.lexicon import Lexicon

_MANY_NAMES = frozenset({"Georgia", "Jordan", "Chad"})


def reports(count: int, published_at: str = "2022-09-15T12:00:00Z") -> Iterator[tuple[str, bytes]]:
    """``count`` pairs of an article id and a raw record."""
    names = [a.name for a in Lexicon().actors.values() if a.kind == "state" and a.name.isalpha()]
    pairs = permutations([name for name in names if name not in _MANY_NAMES], 2)
    for number, (one, other) in zip(range(count), pairs, strict=False):
        identity = f"bench-{number}"
        text = f"{one} shelled {other} on Thursday, officials said."
        record = {"id": identity, "source": "bench.example", "language": "en", "published_at": published_at}
        yield identity, msgspec.json.encode({**record, "title": f"{one} shells {other}", "body": text})
