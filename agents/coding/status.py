"""Whether it is so: polarity, modality, temporality and attribution of one act, each from cues with a scope.

What stands before the act is read outwards from it ("denied reports that it had refused"), innermost first; then
what is said of it afterwards ("… is untrue", "…, Tokayev said"). Each cue that counts is kept as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from agents.coding.attribution import closes, closing_speaker, official, outlet_after, source_after, speaker_of
from agents.coding.clauses import clause
from agents.coding.governors import Governor
from agents.coding.mentions import Item, Sentence
from agents.coding.verbs import Scene
from schemas.coding import Modality, Polarity, Role, Temporality

_NEAR = 4
_VERDICT = 6
_FORCED = frozenset({"party", "role", "word", "to", "adposition"})
_DONE_FOR = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
_DOUBT: Mapping[Modality, int] = {
    "asserted": 0,
    "reported": 1,
    "planned": 2,
    "possible": 3,
    "alleged": 4,
    "hypothetical": 5,
}
_MODALITY_OF: Mapping[str, Modality] = {"hedge": "possible", "rumour": "alleged", "report": "reported"}
_MODALITY_OF_FORM: Mapping[str, Modality] = {
    "evidential": "reported", "may": "possible", "if": "hypothetical",
}  # fmt: skip
"""What a verb's own form says: hearsay (Turkish -mış), what may be (Azerbaijani -a bilər), a condition (-sa)."""


class Status(NamedTuple):
    """``speaker`` is a party's code, ``publisher`` an outlet's name; ``evidence`` pairs a role with what decided it."""

    polarity: Polarity
    modality: Modality
    temporality: Temporality
    speaker: str | None
    publisher: str | None
    evidence: tuple[tuple[Role, Item], ...]


class _Reading:
    """A status in the making: the gravest doubt wins, the innermost speaker wins, denials add up."""

    def __init__(self, scene: Scene, trigger: Item) -> None:
        self.scene = scene
        self.trigger = trigger
        self.denied = False
        self.modality: Modality = "asserted"
        self.temporality: Temporality = "current"
        self.speaker: str | None = None
        self.publisher: str | None = None
        self.evidence: list[tuple[Role, Item]] = []

    def doubt(self, modality: Modality, item: Item) -> None:
        if _DOUBT[modality] > _DOUBT[self.modality]:
            self.modality = modality
            self.evidence.append(("modality", item))

    def doubt_by_form(self, item: Item) -> None:
        for form, modality in _MODALITY_OF_FORM.items():
            if form in item.features:
                self.doubt(modality, item)

    def deny(self, item: Item) -> None:
        self.denied = not self.denied
        self.evidence.append(("polarity", item))

    def date(self, temporality: Temporality, item: Item) -> None:
        self.temporality = temporality
        self.evidence.append(("temporality", item))

    def attribute(self, speaker: str | None, item: Item) -> None:
        if speaker is not None and self.speaker is None:
            self.speaker = speaker
            self.evidence.append(("attribution", item))


