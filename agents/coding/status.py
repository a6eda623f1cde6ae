"""Whether it is so: polarity, modality, temporality and attribution of one act, each from cues with a scope.

What stands before the act is read outwards from it ("denied reports that it had refused"), innermost first; then
what is said of it afterwards ("… is untrue", "…, Tokayev said"). Each cue that counts is kept as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from agents.coding.clauses import clause, is_coordinated, is_finite, is_list_comma
from agents.coding.mentions import Item, Sentence
from agents.coding.roles import Scene, is_passive, subject
from schemas.coding import Modality, Polarity, Temporality

_NEGATION_REACH = 8
_SUPPORT_REACH = 5
_NEAR = 4
_SPEAKER_REACH = 6
_CHAIN = frozenset(
    {"deny", "say", "plan", "will", "would", "hedge", "rumour", "report", "untrue", "support", "verb", "stop"}
)
_NAME = re.compile(r"\s*(?:[Tt]he\s+)?((?:[A-ZА-ЯЁ][\w&'’.-]*)(?:\s+[A-ZА-ЯЁ][\w&'’-]*){0,4})")
_WEIGHT: dict[str, int] = {"asserted": 0, "reported": 1, "planned": 2, "possible": 3, "alleged": 4, "hypothetical": 5}


_Weigh = Callable[[Modality, Item], None]


class Governor(NamedTuple):
    """A cue or trigger under which an act stands, innermost first; ``negated`` says that it is itself denied."""

    item: Item
    negated: Item | None


class Status(NamedTuple):
    """``evidence`` holds pairs of a role and the item that decided it; ``speaker`` a party's code or None."""

    polarity: Polarity
    modality: Modality
    temporality: Temporality
    speaker: str | None
    publisher: str | None
    evidence: tuple[tuple[str, Item], ...]


def governors(scene: Scene, trigger: Item, clause_start: int | None) -> tuple[list[Governor], Item | None]:
    """What the act stands under, innermost first, and the negator of the act itself, if it has one.

    ``clause_start`` is where the act's own subject begins: a conjunction before it opens a clause of its own. A verb
    joined to another by "and" stands under what the other stands under.
    """
    sentence = scene.sentence
    chain: list[Item] = []
    negators: dict[int, Item] = {}
    target, start = trigger, clause_start
    closed_relative = until_verb = comma_crossed = False
    for item in reversed(sentence.items):
        if item.last >= trigger.first:
            continue
        kind = item.kind
        if kind in ("but", "when", "bracket", "stop"):
            if kind != "stop" or "stop" not in item.tags:
                break
        elif kind == "rel":
            following = sentence.at.get(item.last + 1)
            closed_relative = following is None or following.kind not in ("say", "report", "rumour")
        elif kind == "that":
            start, until_verb = None, False
        elif kind in ("and", "comma"):
            if kind == "comma" and is_list_comma(sentence, item):
                continue
            if start is not None and item.last < start and (kind == "and" or start - item.last <= 2):
                break
            if is_finite(target) and is_coordinated(sentence, item, target):
                until_verb = True
            comma_crossed = comma_crossed or kind == "comma"
        elif kind == "neg":
            gap = target.first - item.last
            if gap <= (_NEGATION_REACH if target.is_verb else 2) and not _party_between(sentence, item, target):
                negators.setdefault(id(target), item)
        elif kind in _CHAIN or kind == "trigger":
            if until_verb:
                if item.is_verb and is_finite(item):
                    until_verb, target, start = False, item, _clause_start(scene, item)
                continue
            if kind == "trigger" and not _embeds(item):
                target, start = item, _clause_start(scene, item) if item.is_verb else start
                continue
            if closed_relative and kind not in ("rumour", "report", "say"):
                break
            if kind == "trigger" and comma_crossed:
                continue
            closed_relative = False
            if kind != "support" or target.first - item.last <= _SUPPORT_REACH:
                chain.append(item)
                target, start = item, _clause_start(scene, item) if item.is_verb else None
    return [Governor(item, negators.get(id(item))) for item in chain], negators.get(id(trigger))


