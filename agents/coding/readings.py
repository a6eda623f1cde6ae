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
_HEADED = frozenset({"word", "captured", "killed", "wounded"})
_APART = 2
_SOURCE = 4
_TENSED = frozenset({"past", "present", "future", "neg", "may", "if", "evidential", "participle", "noun"})
_TAKEN = frozenset({"plan", "hedge", "must", "support", "predicate"})


def settle_forms(sentence: Sentence) -> None:
    """Choose the reading of every form that has several."""
    for item in sentence.items:
        if "gerund" in item.features:
            _with_own_auxiliary(sentence, item)
        if item.features & {"perfect", "prospect", "present"}:
            _with_auxiliary(sentence, item)
        if "attributive" in item.features:
            _as_attribute(sentence, item)
        if {"past", "gerund"} <= item.features:
            # Azerbaijani -ıb: a perfect where it closes its clause, else a converb of the next verb.
            behind = sentence.at.get(item.last + 1)
            last = item.last + 1 >= len(sentence.tokens) or not sentence.tokens[item.last + 1].isalnum()
            item.features -= {"gerund"} if last or (behind is not None and behind.kind == "and") else {"past"}


def own_by_ending(sentence: Sentence, izafet: bool) -> None:
    """Mark the names that belong to what stands behind them, and are no part of any other verb's clause.

    A noun of action with its ending ("Azerbaycan'ın saldırıları nedeniyle"), and the cue whose source they are.
    """
    for item in sentence.items:
        if item.kind not in ("party", "lookback"):
            continue
        behind = sentence.at.get(item.last + 1)
        if behind is not None and izafet and behind.kind == "trigger" and "noun" in behind.features:
            belongs = not item.features & (CASES - {"nomn", "gent"})
            item.owned = item.owned or (belongs and bool(behind.features & {"possessive", "izafet", "owned"}))
        cue = next((i for i in sentence.items if i.kind == "according" and i.first > item.last), None)
        if cue is not None and cue.first - item.last <= _SOURCE and "nomn" not in item.features:
            item.owned = True


def _with_own_auxiliary(sentence: Sentence, item: Item) -> None:
    """A converb and the auxiliary right behind it are one verb: "атқылап жатыр"."""
    behind = sentence.at.get(item.last + 1)
    if behind is not None and "auxiliary" in behind.tags and "spent" not in behind.tags:
        item.features = item.features - {"gerund"} | (behind.features & _TENSED)
        behind.tags |= {"spent"}


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
    elif "noun" not in item.features:
        item.features -= {"perfect", "prospect"}
    else:
        item.features -= {"perfect", "prospect", "present"}


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


def may_own(sentence: Sentence, party: Item, role: Item, izafet: str) -> bool:
    """Whether a role word behind a name is that party's: where endings mark it, only with its own ("ordusu")."""
    if not izafet or "gent" in party.features or party.form == "people" or "adjective" in party.features:
        return True
    if izafet == "gent":
        return False
    behind = sentence.at.get(role.last + 1)
    titled = behind is not None and behind.kind == "party" and behind.form == "leader"
    return titled or bool(role.features & {"possessive", "izafet"})


def take_heads(sentence: Sentence) -> None:
    """Let a name right before a noun that belongs to it hang as that noun does ("Ermənistanın ərazisinə").

    Such a noun ends in a possessive with its case; without a case, the name only owns it.
    """
    for item in sentence.items:
        if item.kind not in ("party", "place") or item.role is not None or item.owned:
            continue
        cases = item.features & CASES
        if cases and not cases & {"nomn", "gent"}:
            continue
        ending, last = _head(sentence, item)
        if "possessive" in ending:
            # A noun without a case is a subject, and the name stands for it, unless an act follows that may be its own.
            behind = sentence.at.get(last + 1)
            owns = behind is not None and behind.kind == "trigger" and "noun" in behind.features
            take_case(sentence, item, ending, owns="gent" if owns else "nomn")
        elif "gent" in cases and sentence.order == "free":
            if _is_ergative(sentence, item.last + 1):
                take_case(sentence, item, frozenset({"nomn", "ergt"}))
            else:
                item.features |= _case_of_head(sentence, item)


def take_case(sentence: Sentence, party: Item, ending: frozenset[str], owns: str = "nomn") -> None:
    """Give a party the case of the noun that belongs to it; ``owns`` where that has none.

    "Its own army": what a possessive accusative belongs to is the subject itself where nobody else can be it
    ("Ресей әскерін шығарды").
    """
    cases = ending & CASES
    if "owned" in ending and not (party.form == "people" and _bare_before(sentence, party)):
        cases -= {"accs"}
    if (
        "accs" in cases
        and "possessive" in ending
        and not party.features & {"gent"}
        and not _bare_before(sentence, party)
    ):
        cases = frozenset({"nomn"})
    party.features = party.features - CASES | (cases or {owns})


def _bare_before(sentence: Sentence, party: Item) -> bool:
    """Whether another party that can be a subject stands before it in its clause."""
    for item in reversed(sentence.items):
        if item.last >= party.first:
            continue
        if item.kind in ("that", "but", "stop", "quote"):
            return False
        if item.kind == "party" and not item.owned and not item.features & (CASES - {"nomn", "ergt"}):
            return True
    return False


def _is_ergative(sentence: Sentence, index: int) -> bool:
    """Whether the word there, which no step knows, is an ergative: "რუსეთის თვითმფრინავებმა" acts for Russia."""
    item = sentence.at.get(index)
    if index >= len(sentence.tokens) or (item is not None and item.kind != "word"):
        return False
    return "ergt" in (item.features if item is not None else sentence.ending(sentence.tokens[index]))


def _case_of_head(sentence: Sentence, party: Item) -> frozenset[str]:
    """The case of the word that a genitive belongs to: "სომხეთის პოზიციებზე" is "on" as well as "of"."""
    for index in range(party.last + 1, min(len(sentence.tokens), party.last + 1 + _HEADS + 1)):
        item = sentence.at.get(index)
        if item is not None and item.kind != "word":
            break
        cases = CASES & (item.features if item is not None else sentence.ending(sentence.tokens[index]))
        if cases and "gent" not in cases:
            return cases - {"nomn", "ergt"}
    return frozenset()


def _head(sentence: Sentence, party: Item) -> tuple[frozenset[str], int]:
    """The ending of the last of up to two nouns right behind the party that no step knows, and where it stands."""
    found: frozenset[str] = frozenset()
    last = party.last
    for index in range(party.last + 1, min(len(sentence.tokens), party.last + 1 + _HEADS)):
        item, token = sentence.at.get(index), sentence.tokens[index]
        if (item is not None and item.kind not in _HEADED) or len(token) < _SHORTEST or not token.isalpha():
            break
        ending = item.features if item is not None else sentence.ending(token)
        if "possessive" not in ending:
            break
        found, last = ending, index
    return found, last