def judge(scene: Scene, trigger: Item, chain: list[Governor], own_negator: Item | None, question: bool) -> Status:
    """Fold the governors of an act, and what is said after it, into its status."""
    reading = _Reading(scene, trigger)
    items = scene.sentence.items
    conditional = next((i for i in items if i.kind == "if" or ("if" in i.features and i is not trigger)), None)
    if own_negator is not None:
        reading.deny(own_negator)
    if "future" in trigger.features:
        reading.date("future", trigger)
        reading.doubt("planned", trigger)
    reading.doubt_by_form(trigger)
    denied = any(g.item.kind == "deny" for g in chain)
    for governor in [g for g in chain if not denied or g.item.kind != "that"]:
        _under(reading, governor, conditional is not None)
    if conditional is not None and _depends(reading, conditional, chain):
        reading.doubt("hypothetical", conditional)
    _afterwards(
        reading, [g.item for g in chain], by_denial=any(g.item.kind == "deny" and g.negated is None for g in chain)
    )
    if question:
        reading.doubt("possible", trigger)
    low, high = clause(scene.sentence, trigger, relative=True)
    later = next((i for i in items if "later" in i.tags and low <= i.first < high and trigger.last < i.first), None)
    if later is not None and not any(i.is_verb and trigger.last < i.first < later.first for i in items):
        reading.date("future", later)
        reading.doubt("planned", later)
    closing = next((i for i in items if i.kind == "if" and 0 < i.first - trigger.last <= _NEAR), None)
    if scene.sentence.by_case and closing is not None:
        reading.doubt("hypothetical", closing)
    before = _purpose(scene.sentence, trigger)
    if before is not None:
        reading.date("future", before)
        reading.doubt("planned", before)
    behind = scene.sentence.at.get(trigger.last + 1)
    if behind is not None and _is_aim(behind, trigger, chain):
        reading.date("future", behind)
        reading.doubt("planned", behind)
    own: Modality = trigger.options[0].entry.modality  # type: ignore[assignment]
    if own:
        reading.doubt(own, trigger)
    if reading.denied and reading.modality == "planned" and any(g.item.kind == "deny" for g in chain):
        # What is denied is that there is such a plan.
        reading.modality = "reported"
    past = next(
        (i for i in items if "past" in i.tags and low <= i.first < high and not _is_aside(scene, i, trigger)), None
    )
    if past is not None:
        reading.date("historic", past)
    return Status(
        "denied" if reading.denied else "affirmed",
        reading.modality,
        reading.temporality,
        reading.speaker,
        reading.publisher,
        tuple(reading.evidence),
    )


def _is_aim(behind: Item, act: Item, chain: list[Governor]) -> bool:
    """Whether a postposition says what something is done for: "հետ քաշելու համար"; who is accused "for" it did it."""
    leads = behind.kind == "postposition" and behind.value == "for" and "infinitive" in act.features
    return leads and not any(o.entry.event_type in ("ACCUSE", "SANCTION") for g in chain for o in g.item.options)


def _is_verdict(untrue: Item, act: Item) -> bool:
    """ "called the decision groundless": the word is part of the rebuke."""
    entry = act.options[0].entry
    return entry.mode == "disapprove" and untrue.first - act.last <= _VERDICT


def _is_claim(accusation: Item, act: Item) -> bool:
    """Whether an accusation only claims the act: who condemns "the execution" does not doubt it."""
    return "noun" not in act.features or accusation.options[0].entry.mode != "disapprove"


def _is_aside(scene: Scene, cue: Item, act: Item) -> bool:
    """Whether a cue stands in a relative clause that a comma closes before the act: "who fought for years, asks"."""
    before = [i.kind for i in scene.sentence.items if i.last < cue.first]
    between = [i.kind for i in scene.sentence.items if cue.last < i.first and i.last < act.first]
    return "rel" in before and "comma" in between


def _purpose(sentence: Sentence, act: Item) -> Item | None:
    """The word that makes an act what another one is done for: "sent ships to strike Iran", "untuk menyerang Iran".

    Whom somebody is to be forced to do is no more done: "to force him to resign".
    """
    before = sentence.at.get(act.first - 1)
    if before is not None and _leads(before) and act.is_verb and "gerund" not in act.features:
        return before if act.options[0].entry.event_type in _DONE_FOR else None
    force = next((i for i in reversed(sentence.items) if i.last < act.first and i.is_verb), None)
    if force is None or not any(o.entry.event_type == "COERCE" for o in force.options):
        return None
    between = (i for i in sentence.items if force.last < i.first < act.first)
    before = sentence.at.get(force.first - 1)
    forced = before is not None and _leads(before) and all(i.kind in _FORCED for i in between)
    return before if forced else None


def _leads(joint: Item) -> bool:
    return joint.kind == "to" or (joint.kind == "adposition" and joint.value == "for")


