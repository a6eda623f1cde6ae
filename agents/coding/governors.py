"""What an act stands under: the verbs and cues before it that bear on whether it is so, innermost first."""

from __future__ import annotations

from typing import NamedTuple

from agents.coding.cases import CASES
from agents.coding.clauses import TIME, is_coordinated, is_finite, is_list_comma
from agents.coding.mentions import Item, Sentence
from agents.coding.verbs import Scene, subject
from agents.coding.walking import is_full

_NEGATION_REACH = 8
_SUPPORT_REACH = 5
_CHAIN = frozenset(
    {"deny", "say", "plan", "must", "will", "would", "hedge", "rumour", "report", "untrue", "support", "verb", "stop"}
)


_ADVERBS = frozenset({"hedge", "rumour", "report", "untrue"})
"""Cues that bear on the act wherever they stand in its clause."""
_ENDS = frozenset({"but", "when", "stop", "bracket", "that", "rel"})
_GOVERNED_REACH = 6
_COMPLEMENTS = CASES - {"nomn", "ergt", "gent", "datv"}
_MODALS = frozenset({"must", "will", "would"})
_MODAL_REACH = 3


class Governor(NamedTuple):
    """A cue or trigger under which an act stands, innermost first; ``negated`` says that it is itself denied."""

    item: Item
    negated: Item | None


def governors(scene: Scene, trigger: Item, clause_start: int | None) -> tuple[list[Governor], Item | None]:
    """What the act stands under, innermost first, and the negator of the act itself, if it has one.

    ``clause_start`` is where the act's own subject begins: a conjunction before it opens a clause of its own. A verb
    joined to another by "and" stands under what the other stands under.
    """
    chain: list[Item] = []
    negators: dict[int, Item] = {}
    full = trigger
    if scene.sentence.by_case:
        full = _behind(scene.sentence, trigger, chain, negators)
    _before(scene, full, clause_start if full is trigger else None, chain, negators)
    if all(i.kind == "say" for i in chain) and (
        "infinitive" in trigger.features or {"noun", "gent"} <= trigger.features
    ):
        fronted = _governor_behind(scene.sentence, trigger)
        if fronted is not None:
            return [fronted, *(Governor(i, negators.get(id(i))) for i in chain)], negators.get(id(trigger))
    chain = [item for item in chain if item is not trigger]
    return [Governor(item, negators.get(id(item))) for item in chain], negators.get(id(trigger))


def _behind(sentence: Sentence, trigger: Item, chain: list[Item], negators: dict[int, Item]) -> Item:
    """The governors behind an act that is no full verb, or that a quotative closes, up to the verb that is one.

    "göndərməsini xahiş etdi", "hücum etdiyini təkzib edib", "шабуыл жасады деп мәлімдеді".
    """
    target = trigger
    quoted = False
    _deny_itself(trigger, negators)
    if "relative" in trigger.features and "attributive" in trigger.features:
        # "gönderdiği askerler": said of a noun by the way, and under nothing.
        return trigger
    behind = sentence.at.get(trigger.last + 1)
    if behind is not None and (behind.kind, behind.value) == ("postposition", TIME) and "noun" in trigger.features:
        # "görüşmenin ardından imzaladı": when it was, and not what was signed.
        return trigger
    noun = _noun_before(sentence, trigger)
    if noun is not None:
        chain.append(noun)
    if sentence.order == "free" and "infinitive" in trigger.features and _is_governed_before(sentence, trigger):
        return trigger
    for item in sentence.items:
        if item.first <= trigger.last:
            continue
        if item.kind == "quotative":
            quoted = item.first == target.last + 1
        elif item.kind in _ENDS or (item.kind == "comma" and not quoted and not is_list_comma(sentence, item)):
            break
        elif item.kind == "neg" and item.first - target.last <= 2:
            following = sentence.at.get(item.last + 1)
            if sentence.order == "sov" or following is None or _denies_object(target, following):
                negators.setdefault(id(target), item)
        elif item.kind in _ADVERBS and item.first - target.last <= 2:
            chain.append(item)
        elif (item.kind in _CHAIN or item.kind == "trigger") and item.first > target.last:
            if is_full(target) and not quoted:
                break
            # "zəng edərək çağırıb": a converb stands beside the next act, not under it.
            beside = sentence.order == "sov" and "gerund" in trigger.features and item.kind == "trigger"
            if item.kind != "trigger" or (_embeds(item) and not beside):
                chain.append(item)
            _deny_itself(item, negators)
            target, quoted = item, False
    return target


