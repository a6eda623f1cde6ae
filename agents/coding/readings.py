"""Which of its readings a form has where it stands, in languages that say much by endings and auxiliaries.

Settled before roles are read: a form that is a tense or a participle, a perfect that needs its auxiliary, a name whose
case is that of the noun behind it.
"""

from __future__ import annotations

from agents.coding.auxiliaries import is_predicate, with_auxiliary
from agents.coding.cases import CASES
from agents.coding.heads import bare_before
from agents.coding.mentions import Item, Sentence

_NOUNS = ("party", "place", "word", "role", "number", "trigger")
_UNFINISHED = frozenset({"passive", "infinitive", "participle", "noun", "possessive"})
_APART = 2
_TITLE = 4
_SOURCE = 4
_OWNS = 4
_TENSED = frozenset({"past", "present", "future", "neg", "may", "if", "evidential", "participle", "noun"})
_CLOSED = frozenset({"and", "that", "but", "when", "quotative"})
"""Joints behind a verb that has closed its clause."""


def settle_forms(sentence: Sentence) -> None:
    """Choose the reading of every form that has several."""
    for item in sentence.items:
        if sentence.order == "sov" and item.kind == "trigger" and "phrase" in item.features and item.features & CASES:
            # "4-cü maddəyə istinadən": a phrase with a case closes no clause.
            item.features |= {"noun"}
        if "relative" in item.features:
            _as_relative(sentence, item)
        if "gerund" in item.features:
            _with_own_auxiliary(sentence, item)
        if item.features & {"perfect", "prospect", "present"}:
            with_auxiliary(sentence, item)
        if "attributive" in item.features and "relative" not in item.features and not is_predicate(sentence, item):
            _as_attribute(sentence, item)
        if {"past", "gerund"} <= item.features:
            # Azerbaijani -ıb: a perfect where it closes its clause, else a converb of the next verb.
            behind = sentence.at.get(item.last + 1)
            last = item.last + 1 >= len(sentence.tokens) or not sentence.tokens[item.last + 1].isalnum()
            item.features -= {"gerund"} if last or (behind is not None and behind.kind in _CLOSED) else {"past"}


def own_by_ending(sentence: Sentence, izafet: bool) -> None:
    """Mark the names that belong to what stands behind them, and are no part of any other verb's clause.

    A noun of action with its ending ("Azerbaycan'ın saldırıları nedeniyle"), and the cue whose source they are.
    """
    for item in sentence.items:
        if item.kind not in ("party", "lookback"):
            continue
        behind = _head_of_genitive(sentence, item) if "gent" in item.features else sentence.at.get(item.last + 1)
        if behind is not None and izafet and behind.kind == "trigger" and "noun" in behind.features:
            belongs = not item.features & (CASES - {"nomn", "gent"}) and not is_its_object(sentence, item, behind)
            item.owned = item.owned or (belongs and bool(behind.features & {"possessive", "izafet", "owned"}))
        if izafet and sentence.order == "sov" and "gent" in item.features and _owned_act(sentence, item) is not None:
            item.owned = True
        if item.form in ("people", "adjective") and not item.features & (CASES - {"nomn"}):
            named = next((i for i in sentence.items if i.kind == "party" and i.first > item.last), None)
            titled = named is not None and named.form == "leader" and named.first - item.last <= _TITLE
            # "әзербайжандық әріптесі Байрамов": the one who is named is the party.
            item.owned = item.owned or (titled and named is not None and named.actor is item.actor)
        cue = next((i for i in sentence.items if i.kind == "according" and i.first > item.last), None)
        if cue is not None and cue.first - item.last <= _SOURCE and "nomn" not in item.features:
            item.owned = True


def _owned_act(sentence: Sentence, genitive: Item) -> Item | None:
    """The noun of an act that a genitive owns, with only words between: "Bağdadın su ilə bağlı xahişini"."""
    for index in range(genitive.last + 1, min(len(sentence.tokens), genitive.last + 1 + _OWNS)):
        item = sentence.at.get(index)
        if item is None and sentence.tokens[index].isalnum():
            continue
        if item is None or item.kind not in ("word", "postposition"):
            acts = item is not None and item.kind == "trigger" and {"noun", "possessive"} <= item.features
            return item if acts else None
    return None


def _head_of_genitive(sentence: Sentence, item: Item) -> Item | None:
    """What is behind a genitive and the first words of its compound: "Rusya'nın (barış | ateşkes) önerisini"."""
    index = item.last + 1
    for _ in range(_APART + 1):
        behind = sentence.at.get(index)
        if behind is None:
            token = sentence.tokens[index] if index < len(sentence.tokens) else ""
            if sentence.order != "sov" or not token.isalpha() or sentence.ending(token) & (CASES | {"possessive"}):
                return None
            index += 1
        elif "noun" in behind.features and not behind.features & (CASES | {"possessive", "owned"}):
            index = behind.last + 1
        else:
            return behind
    return sentence.at.get(index)


def is_its_object(sentence: Sentence, party: Item, noun: Item) -> bool:
    """Whether a noun behind a bare name is what that name does something to: "Guterres gözaltıları kınadı".

    Its ending may be that of an object or of what is owned; a verb at once behind it needs a subject.
    """
    if party.form == "people" or party.features & {"adjective", "gent"} or not {"accs", "owned"} <= noun.features:
        return False
    verb = sentence.at.get(noun.last + 1)
    if verb is None or not verb.is_verb or verb.features & _UNFINISHED:
        return False
    return not bare_before(sentence, party)


def _with_own_auxiliary(sentence: Sentence, item: Item) -> None:
    """A converb and the auxiliary right behind it are one verb: "атқылап жатыр"."""
    behind = sentence.at.get(item.last + 1)
    if behind is not None and "auxiliary" in behind.tags and "spent" not in behind.tags:
        item.features = item.features - {"gerund"} | (behind.features & _TENSED)
        behind.tags |= {"spent"}


def _as_relative(sentence: Sentence, item: Item) -> None:
    """A participle of an object is said of a noun right behind it ("gönderdiği askerler"), else it is a complement."""
    following = sentence.at.get(item.last + 1)
    if following is not None and following.kind in ("party", "place", "role", "number", "word"):
        item.features |= {"attributive"}
    else:
        item.features -= {"relative"}


def _as_attribute(sentence: Sentence, item: Item) -> None:
    """With an ending a participle is a complement ("жібергенін"); else it is one before a noun, and a tense if not."""
    if item.features & (CASES | {"possessive", "plur"}):
        item.features -= {"past", "attributive"}
    elif _has_helper(sentence, item):
        # "шығаратын болды": a tense with its helper.
        item.features -= {"participle", "attributive"}
    elif item.features & {"past", "future"}:
        behind = item.last + 1
        following = sentence.at.get(behind)
        known = following is not None and following.kind not in _NOUNS
        last = behind >= len(sentence.tokens) or not sentence.tokens[behind].isalnum() or known
        item.features -= {"participle", "attributive"} if last else {"past", "evidential"}


def _has_helper(sentence: Sentence, item: Item) -> bool:
    behind = sentence.at.get(item.last + 1)
    return sentence.order == "sov" and behind is not None and "auxiliary" in behind.tags
