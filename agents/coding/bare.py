"""Parties without a case: which of them is the subject, which an object, and which only says where something goes.

In languages whose objects may look like subjects (Armenian, and where an object is indefinite Kazakh or Georgian).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations

if TYPE_CHECKING:
    from agents.coding.verbs import Scene

Row = tuple[Item, tuple[str, ...]]
"""A party, a place or a word that looks back, with its relations."""


def counted_behind(scene: Scene, verb: Item) -> list[Item]:
    """Who undergoes it, right behind a passive: "զոհվել է առնվազն յոթ մարդ"."""
    if scene.sentence.order != "free" or "passive" not in verb.features:
        return []
    for item in scene.sentence.items:
        if item.first > verb.last and item.kind == "party":
            return [item] if item.form == "role" and relations(scene.sentence, item) == ("bare",) else []
        if item.first > verb.last and item.kind not in ("word", "number") and "auxiliary" not in item.tags:
            break
    return []


def is_unmarked(scene: Scene, item: Item) -> bool:
    """Whether a name lacks the article that a subject has: "ուղարկել է Սիրիա" leads there. Acronyms may do without."""
    if not scene.language.compose.get("marked_subject") or item.form not in ("name", "capital") or item.role == "MIL":
        return False
    written = scene.folded.original[slice(*scene.folded.span(item.start, item.end))]
    return "nomn" not in item.features and not written.isupper()


def _of_relative(sentence: Sentence, verb: Item, rows: list[Row]) -> list[Row]:
    """Only the parties of the verb's own relative clause, where one of them can be its subject."""
    opens = (i for i in reversed(sentence.items) if i.kind in ("rel", "when") and i.last < verb.first)
    joint = next(opens, None)
    own = rows if joint is None else [row for row in rows if row[0].first > joint.last]
    return own if any(relation == ("bare",) for _, relation in own) else rows


def first_is_subject(sentence: Sentence, verb: Item, before: list[Row], behind: list[Row]) -> list[Row]:
    """The rows so that of those without a case the first of the text comes first: the others may be objects.

    For languages whose objects look like subjects (Armenian).
    """
    rows = [*reversed(_of_relative(sentence, verb, before)), *behind]
    return sorted(rows, key=lambda row: row[1] != ("bare",))


def is_same(one: Item, other: Item) -> bool:
    """Whether two parties are one: of a state only with the same role, of all others whatever role is told."""
    alike = one.role == other.role or (one.actor is not None and one.actor.kind != "state")
    return one.actor is other.actor and alike


def fellow(sentence: Sentence, party: Item) -> list[Item]:
    """The other of the two between whom it is, joined as one who is with him: "Ermənistanla Azərbaycan arasında"."""
    before = next((i for i in reversed(sentence.items) if i.last < party.first and i.kind in ("party", "place")), None)
    if before is None or "with" not in relations(sentence, before):
        return []
    between = (sentence.at.get(i) for i in range(before.last + 1, party.first))
    return [before] if all(i is not None and (i.kind == "postposition" or i.owned) for i in between) else []