def _noun_before(sentence: Sentence, trigger: Item) -> Item | None:
    """The noun that an oblique one behind it is about, in a free order: "უარი დახმარებაზე" (refusal of help)."""
    if sentence.order != "free" or not {"noun", "supr"} <= trigger.features:
        return None
    for item in reversed(sentence.items):
        if item.last < trigger.first and item.kind not in ("party", "place", "word", "role", "number"):
            about = item.kind == "trigger" and "noun" in item.features and _embeds(item)
            return item if about and not item.features & _COMPLEMENTS else None
    return None


def _denies_object(target: Item, following: Item) -> bool:
    """Whether a denial before what follows denies the act too: "sanctions it did not impose"; not one it governs."""
    if not following.is_verb:
        return True
    if "noun" not in target.features or target.features & (CASES - {"nomn"}):
        return False
    return bool({o.entry.event_type for o in target.options} & {o.entry.event_type for o in following.options})


def _deny_itself(item: Item, negators: dict[int, Item]) -> None:
    if "neg" in item.features:
        negators.setdefault(id(item), item)


def _is_governed_before(sentence: Sentence, trigger: Item) -> bool:
    """Whether a verb stands close before an infinitive: "խնդրել է ուղարկել"."""
    near = [i for i in sentence.items if 0 < trigger.first - i.last <= _GOVERNED_REACH]
    return any((i.kind in _CHAIN or i.kind == "trigger") and is_full(i) for i in near)


def _before(
    scene: Scene, trigger: Item, clause_start: int | None, chain: list[Item], negators: dict[int, Item]
) -> None:
    """The governors before an act. Where complements stand before their verbs, only a "that" makes a verb one."""
    sentence = scene.sentence
    needs_that = sentence.by_case and (sentence.order == "sov" or is_full(trigger))
    target, start = trigger, clause_start
    relative: Item | None = None
    closed_relative = until_verb = comma_crossed = thatted = False
    skipped: Item | None = None
    for item in reversed(sentence.items):
        if item.last >= trigger.first or any(item is one for one in chain):
            continue
        if skipped is not None and item.first >= skipped.first:
            continue
        kind = item.kind
        if kind in ("but", "when", "bracket", "stop"):
            if kind != "stop" or "stop" not in item.tags:
                break
        elif kind == "rel":
            following = sentence.at.get(item.last + 1)
            closed_relative = following is None or following.kind not in ("say", "report", "rumour")
            relative = item
        elif kind == "that":
            start, until_verb, thatted = None, False, True
            if "rumour" in item.tags:
                chain.append(item)
        elif kind in ("and", "comma"):
            if kind == "comma" and (is_list_comma(sentence, item) or _beside_that(sentence, item)):
                continue
            if kind == "comma" and _opens_with_pronoun(sentence, item, target):
                break
            if start is not None and item.last < start and (kind == "and" or start - item.last <= 2):
                break
            if is_finite(target) and is_coordinated(sentence, item, target):
                until_verb = True
                skipped = _closed_complement(sentence, item) or skipped
            comma_crossed = comma_crossed or kind == "comma"
        elif kind == "neg":
            gap = target.first - item.last
            if closed_relative and relative is not None and _is_of_antecedent(sentence, item, relative):
                # "no soldier who", "belum ada tentara yang": nobody did it.
                negators.setdefault(id(trigger), item)
            elif gap <= (_NEGATION_REACH if target.is_verb else 2) and not _party_between(sentence, item, target):
                negators.setdefault(id(target), item)
        elif kind in ("rumour", "report") and sentence.order == "sov" and _is_topic(sentence, item):
            continue
        elif kind in _CHAIN or kind == "trigger":
            near = kind in _MODALS and target.first - item.last <= _MODAL_REACH
            if needs_that and not thatted and kind not in _ADVERBS and not near:
                if is_full(item) and item.is_verb:
                    break
                continue
            if until_verb:
                if item.is_verb and is_finite(item):
                    until_verb, target, start = False, item, _clause_start(scene, item)
                continue
            if kind == "trigger" and not _embeds(item):
                target, start = item, _clause_start(scene, item) if item.is_verb else start
                continue
            if kind == "plan" and _is_its_predicate(item, target, thatted):
                continue
            if closed_relative and kind not in ("rumour", "report", "say"):
                break
            asked = sentence.order == "free" and "infinitive" in target.features
            if kind == "trigger" and ((comma_crossed and not asked) or _is_its_predicate(item, target, thatted)):
                continue
            closed_relative = False
            if kind != "support" or target.first - item.last <= _SUPPORT_REACH:
                chain.append(item)
                _deny_itself(item, negators)
                # "denied the reports that …": a noun of telling does not use the joint up.
                thatted = thatted and not (needs_that and item.is_verb)
                target, start = item, _clause_start(scene, item) if item.is_verb else None


