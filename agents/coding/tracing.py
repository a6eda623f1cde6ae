"""What the coder notes while it codes one article, for who asks why; without a trace nothing is noted.

The steps write, and only :mod:`agents.coding.explaining` reads: no step decides by what is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from agents.coding.acts import Act
    from agents.coding.article import Placed
    from agents.coding.code import Found, Origin
    from agents.coding.dates import When
    from agents.coding.mentions import Item
    from agents.coding.nouns import Roles
    from agents.coding.spots import Spot
    from agents.coding.words import TriggerEntry

Unfit = Literal[
    "no_word", "own_wish",
    "no_particle", "blocked", "no_toll", "no_topic", "no_inner", "recipient_kind", "alone", "one_sided", "figurative",
    "actor_kind",
]  # fmt: skip
"""Which condition of a frame does not hold."""
Unmade = Literal["part_of", "no_inner", "no_topic", "no_toll", "no_actor", "no_recipient", "nobody"]
"""Why an act is no event."""
Step = Literal["frame", "embed", "home", "oblige", "toll", "settle", "answer"]
"""The steps that give an act its parties, in their order."""
Furniture = Literal["line", "tail", "headline", "caption", "links", "bullet", "dateline"]
"""Why a piece of the body is not the report."""


class Refusal(NamedTuple):
    """A frame of a trigger that was not taken."""

    trigger: Item
    entry: TriggerEntry
    why: Unfit


class LookBack(NamedTuple):
    """A word that looks back, beside the trigger or verb that it was read for, and whom it was taken to mean."""

    beside: Item
    word: Item
    found: tuple[Item, ...]


class Assigned(NamedTuple):
    """The roles of an act as they were after a step."""

    step: Step
    act: Act
    roles: Roles


class Outcome(NamedTuple):
    """What became of an act: its events, or else why it has none. ``old``: its place in the article is history."""

    act: Act
    when: When | None
    old: bool
    found: tuple[Found, ...]
    why: Unmade | None


@dataclass(slots=True)
class Reading:
    """One sentence that has a trigger."""

    origin: Origin
    refusals: list[Refusal] = field(default_factory=list)
    denials: list[tuple[Item, Item]] = field(default_factory=list)
    """Triggers that were read as denials, each with the word for a report that it refuses."""
    looked_back: list[LookBack] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def refuse(self, trigger: Item, entry: TriggerEntry, why: Unfit) -> None:
        self.refusals.append(Refusal(trigger, entry, why))

    def look_back(self, beside: Item, word: Item, found: Sequence[Item]) -> None:
        self.looked_back.append(LookBack(beside, word, tuple(found)))

    def assign(self, step: Step, acts: Iterable[Act]) -> None:
        self.assigned += [Assigned(step, act, act.roles) for act in acts]

    def conclude(self, act: Act, when: When | None, old: bool, found: Iterable[Found], why: Unmade | None) -> None:
        self.outcomes.append(Outcome(act, when, old, tuple(found), why))


@dataclass(slots=True)
class Trace:
    """One article."""

    gate: list[tuple[Spot, str]] | None = None
    """The names and triggers of an article that was stopped at the first look, with their folded words."""
    furniture: list[tuple[int, int, Furniture]] = field(default_factory=list)
    """Spans of the body that are not the report."""
    soft: list[tuple[Placed, Item]] = field(default_factory=list)
    """The words for which an article was laid aside as one of sport, markets, leisure or nature."""
    readings: list[Reading] = field(default_factory=list)
    told: list[tuple[Found, list[Found]]] = field(default_factory=list)
    """Each event as merged, in the order of the coding, with all sayings of it, the fullest first."""
    rumours: list[tuple[Found, list[Found], Found]] = field(default_factory=list)
    """What was left out as a rumour that the article denies, with all its sayings, and the denial."""

    def begin(self, origin: Origin) -> Reading:
        """The notes on the next sentence."""
        self.readings.append(Reading(origin))
        return self.readings[-1]
