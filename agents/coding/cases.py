"""What the case of a party, or a word behind it, says of how it hangs in its clause.

In languages that mark by case (``order`` is not ``svo``) the last word of a group has the ending of all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.coding.mentions import Item, Sentence

_RELATION = {
    "gent": "of", "datv": "to", "ablt": "agent", "loct": "in", "accs": "object", "abl": "from", "comt": "with",
    "supr": "on", "benf": "for", "term": "to",
}  # fmt: skip
CASES = frozenset({"nomn", "ergt", *_RELATION})
_SUBJECTS = frozenset({"nomn", "ergt"})
_REACH = 4
_BELONGING = frozenset({"possessive", "owned", "izafet", "gent"})


def inflected(features: frozenset[str], ending: frozenset[str]) -> frozenset[str]:
    """The features of a form with an ending: a case of the ending takes the place of the nominative."""
    return (features - {"nomn"} if ending & CASES else features) | ending


def by_case(cases: frozenset[str]) -> tuple[str, ...]:
    """The relations that a case may mean; ``bare`` for none, and for what may be a subject."""
    if not cases or cases & _SUBJECTS:
        return ("bare",)
    return tuple(_RELATION[case] for case in _RELATION if case in cases)


def relation_behind(sentence: Sentence, party: Item, cases: frozenset[str]) -> tuple[str, ...] | None:
    """The relation by what stands behind a party: a postposition, or the case of the one that it is joined to.

    "Ermənistan ordusu tərəfindən", "Türkiye ve Rusya'dan". None where nothing there says it.
    """
    for index in range(party.last + 1, min(len(sentence.tokens), party.last + 1 + _REACH)):
        item = sentence.at.get(index)
        if item is None:
            # "Հայաստանի դիրքերի ուղղությամբ": a genitive may stand between a name and its postposition.
            if "gent" in cases and "gent" in sentence.ending(sentence.tokens[index]):
                continue
            return None
        if item.kind == "postposition":
            governed = item.features & CASES
            return None if governed and cases and not governed & cases else (item.value,)
        if item.kind in ("and", "comma") and cases == {"gent"}:
            # "Ռուսաստանի, Իրանի և Սիրիայի հետ": the postposition behind the last is that of all.
            other = sentence.at.get(item.last + 1)
            alike = other is not None and other.kind in ("party", "place") and other.features & CASES == cases
            return relation_behind(sentence, other, cases) if other is not None and alike else None
        if item.kind == "and" and (not cases or cases & _SUBJECTS):
            other = sentence.at.get(item.last + 1)
            if other is None or other.kind not in ("party", "place"):
                return None
            own = other.features & CASES
            found = relation_behind(sentence, other, own) or by_case(own)
            return None if found == ("bare",) else found
        if not item.owned and item.kind not in ("word", "role"):
            return None
        if item.kind == "word" and sentence.order == "sov" and not item.owned and not item.features & _BELONGING:
            # "Türkiyə və Rusiya taxıl ixracı haqqında": the noun is not the name's.
            return None
    return None


def is_elsewhere(sentence: Sentence, party: Item) -> bool:
    """Whether a party is named in another sentence, and only meant in this one."""
    here = sentence.at.get(party.first)
    return here is not party and (here is None or here.actor is not party.actor)


def differ(one: Item, other: Item) -> bool:
    """Whether two names cannot be one party by their cases: "in the Kremlin Vladimir Putin received".

    A nominative lends itself to the case of the name behind it where only the last word is inflected.
    """
    if "nomn" in one.features and other.form == "leader" and one.role is not None and not other.features & {"nomn"}:
        return False
    return bool(one.features & CASES and other.features & CASES) and not one.features & other.features & CASES


def maybe_object(cases: frozenset[str], governed: frozenset[str]) -> tuple[str, ...]:
    """ "обвинил в срыве переговоров Россию": behind another noun an accusative may be the verb's own object."""
    return ("object",) if cases == {"accs"} and "accs" in governed else ()


def lend_case(party: Item, role: Item) -> None:
    """ "the president of Poland" has the case of the president, not that of Poland."""
    party.cased = "adjective" in party.features or bool(role.features & CASES)
    if role.last < party.first and role.features & CASES:
        party.features = party.features - CASES | role.features & CASES


def role_of(item: Item) -> str | None:
    """The role that a word gives to a state (GOV, MIL, COP, CVL), where its tags say that it is such a word."""
    if not item.tags:
        return None
    roles = [tag for tag in item.tags if tag.startswith("role:")]
    return min(roles)[5:] if roles else None
