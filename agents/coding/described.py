"""Whose government, army or police it is where the text does not say: "police fired tear gas", "the army retreated".

A role word that no party beside it claims belongs to the state where the sentence takes place, or to the only state
that the article has named so far. Where two could be meant, nobody is.
"""

from __future__ import annotations

from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations, role_of
from agents.coding.words import Actor


def name_officials(sentence: Sentence, memory: Memory, actors: dict[str, Actor]) -> None:
    """Turn the role words of the sentence that nobody claims into parties of the state that is meant."""
    free = [i for i in sentence.items if not i.owned and i.kind == "role" and role_of(i) is not None]
    if not free:
        return
    home = _place_of(sentence, actors) or memory.only_state(sentence)
    if home is None:
        return
    for item in free:
        if not _is_claimed(sentence, item):
            item.role = item.value
            item.actor, item.kind, item.form = home, "party", "role"


def _is_claimed(sentence: Sentence, item: Item) -> bool:
    """Whether a party stands at once beside the word: then it is that party's, in a way that was not understood."""
    near = (sentence.at.get(item.first - 1), sentence.at.get(item.first - 2), sentence.at.get(item.last + 1))
    return any(i is not None and i.kind == "party" for i in near)


def _place_of(sentence: Sentence, actors: dict[str, Actor]) -> Actor | None:
    """The one state in which the sentence takes place ("in Minsk", "in northern Mali")."""
    found: dict[str, Actor] = {}
    for item in sentence.items:
        if item.kind not in ("party", "place") or "in" not in relations(sentence, item):
            continue
        if item.place is not None and item.place.country in actors:
            found[item.place.country] = actors[item.place.country]
        elif item.actor is not None and item.actor.kind == "state":
            found[item.actor.code] = item.actor
    return next(iter(found.values())) if len(found) == 1 else None
