"""Whose subject a clause without one of its own has: "after meeting Putin", "usai bertemu Putin, Erdogan …"."""

from __future__ import annotations

from agents.coding.clauses import closes_clause
from agents.coding.mentions import Item, Sentence

_BETWEEN = frozenset({"neg", "auxiliary", "will", "plan", "support", "hedge"})
_PLAIN = frozenset({"word", "number"})
_FINITE = frozenset({"past", "present", "noun"})
_ENDS = frozenset({"comma", "and", "that", "when", "if", "but", "stop", "quote", "lookback"})
_OF_OTHERS = frozenset({"say", "support", "deny"})


def has_no_subject(sentence: Sentence, joint: Item, verb: Item) -> bool:
    """Whether ``verb`` follows ``joint`` ("after", "if") with nothing between, and so has the main clause's subject.

    A finite form may have a subject that is only left out ("когда арестовали"): then nobody is known.
    """
    if joint.kind not in ("when", "if") or verb.features & _FINITE:
        return False
    between = [sentence.at.get(index) for index in range(joint.last + 1, verb.first)]
    return all(item is not None and item.kind in _BETWEEN for item in between)


def main_verb(sentence: Sentence, joint: Item, verb: Item) -> Item | None:
    """The verb that lends its subject to ``verb`` behind ``joint``, if there is one that we know."""
    before = next((i for i in reversed(sentence.items) if i.last < joint.first and i.is_verb), None)
    if before is not None:
        return before
    closed = False
    for item in sentence.items:
        if item.first > verb.last:
            closed = closed or (item.kind == "comma" and closes_clause(sentence, item))
            if closed and item.is_verb:
                return item
    return None


def relative_around(sentence: Sentence, party: Item, verb: Item) -> Item | None:
    """The pronoun of a clause that ``party`` belongs to and ``verb`` does not: "the state that backs Iran refuses"."""
    inside = False
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in _ENDS:
            return None
        if item.last < party.first and item.is_verb:
            before = sentence.at.get(item.first - 1)
            return before if before is not None and before.kind == "rel" and inside else None
        inside = inside or item is party
    return None


def purpose_of(sentence: Sentence, verb: Item) -> Item | None:
    """The verb for whose sake ``verb`` is said, where they have one subject: "used drones to attack Ukraine".

    Who asks or orders lets somebody else do it.
    """
    joint = sentence.at.get(verb.first - 1)
    if joint is None or joint.kind != "adposition" or joint.value != "for" or verb.features & {"gerund", "noun"}:
        return None
    main = next((i for i in reversed(sentence.items) if i.last < joint.first and i.is_verb), None)
    if main is None or main.kind in _OF_OTHERS or any(o.entry.embeds == "mode" for o in main.options):
        return None
    return main


def unknown_between(sentence: Sentence, barrier: Item, verb: Item) -> bool:
    """Whether a clause begins with more than one word that we do not know."""
    unknown = [i for i in range(barrier.last + 1, verb.first) if i not in sentence.at and sentence.tokens[i].isalnum()]
    return len(unknown) > 1


def opens_relative(sentence: Sentence, relative: Item) -> bool:
    """Whether a clause follows the pronoun, and not just an adjective ("kontingen yang terbesar ke …")."""
    following = next((i for i in sentence.items if i.first > relative.last), None)
    return following is None or following.is_verb or following.kind not in ("adposition", "word", "to")


def is_bare_noun(sentence: Sentence, item: Item) -> bool:
    """Whether a bare form behind a joint is no verb, in a language whose verbs have a prefix: "selama sanksi AS"."""
    if item.features - {"noun"} != frozenset({"base"}):
        return False
    before = sentence.at.get(item.first - 1)
    if before is not None and before.kind in ("when", "adposition", "if"):
        return True
    if before is None or before.kind in ("word", "number"):
        before = next((i for i in reversed(sentence.items) if i.last < item.first and i.kind not in _PLAIN), None)
    if before is not None and before.kind == "anniversary":
        return True
    if before is None or before.kind != "trigger" or not before.is_verb:
        return False
    # "jatuhkan paket sanksi": right behind the verb that it is the object of.
    return bool(before.features & {"active", "base"}) and not any(o.entry.embeds == "mode" for o in before.options)