def _is_topic(sentence: Sentence, noun: Item) -> bool:
    """ "Söylenti, …": a noun that a comma closes is what is spoken of, and bears on nothing."""
    behind = sentence.at.get(noun.last + 1)
    return behind is not None and behind.kind == "comma"


def _is_of_antecedent(sentence: Sentence, negator: Item, relative: Item) -> bool:
    """Whether a negator denies whom a relative clause is said of, and so the clause."""
    near = not sentence.by_case or relative.first - negator.last <= _MODAL_REACH + 1
    return near and not _verb_between(sentence, negator, relative)


def _closed_complement(sentence: Sentence, joint: Item) -> Item | None:
    """The "that" whose clause a comma closes before an "and": "denied that …, and condemned"."""
    comma = sentence.at.get(joint.first - 1)
    if not sentence.by_case or joint.kind != "and" or comma is None or comma.kind != "comma":
        return None
    return next((i for i in reversed(sentence.items) if i.kind == "that" and i.last < comma.first), None)


def _beside_that(sentence: Sentence, comma: Item) -> bool:
    """ "bildirdi ki, …", "հայտնեց, որ …": the comma belongs to the joint."""
    before, behind = sentence.at.get(comma.first - 1), sentence.at.get(comma.last + 1)
    joint = before is not None and before.kind == "that"
    return joint or (sentence.by_case and behind is not None and behind.kind == "that")


def _opens_with_pronoun(sentence: Sentence, comma: Item, verb: Item) -> bool:
    """ "rejected the proposal, it has also threatened": a pronoun and its verb behind a comma are a clause."""
    pronoun, behind = sentence.at.get(comma.last + 1), sentence.at.get(comma.last + 2)
    if pronoun is None or (pronoun.kind, pronoun.value) != ("lookback", "speaker") or behind is None:
        return False
    return behind is verb or behind.kind in ("auxiliary", "passive") or behind.kind in ("will", "would", "must")


def _governor_behind(sentence: Sentence, infinitive: Item) -> Governor | None:
    """What an infinitive that was put first stands under: "to recall the ambassador Paris does not intend"."""
    negator: Item | None = None
    for item in sentence.items:
        if item.first <= infinitive.last:
            continue
        if item.kind in ("that", "but", "when", "if", "stop", "quote", "rel", "and"):
            return None
        if item.kind == "neg":
            negator = item
        elif "noun" in infinitive.features and item.kind in ("plan", "will"):
            return Governor(item, negator) if negator is not None and item.first - negator.last <= 2 else None
        elif item.kind in ("plan", "will", "must", "hedge") or (
            item.kind == "trigger" and "noun" not in item.features and _embeds(item)
        ):
            near = negator is not None and item.first - negator.last <= 2
            return Governor(item, negator if near else None)
        elif item.is_verb and item.kind != "say":
            return None
    return None


def _is_its_predicate(noun: Item, verb: Item, thatted: bool) -> bool:
    """ "The request … was rejected": a finite verb behind a noun is said of it, not asked for by it."""
    finite = verb.features & {"past", "present", "passive"}
    return "noun" in noun.features and "noun" not in verb.features and bool(finite) and not thatted


def _clause_start(scene: Scene, verb: Item) -> int | None:
    return min((p.first for p in subject(scene, verb) if p.last < verb.first and p.form != "lookback"), default=None)


def _party_between(sentence: Sentence, low: Item, high: Item) -> bool:
    return any(i.kind == "party" and low.last < i.first and i.last < high.first for i in sentence.items)


def _verb_between(sentence: Sentence, low: Item, high: Item) -> bool:
    return any(i.is_verb and low.last < i.first and i.last < high.first for i in sentence.items)


def _embeds(item: Item) -> bool:
    return any(o.entry.embeds for o in item.options)
