"""Which of its readings a form has where it stands, in languages that say much by endings and auxiliaries.

Settled before roles are read: a form that is a tense or a participle, a perfect that needs its auxiliary, a name whose
case is that of the noun behind it.
"""

from __future__ import annotations

from agents.coding.cases import CASES
from agents.coding.mentions import Item, Sentence

_NOUNS = ("party", "place", "word", "role", "number", "trigger")
_SHORTEST = 4
_HEADS = 2
_APART = 2
_TAKEN = frozenset({"plan", "hedge", "must", "support", "predicate"})


def settle_forms(sentence: Sentence) -> None:
    """Choose the reading of every form that has several."""
    for item in sentence.items:
        if item.features & {"perfect", "prospect"} or {"noun", "present"} <= item.features:
            _with_auxiliary(sentence, item)
        if "attributive" in item.features:
            _as_attribute(sentence, item)


def _as_attribute(sentence: Sentence, item: Item) -> None:
    """With an ending a participle is a complement ("жібергенін"); else it is one before a noun, and a tense if not."""
    if item.features & (CASES | {"possessive", "plur"}):
        item.features -= {"past", "attributive"}
    elif "past" in item.features:
        behind = item.last + 1
        following = sentence.at.get(behind)
        known = following is not None and following.kind not in _NOUNS
        last = behind >= len(sentence.tokens) or not sentence.tokens[behind].isalnum() or known
        item.features -= {"participle", "attributive"} if last else {"past", "evidential"}


def _with_auxiliary(sentence: Sentence, item: Item) -> None:
    """Say whether a perfect or a prospect is a tense, beside its auxiliary: "ուղարկել է", "զորք է ուղարկել"."""
    helper = _auxiliary(sentence, item)
    if helper is not None:
        features = item.features - {"perfect", "prospect", "infinitive", "noun", "gent"}
        tense = {"past"} if "perfect" in item.features else {"future"} if "prospect" in item.features else set()
        item.features = features | tense
        if "neg" in helper.tags:
            item.features |= {"neg"}
            helper.kind = "auxiliary"
        helper.tags |= {"spent"}
    elif "perfect" in item.features and "infinitive" not in item.features:
        item.features = item.features - {"perfect"} | {"participle"}
    else:
        item.features -= {"perfect", "prospect"}


def _auxiliary(sentence: Sentence, item: Item) -> Item | None:
    behind = sentence.at.get(item.last + 1)
    if behind is not None and "auxiliary" in behind.tags and "spent" not in behind.tags:
        return behind
    for index in range(item.first - 1, max(-1, item.first - 1 - _APART), -1):
        before = sentence.at.get(index)
        if before is not None and "auxiliary" in before.tags:
            owner = sentence.at.get(before.first - 1)
            taken = owner is not None and (owner.kind in _TAKEN or bool(owner.features & {"present", "perfect"}))
            return None if taken or "spent" in before.tags else before
        if not sentence.tokens[index].isalnum():
            return None
    return None


def take_heads(sentence: Sentence) -> None:
    """Let a name right before a noun that belongs to it hang as that noun does ("Ermənistanın ərazisinə").

    Such a noun ends in a possessive with its case; without a case, the name only owns it.
    """
    for item in sentence.items:
        if item.kind != "party" or item.role is not None or item.owned:
            continue
        cases = item.features & CASES
        if cases and not cases & {"nomn", "gent"}:
            continue
        ending = _head(sentence, item)
        if "possessive" in ending:
            item.features = item.features - CASES | (ending & CASES - {"nomn"} or {"gent"})


def _head(sentence: Sentence, party: Item) -> frozenset[str]:
    """The ending of the last of up to two nouns right behind the party that no step knows."""
    found: frozenset[str] = frozenset()
    for index in range(party.last + 1, min(len(sentence.tokens), party.last + 1 + _HEADS)):
        item, token = sentence.at.get(index), sentence.tokens[index]
        if (item is not None and item.kind != "word") or len(token) < _SHORTEST or not token.isalpha():
            break
        ending = item.features if item is not None else sentence.ending(token)
        if "possessive" not in ending:
            break
        found = ending
    return found
