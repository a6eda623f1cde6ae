"""Wire items that two readers labelled blind, without sight of each other and of the coder: how far all three agree.

The labels are in ``readers/*.jsonl``, keyed by the item's id; the items are development data and not part of this
project. Two events are the same where type, actors and recipients are, at the level of states; a reciprocal one is
held against the other's parties as one set. CONCEDE and RETREAT are two types here.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from agents.code_articles import Coder, code_articles
from schemas.coding import Coding

LABELS = Path(__file__).parent / "readers"
READERS = ("a", "b")
FIRST_RUN = {"Karabakh 2020": 0.389, "drawn from 2002–2020": 0.239, "all": 0.275}
"""The mean of the coder's F1 with either reader on its first run, before anybody had seen a label, by set of items."""
ITEMS = ("current_events/karabakh-2020.jsonl", "current_events/2002-2020.jsonl.gz")
"""Where the items are, below the directory of the development data; the first file is a part of the second."""


class Act(NamedTuple):
    """One event as a reader, or the coder, has it: codes at the level of states, in lower case.

    ``reciprocal``: several did it to each other, were they even of one state (its police and its people).
    """

    event_type: str
    actor: frozenset[str]
    recipient: frozenset[str]
    polarity: str
    temporality: str
    reciprocal: bool


Items = Mapping[str, tuple[Act, ...]]
"""The events of each item, by its id."""


def is_seen(item_id: str) -> bool:
    """Whether the item is of the half whose disagreements may be looked at; the other half gives totals only."""
    return hashlib.sha256(item_id.encode()).digest()[0] % 2 == 0


def labels(path: Path, names: Mapping[str, str]) -> dict[str, tuple[Act, ...]]:
    """The labels of one reader; ``names`` maps what a party is called, in lower case, to its code."""
    rows = map(msgspec.json.decode, path.read_bytes().splitlines())
    return {row["id"]: distinct(_labelled(event, names) for event in row["events"]) for row in rows}


def _labelled(event: Mapping[str, Any], names: Mapping[str, str]) -> Act:
    return _act(event["event_type"], event["actor"], event["recipient"], event["polarity"], event["temporality"], names)


def _act(
    event_type: str, actor: Sequence[str], recipient: Sequence[str], polarity: str, temporality: str,
    names: Mapping[str, str],
) -> Act:  # fmt: skip
    sides = (_states(actor, names), _states(recipient, names))
    return Act(event_type, *sides, polarity, temporality, len(set(actor)) > 1 and not recipient)


def _states(codes: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    states = (code.partition(":")[0].casefold() for code in codes)
    return frozenset(names.get(state, state) for state in states)


def names_of(coder: Coder) -> dict[str, str]:
    """Each party's full name and its code, both in lower case: a reader may have written either."""
    return {actor.name.casefold(): code.casefold() for code, actor in coder.lexicon.actors.items()}


def raw_items(data: Path, wanted: Iterable[str]) -> tuple[dict[str, bytes], frozenset[str]]:
    """The wanted items as they are on the wire, and the ids of those that are about Karabakh."""
    missing = set(wanted)
    found: dict[str, bytes] = {}
    karabakh: frozenset[str] = frozenset()
    for name in ITEMS:
        path = data / name
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        here = {item_id: line for line in content.splitlines() if (item_id := _id(line)) in missing}
        if name == ITEMS[0]:
            karabakh = frozenset(here)
        found |= here
        missing -= set(here)
    return found, karabakh


def _id(line: bytes) -> str:
    return msgspec.json.decode(line, type=_Identified).id


class _Identified(msgspec.Struct):
    id: str


def coded(coder: Coder, raw: Mapping[str, bytes]) -> dict[str, tuple[Act, ...]]:
    """What the coder makes of each item."""
    made: dict[str, tuple[Act, ...]] = {}
    for item_id, line in raw.items():
        coding = code_articles(coder, line)
        assert isinstance(coding, Coding)
        made[item_id] = distinct(
            _act(e.event_type, [p.code for p in e.actor], [p.code for p in e.recipient], e.polarity, e.temporality, {})
            for e in coding.events
        )
    return made


def distinct(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Each type with its parties once, affirmed and denied apart: how often an item tells it is of no account."""
    return tuple({(a.event_type, a.actor, a.recipient, a.polarity): a for a in reversed(list(acts))}.values())[::-1]


def is_same(one: Act, other: Act) -> bool:
    if one.event_type != other.event_type:
        return False
    if one.reciprocal or other.reciprocal:
        return one.actor | one.recipient == other.actor | other.recipient
    return (one.actor, one.recipient) == (other.actor, other.recipient)


def pairs(ones: Sequence[Act], others: Sequence[Act]) -> list[tuple[Act, Act]]:
    """Each event with one that is the same, if there is one; those whose polarity and time agree as well first."""
    rows = [(one, other) for one in ones for other in others if is_same(one, other)]
    rows.sort(key=lambda row: (row[0].polarity != row[1].polarity, row[0].temporality != row[1].temporality))
    taken: list[tuple[Act, Act]] = []
    for one, other in rows:
        if not any(one is a or other is b for a, b in taken):
            taken.append((one, other))
    return taken


@dataclass(frozen=True)
class Agreement:
    """How far two agree over some items: the F1 of events and of types alone, and the share of matched events that
    also have the same polarity and the same temporality (1.0 where nothing was matched)."""

    f1: float
    types: float
    polarity: float
    temporality: float
    matched: int


def agreement(ones: Items, others: Items, ids: Iterable[str]) -> Agreement:
    """Over the items ``ids``; the same whichever of the two comes first."""
    events = matched = types = same_types = polarity = temporality = 0
    for item_id in ids:
        one, other = ones[item_id], others[item_id]
        found = pairs(one, other)
        events += len(one) + len(other)
        matched += len(found)
        kinds, other_kinds = {a.event_type for a in one}, {a.event_type for a in other}
        types += len(kinds) + len(other_kinds)
        same_types += len(kinds & other_kinds)
        polarity += sum(a.polarity == b.polarity for a, b in found)
        temporality += sum(a.temporality == b.temporality for a, b in found)
    return Agreement(
        2 * matched / events if events else 1.0,
        2 * same_types / types if types else 1.0,
        polarity / matched if matched else 1.0,
        temporality / matched if matched else 1.0,
        matched,
    )
