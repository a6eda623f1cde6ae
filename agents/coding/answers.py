"""Acts that speak of a deed told before: "condemned the raid", "called it a provocation", "claimed responsibility"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.coding.attribution import official
from agents.coding.clauses import complements
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import around_noun
from agents.coding.status import Status
from agents.coding.verbs import Scene, governor_subject, subject

if TYPE_CHECKING:
    from agents.coding.acts import Act

_REACH = 5
_ANSWERS = frozenset({"ACCUSE", "SUPPORT", "PROTEST"})
_ENDS = frozenset({"but", "rel", "quote", "that"})
_FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
_IN_TURN = frozenset({"REJECT", "THREATEN", "REQUEST"})
_TO_ANSWER = {
    "REJECT": frozenset({"REQUEST", "SANCTION", "THREATEN", "COERCE"}),
    "THREATEN": frozenset({"THREATEN", "SANCTION", "ASSAULT", "COERCE", "PROTEST", "REJECT", "MOBILIZE"}),
    "REQUEST": frozenset({"COERCE", "ASSAULT", "SANCTION"}),
}
"""What a refusal, a threat or a demand that names nobody may be the answer to."""
_SHORTEST_WORD = 4
_STEM = 6


def answer(scene: Scene, act: Act, acts: list[Act]) -> None:
    """Give an act that speaks of a deed the party that the deed was told of, if one deed fits and the text says so.

    Whoever condemns "the raid" condemns who raided; whoever claims responsibility did it.
    """
    earlier = [a for a in acts if a.trigger.last < act.trigger.first and a.part_of is None]
    deeds = [*reversed(earlier), *reversed(scene.memory.deeds)]
    if act.entry.deed == "actor":
        told = next((d for d in deeds if d.event_type == act.event_type and d.roles.recipient), None)
        if told is not None and not act.roles.recipient:
            act.roles = act.roles._replace(recipient=[p for p in told.roles.recipient if p not in act.roles.actor])
            act.mode = act.mode or told.mode
        return
    if act.event_type in _IN_TURN:
        _in_turn(act, deeds)
    if act.event_type not in _ANSWERS or act.roles.recipient or act.inner is not None or not act.roles.actor:
        return
    deed = None if act.roles.passive else _deed(scene.sentence, act.trigger)
    if deed is None:
        return
    own = {p.actor for p in act.roles.actor}
    if deed.kind == "trigger":
        named = next((a.roles.actor for a in acts if a.trigger is deed), None)
        if named is None:
            named = around_noun(scene, deed, deed.options[0].entry).actor if deed.options else []
        doers = [p for p in named if p.kind == "party" and p.actor not in own]
        if doers:
            act.roles = act.roles._replace(recipient=doers)
            return
    same = _words(scene.folded.text[deed.start : deed.end])
    meant = [d for d in deeds if same & _words(d.words)] or [d for d in deeds if _may_be(deed, d)]
    for one in meant:
        doers = [p for p in one.roles.actor if p.kind == "party" and p.actor not in own]
        if doers and not one.entry.reciprocal and one.status.polarity == "affirmed":
            act.roles = act.roles._replace(recipient=doers)
            return


def _words(text: str) -> set[str]:
    """The stems of the longer words: "the operation" is the "military operations" told before."""
    return {word[:_STEM] for word in text.split() if len(word) >= _SHORTEST_WORD}


def _may_be(deed: Item, told: Act) -> bool:
    """Whether a deed may be what was told: an act of force is no complaint ("condemned the execution")."""
    types = {o.entry.event_type for o in deed.options} if deed.kind == "trigger" else set()
    return not types & _FORCE or told.event_type in _FORCE


def _in_turn(act: Act, deeds: list[Act]) -> None:
    """Whoever refuses, threatens or demands without saying whom answers the last deed that was done to him."""
    own = {p.actor for p in act.roles.actor if p.actor is not None}
    if act.roles.recipient or not own or (act.event_type == "REQUEST" and act.mode != "yield"):
        return
    for one in deeds:
        doers = [p for p in one.roles.actor if p.kind == "party" and p.actor not in own]
        if not doers or one.event_type not in _TO_ANSWER[act.event_type] or one.status.polarity == "denied":
            continue
        unaddressed = act.event_type == "REJECT" and one.event_type == "REQUEST" and not one.roles.recipient
        if unaddressed or any(p.actor in own for p in one.roles.recipient):
            act.roles = act.roles._replace(recipient=doers)
            return


def denials(scene: Scene, acts: list[Act]) -> list[Act]:
    """The act that is denied without being told again, if there is one: "Armenia rejected the accusation"."""
    sentence = scene.sentence
    used = {id(g.item) for a in acts for g in a.chain} | {id(item) for a in acts for _, item in a.status.evidence}
    for item in sentence.items:
        if item.kind not in ("deny", "untrue") or id(item) in used:
            continue
        if any(item.last < a.trigger.first <= item.last + _REACH for a in acts):
            continue
        speakers = [p for p in subject(scene, item) if p.kind == "party"] if item.kind == "deny" else []
        speakers = speakers or governor_subject(scene, item, 0)
        told = next((d for d in reversed(scene.memory.deeds) if _may_deny(speakers, d)), None)
        if told is not None:
            status = Status("denied", "reported", "current", official(speakers[0]), None, (("polarity", item),))
            return [replace(told, trigger=item, chain=[], status=status, quantities={}, inner=None, places=[])]
    return []


def _may_deny(speakers: list[Item], told: Act) -> bool:
    """Whether the first of ``speakers`` is one who is said to have done what was told."""
    doubtful = told.status.modality in ("alleged", "reported") and told.status.polarity == "affirmed"
    return bool(speakers) and doubtful and any(p.actor is speakers[0].actor for p in told.roles.actor)


def _deed(sentence: Sentence, trigger: Item) -> Item | None:
    """The object that is a deed: a pronoun, a noun of doing ("the move"), or an act's own noun ("the raids")."""
    for item in complements(sentence, trigger):
        gap = max(item.first - trigger.last, trigger.first - item.last)
        if gap > _REACH or item.kind in _ENDS:
            return None
        if item.kind == "lookback" and item.value == "speaker" and gap == 1:
            return item
        if "word:deed" in item.tags or (item.kind == "trigger" and "noun" in item.features):
            return item
    return None
