"""What stands beside a name and is no party of its own: a post abroad, its own town, what sort of thing it is."""

from __future__ import annotations

from itertools import pairwise

from agents.coding.cases import CASES, role_of
from agents.coding.heads import take_case
from agents.coding.mentions import Item, Sentence

_APART = 2


def absorb_kinds(sentence: Sentence) -> None:
    """ "Amnesty International təşkilatını": a word for what sort of thing a name is looks back to nobody."""
    for item in sentence.items:
        before = sentence.at.get(item.first - 1)
        kinds = ("organisation", "state")
        if item.value not in kinds or sentence.order != "sov" or before is None or before.kind != "party":
            continue
        if item.features & {"possessive", "izafet"} and not before.features & (CASES - {"nomn"}):
            take_case(sentence, before, item.features)
            before.last, before.end, item.kind = item.last, item.end, "word"


def posts_abroad(items: list[Item]) -> None:
    """ "Rusya'nın Ankara Büyükelçisi" is Russia's: a capital between a state and its envoy is only where he is."""
    for state, capital, role in zip(items, items[1:], items[2:], strict=False):
        adjacent = capital.first == state.last + 1 and role.first == capital.last + 1
        if (
            adjacent and state.kind == "party" and state.form == "name" and capital.form == "capital"
            and capital.actor is not state.actor and role_of(role) is not None
            and not capital.features & CASES - {"nomn"} and not state.features & CASES - {"nomn", "gent"}
        ):  # fmt: skip
            capital.kind = "word"


def own_towns(sentence: Sentence) -> None:
    """Mark a state as its own town's behind it: "BAE'nin başkenti Abu Dabi'de", "Suriye'nin Halep kentini"."""
    if sentence.order != "sov":
        return
    parties = [i for i in sentence.items if i.kind in ("party", "place")]
    for state, town in pairwise(parties):
        between = town.first - state.last - 1
        if "gent" not in state.features or state.role is not None or between > _APART:
            continue
        country = town.place.country if town.place is not None else ""
        if town.actor is not None and town.form == "capital":
            country = town.actor.code
        following = sentence.tokens[town.last + 1] if town.last + 1 < len(sentence.tokens) else ""
        item = sentence.at.get(town.last + 1)
        ending = item.features if item is not None else sentence.ending(following)
        if state.actor is not None and country == state.actor.code and (between or "possessive" in ending):
            state.owned = True


def has_officials(items: list[Item], position: int) -> bool:
    """ "officials in Nur-Sultan", "in Baku the military": a role word beside a capital makes it a party that acts."""
    item = items[position]
    after = items[position + 1] if position + 1 < len(items) else None
    if after is not None and role_of(after) is not None and after.first - item.last <= 2:
        return True
    if position < 2 or items[position - 1].kind != "adposition" or items[position - 1].value != "in":
        return False
    before = items[position - 2]
    return role_of(before) in ("GOV", "MIL") and items[position - 1].first - before.last == 1


def claim_title(items: list[Item], position: int) -> None:
    """The title before a leader's name ("President Tokayev") is his."""
    for other in reversed(items[:position]):
        if items[position].first - other.last > 2:
            return
        if role_of(other) is not None:
            other.owned = True