def _clause_start(scene: Scene, verb: Item) -> int | None:
    return min((p.first for p in subject(scene, verb) if p.last < verb.first and p.form != "lookback"), default=None)


def _party_between(sentence: Sentence, low: Item, high: Item) -> bool:
    return any(i.kind == "party" and low.last < i.first and i.last < high.first for i in sentence.items)


def _embeds(item: Item) -> bool:
    return any(o.entry.embeds for o in item.options)


def judge(
    scene: Scene, trigger: Item, chain: list[Governor], own_negator: Item | None, title_question: bool
) -> Status:
    """Fold the governors of an act, and what is said after it, into its status."""
    sentence = scene.sentence
    denied = False
    modality: Modality = "asserted"
    temporality: Temporality = "future" if "future" in trigger.features else "current"
    speaker: str | None = None
    evidence: list[tuple[str, Item]] = []

    def weigh(new: Modality, item: Item) -> None:
        nonlocal modality
        if _WEIGHT[new] > _WEIGHT[modality]:
            modality = new
            evidence.append(("modality", item))

    if own_negator is not None:
        denied = True
        evidence.append(("polarity", own_negator))
    if temporality == "future":
        weigh("planned", trigger)
    by_denial = any(g.item.kind == "deny" and g.negated is None for g in chain)
    conditional = next((i for i in sentence.items if i.kind == "if"), None)
    for item, negated in chain:
        kind = item.kind
        if kind == "deny":
            if negated is None:
                denied = not denied
            evidence.append(("polarity", item))
            weigh("reported", item)
            speaker = speaker or _speaker(scene, item)
        elif kind in ("plan", "will"):
            if negated is not None:
                denied = not denied
                evidence.append(("polarity", negated))
            temporality = "future"
            evidence.append(("temporality", item))
            weigh("planned", item)
        elif kind == "would":
            if negated is not None:
                denied = not denied
                evidence.append(("polarity", negated))
            temporality = "future"
            weigh("hypothetical" if conditional else "planned", item)
        elif kind == "hedge":
            weigh("possible", item)
        elif kind == "rumour":
            weigh("alleged", item)
        elif kind == "report":
            weigh("reported", item)
        elif kind == "say":
            weigh("possible" if negated is not None else "reported", item)
            found = _speaker(scene, item)
            if found and speaker is None:
                speaker = found
                evidence.append(("attribution", item))
        elif kind == "support":
            if negated is not None:
                denied = not denied
                evidence.append(("polarity", negated))
        elif kind == "untrue":
            # "it is not true that …" before the act
            denied = not denied
            evidence.append(("polarity", item))
        elif kind == "trigger" and item.options[0].entry.event_type == "ACCUSE":
            weigh("alleged", item)
            if speaker is None:
                speaker = _speaker(scene, item)
                evidence.append(("attribution", item))
    if conditional is not None:
        weigh("hypothetical", conditional)
    denied, after_speaker, publisher = _afterwards(scene, trigger, denied, by_denial, evidence, weigh)
    speaker = speaker or after_speaker
    if title_question:
        weigh("possible", trigger)
    past = _past(sentence, trigger)
    if past is not None:
        temporality = "historic"
        evidence.append(("temporality", past))
    return Status("denied" if denied else "affirmed", modality, temporality, speaker, publisher, tuple(evidence))


def _speaker(scene: Scene, verb: Item) -> str | None:
    """Who says or denies it: the subject of the verb, or, after a quotation, the party behind it."""
    found = [p for p in subject(scene, verb) if p.kind == "party"]
    if not found and is_passive(scene.sentence, verb):
        found = []
    if not found and "noun" in verb.features:
        found = _beside(scene.sentence, verb)
    return _official(found[0]) if found else None