def _depends(reading: _Reading, conditional: Item, chain: list[Governor]) -> bool:
    """Whether an act hangs on the condition of its sentence: not what has been done, nor a threat, made now."""
    trigger, sentence = reading.trigger, reading.scene.sentence
    comma = next((i for i in sentence.items if i.kind == "comma" and i.first > conditional.last), None)
    if conditional.first < trigger.first and (comma is None or trigger.first < comma.first):
        return True
    if any(g.item.kind in ("will", "would", "hedge", "plan") for g in chain):
        return True
    if trigger.options[0].entry.event_type == "THREATEN":
        return False
    return not ({"past", "passive"} & trigger.features) or "noun" in trigger.features


def _under(reading: _Reading, governor: Governor, conditional: bool) -> None:
    """What one governor makes of the act under it."""
    item, negated = governor
    kind = item.kind
    if kind == "deny":
        if negated is None:
            reading.deny(item)
        reading.doubt("reported", item)
        reading.attribute(speaker_of(reading.scene, item), item)
    elif kind in ("plan", "will", "would", "support"):
        if negated is not None:
            reading.deny(negated)
        if kind == "would" and item.last > item.first:
            # "would have been bound to": it is not so.
            reading.deny(item)
            reading.doubt("hypothetical", item)
        elif kind != "support" or "future" in item.features:
            reading.date("future", item)
            reading.doubt("hypothetical" if kind == "would" and conditional else "planned", item)
    elif kind == "that":
        reading.doubt("alleged", item)
    if kind == "support":
        if "future" in item.features:
            reading.date("future", item)
            reading.doubt("planned", item)
        reading.doubt_by_form(item)
    elif kind in _MODALITY_OF:
        reading.doubt(_MODALITY_OF[kind], item)
    elif kind == "say":
        reading.doubt("reported" if negated is None else "possible", item)
        reading.attribute(speaker_of(reading.scene, item), item)
    elif kind == "untrue":
        # "It is not true that …" before the act.
        reading.deny(item)
    elif kind == "trigger" and item.options[0].entry.event_type == "ACCUSE" and _is_claim(item, reading.trigger):
        reading.doubt("alleged", item)
        reading.attribute(speaker_of(reading.scene, item), item)


def _told_first(sentence: Sentence, trigger: Item) -> bool:
    """Whether the act is what a rumour or a report at the beginning of its sentence says."""
    before = [i for i in sentence.items if i.last < trigger.first]
    joint = next((i for i in reversed(before) if i.kind == "that" or i.is_verb), None)
    told = next((i for i in before if i.kind in ("rumour", "report")), None)
    if joint is None or joint.kind != "that" or told is None:
        return False
    return sentence.by_case and told.last < joint.first


def _afterwards(reading: _Reading, told: list[Item], by_denial: bool) -> None:
    """What follows the act in its sentence: "is untrue", "X said", "according to X", "reportedly"."""
    scene, trigger = reading.scene, reading.trigger
    crossed = False
    for item in scene.sentence.items:
        behind = item.first > trigger.last
        if item in told:
            # Where complements stand before their verbs, a governor follows the act; it has been counted.
            continue
        if behind and item.kind in ("but", "stop"):
            crossed = True
        if item.kind == "untrue" and behind and not crossed and not _is_verdict(item, trigger):
            # What was denied before is only denied again: "denied the reports, calling them untrue".
            if not by_denial:
                reading.deny(item)
            reading.doubt("reported", item)
        elif item.kind == "say" and behind and "noun" not in item.features and closes(scene.sentence, item):
            reading.doubt("reported", item)
            reading.attribute(closing_speaker(scene, item), item)
        elif item.kind == "deny" and behind and not by_denial and _told_first(scene.sentence, trigger):
            # "The rumours that Tokayev had left, his office denied."
            reading.deny(item)
            reading.doubt("reported", item)
            by_denial = True
        elif item.kind == "according":
            reading.doubt("reported", item)
            source = source_after(scene.sentence, item)
            if source is not None:
                reading.attribute(official(source), item)
            elif reading.publisher is None:
                reading.publisher = outlet_after(scene, item)
        elif item.kind == "hedge" and item.first == trigger.last + 1:
            reading.doubt("possible", item)
        elif (
            item.kind in ("rumour", "report") and "noun" not in item.features and 0 < item.first - trigger.last <= _NEAR
        ):
            reading.doubt(_MODALITY_OF[item.kind], item)
