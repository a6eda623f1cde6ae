"""The parties around a verb in languages that mark by case: what stands before it and behind it in its clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.coding.bare import Row
from agents.coding.belonging import VERBLESS, is_told
from agents.coding.cases import CASES, by_case, relation_behind
from agents.coding.clauses import is_list_comma
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations, with_conjuncts

if TYPE_CHECKING:
    from agents.coding.verbs import Scene


BARRING = frozenset({"that", "but", "stop", "quote", "bracket", "question"})
SIDES = ("party", "place")
CLOSERS = frozenset({"trigger", "say", "deny", "plan"})
PHRASE = 9
CLAUSE = 14


def is_full(verb: Item) -> bool:
    """Whether a form closes a clause of its own."""
    return not verb.features & VERBLESS


def is_quoted(sentence: Sentence, verb: Item) -> bool:
    """Whether a quotative stands right behind a verb: "атқылады деп"."""
    behind = sentence.at.get(verb.last + 1)
    if behind is not None and behind.kind == "auxiliary":
        behind = sentence.at.get(behind.last + 1)
    return behind is not None and behind.kind == "quotative" and verb.is_verb


def meant(scene: Scene, beside: Item, item: Item) -> list[Item]:
    """A party with those joined to it, or whom a word looks back to."""
    if item.kind == "lookback":
        return looked_back(scene, beside, item, [])
    return with_conjuncts(scene.sentence, item)


def before_verb(scene: Scene, verb: Item, reach: int | None = None) -> Iterator[Row]:
    """The parties, places and words that look back in the clause before ``verb``, the nearest first, with relations."""
    sentence = scene.sentence
    opens = verb.first
    quotes = sum(1 for i in sentence.items if i.kind == "quote" and i.last < verb.first)
    inside = bool(quotes % 2)
    said = 0
    for item in reversed(sentence.items):
        if item.last >= min(verb.first, opens):
            continue
        if item.kind == "quote" and reach is None and not said and is_told(sentence, item):
            # "«…» деп айыптады": the verb's own parties stand before what is quoted.
            earlier = [i.first for i in sentence.items if i.kind == "quote" and i.last < item.first]
            opens = earlier[-1] if earlier else opens
            if earlier:
                continue
        if item.kind == "quote" and not inside and reach is None and opens == verb.first:
            # What was quoted before the verb has subjects of its own: "X, «...» diyerek Y'yi uyardı".
            said = 1 - said
            continue
        if said:
            continue
        if _is_barrier(item) or (reach is not None and verb.first - item.last > reach):
            return
        if item.kind == "according" and reach is not None:
            # "Ереванның айтуынша, соққы …": the source is not whose the act is.
            return
        if is_quoted(sentence, item):
            continue
        if item.is_verb and item.kind != "verb" and is_full(item) and item.kind != "support":
            if reach is not None or not _shares_subject(sentence, item, verb):
                return
            yield from ((i, r) for i, r in before_verb(scene, item) if r == ("bare",))
            return
        if item.kind in SIDES and (not item.owned or reach is not None):
            yield item, relations(sentence, item)
        elif item.kind == "lookback":
            yield item, relation_behind(sentence, item, item.features & CASES) or by_case(item.features & CASES)


def behind_verb(scene: Scene, verb: Item) -> Iterator[Row]:
    sentence = scene.sentence
    for item in sentence.items:
        if item.first <= verb.last:
            continue
        if item.is_verb and is_full(item) and _is_joined(sentence, verb, item):
            # "հարվածել և բախվել են նավակներին": both have the objects behind the second.
            verb = item
            continue
        if "noun" in verb.features and "support" in item.tags:
            # "հարձակում է սկսել Ղարաբաղի դեմ": what its verb has is the noun's own.
            continue
        if _is_barrier(item) or item.kind in ("rel", "when", "if") or (item.is_verb and is_full(item)):
            return
        if item.kind == "comma" and not is_list_comma(sentence, item):
            return
        if item.kind in SIDES and not item.owned:
            yield item, relations(sentence, item)
        elif item.kind == "lookback":
            yield item, relation_behind(sentence, item, item.features & CASES) or by_case(item.features & CASES)


def _is_barrier(item: Item) -> bool:
    """A joint of clauses, or a mark; a word for stopping is none."""
    return item.kind in BARRING and "stop" not in item.tags


def _shares_subject(sentence: Sentence, earlier: Item, verb: Item) -> bool:
    """Whether an "and" or a comma joins a verb to an earlier one."""
    return any(i.kind in ("and", "comma") and earlier.last < i.first < verb.first for i in sentence.items)


def _is_joined(sentence: Sentence, verb: Item, other: Item) -> bool:
    """Whether nothing but an "and" stands between two verbs."""
    joint = sentence.at.get(verb.last + 1)
    return joint is not None and joint.kind == "and" and other.first == joint.last + 1