def _beside(sentence: Sentence, noun: Item) -> list[Item]:
    return [i for i in sentence.items if i.kind == "party" and abs(i.first - noun.last) <= _NEAR][:1]


def _official(party: Item) -> str:
    """A state that speaks is its government."""
    if party.actor is not None and party.actor.kind == "state" and not party.role:
        return f"{party.actor.code}:GOV"
    return party.code


def _afterwards(
    scene: Scene, trigger: Item, denied: bool, by_denial: bool, evidence: list[tuple[str, Item]], weigh: _Weigh
) -> tuple[bool, str | None, str | None]:
    """What follows the act in its sentence: "is untrue", "X said", "according to X", "reportedly"."""
    sentence = scene.sentence
    speaker: str | None = None
    publisher: str | None = None
    crossed = False
    for item in sentence.items:
        if item.kind in ("but", "stop") and item.first > trigger.last:
            crossed = True
        if item.kind == "untrue" and item.first > trigger.last and not crossed:
            # What was denied before is only denied again: "denied the reports, calling them untrue".
            denied = not denied or by_denial
            evidence.append(("polarity", item))
            weigh("reported", item)
        elif item.kind == "say" and item.first > trigger.last and "noun" not in item.features and _trails(sentence, item):
            weigh("reported", item)
            found = _trailing_speaker(scene, item)
            if found and speaker is None:
                speaker = found
                evidence.append(("attribution", item))
        elif item.kind == "according":
            weigh("reported", item)
            found = _after(sentence, item)
            if found is not None and speaker is None:
                speaker = _official(found)
                evidence.append(("attribution", item))
            elif found is None:
                publisher = publisher or _name_after(scene, item)
                evidence.append(("attribution", item))
        elif item.kind in ("rumour", "report") and item.first > trigger.last and item.first - trigger.last <= _NEAR:
            if "noun" not in item.features:
                weigh("alleged" if item.kind == "rumour" else "reported", item)
    return denied, speaker, publisher


def _trails(sentence: Sentence, say: Item) -> bool:
    """Whether a verb of saying closes its sentence ("…, Tokayev said"): a comma or a quotation mark goes before it."""
    for index in range(say.first - 1, max(-1, say.first - _SPEAKER_REACH - 4), -1):
        item = sentence.at.get(index)
        if item is not None and item.kind in ("comma", "quote", "dash"):
            return True
        if item is not None and (item.kind == "trigger" or item.kind == "that"):
            return False
    return False


def _trailing_speaker(scene: Scene, say: Item) -> str | None:
    for item in scene.sentence.items:
        if item.kind == "party" and abs(item.first - say.last) <= _SPEAKER_REACH and (
            item.first > say.last or say.first - item.last <= _SPEAKER_REACH
        ) and not any(b.kind in ("comma", "quote") and min(item.last, say.last) < b.first < max(item.first, say.first) for b in scene.sentence.items):
            return _official(item)
        if item.kind == "lookback" and item.value == "speaker" and abs(item.first - say.last) <= 2:
            found = scene.memory.subject[:1]
            return _official(found[0]) if found else None
    return None


def _after(sentence: Sentence, cue: Item) -> Item | None:
    for item in sentence.items:
        if item.first > cue.last:
            if item.first - cue.last > _SPEAKER_REACH or item.kind in ("comma", "quote"):
                return None
            if item.kind == "party":
                return item
    return None


def _name_after(scene: Scene, cue: Item) -> str | None:
    """The outlet that is quoted: the capitalised words right after the cue, as they are written."""
    start = scene.folded.origin(cue.end)
    match = _NAME.match(scene.folded.original, start, scene.folded.origin(scene.sentence.end))
    return match[1] if match else None


def _past(sentence: Sentence, trigger: Item) -> Item | None:
    """A cue of the past in the trigger's own clause."""
    low, high = clause(sentence, trigger, relative=True)
    return next((i for i in sentence.items if "past" in i.tags and low <= i.first < high), None)
