"""Acts that speak of a deed told before: "condemned the raid", "called it a provocation", "claimed responsibility"."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from agents.coding.attribution import official
from agents.coding.clauses import complements
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import around_noun
from agents.coding.replies import IN_TURN, answered, in_turn
from agents.coding.status import Status
from agents.coding.verbs import Scene, governor_subject, subject
from agents.coding.words import Actor

if TYPE_CHECKING:
    from agents.coding.acts import Act

_REACH = 5
_CONTENT = frozenset({"rumour", "report"})
_CONTENT_REACH = 4
_ANSWERS = frozenset({"ACCUSE", "SUPPORT", "PROTEST"})
_MATERIAL = frozenset({"word:attack", "word:war"})
_ACTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "RETREAT"})
_WRONGS = frozenset({"ASSAULT", "COERCE"})
_DEMANDS = frozenset({"REQUEST", "ACCUSE", "AGREE", "THREATEN"})
_ENDS = frozenset({"but", "rel", "quote", "that"})
_FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
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
    if not act.roles.recipient:
        answered(scene, act, acts, deeds)
    if act.roles.actor and not act.roles.recipient:
        _supply(scene, act, acts, deeds)
    if act.event_type in IN_TURN:
        in_turn(act, deeds)
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
    if deed.tags & _MATERIAL:
        deeds.sort(key=lambda one: one.event_type not in _ACTS)
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


def _supply(scene: Scene, act: Act, acts: list[Act], deeds: list[Act]) -> None:
    """Whom a refusal, a threat or an appeal without a recipient is for, where another act says it."""
    own = {p.actor for p in act.roles.actor}
    found: list[Item] = []
    if act.event_type == "REJECT" and act.inner is None and _is_of_demand(scene.sentence, act.trigger):
        told = next((d for d in deeds if d.event_type in _DEMANDS and _is_for(d, own)), None)
        found = told.roles.actor if told is not None else []
    elif act.event_type == "REQUEST" and act.inner is not None and "noun" in act.inner.trigger.features:
        kind = act.inner.event_type
        told = next((d for d in deeds if d.event_type == kind and d.roles.actor and d is not act.inner), None)
        found = told.roles.actor if told is not None else []
    elif act.event_type == "THREATEN":
        conditional = next((i for i in scene.sentence.items if i.kind == "if"), None)
        if conditional is not None:
            under = next((a for a in acts if a.trigger.first > conditional.first and a is not act), None)
            found = under.roles.actor if under is not None else []
        if not found:
            beside = (a for a in acts if a is not act and a.event_type in _ANSWERS and a.roles.recipient)
            found = next((a.roles.recipient for a in beside if {p.actor for p in a.roles.actor} == own), [])
    others = [p for p in found if p.kind == "party" and p.actor not in own]
    if others:
        act.roles = act.roles._replace(recipient=others)


def _is_for(demand: Act, asked: set[Actor | None]) -> bool:
    """Whether a demand, an offer or an accusation is by somebody else, and for one of ``asked`` if for anybody."""
    by, to = {p.actor for p in demand.roles.actor}, {p.actor for p in demand.roles.recipient}
    return bool(by) and not by & asked and (not to or bool(to & asked))


def _is_of_demand(sentence: Sentence, trigger: Item) -> bool:
    """Whether what is turned down is a demand, an offer or a charge, told by a noun beside the verb."""
    return any(
        i.tags & {"word:demand", "word:accusation"} and abs(i.first - trigger.first) <= _REACH + 2
        for i in sentence.items
    )


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


def charges(scene: Scene, acts: list[Act]) -> list[Act]:
    """What a party says that another one did to it, as its accusation: "Kyiv said Moscow struck Lviv"."""
    found = []
    for act in acts:
        speaker = act.status.speaker
        if (
            act.event_type not in _WRONGS
            or act.part_of is not None
            or speaker is None
            or (act.status.polarity, act.status.temporality) != ("affirmed", "current")
            or act.status.modality not in ("reported", "alleged")
            or any(a.event_type == "ACCUSE" for a in acts)
        ):
            continue
        state = speaker.partition(":")[0]
        whose = {
            p.actor.code if p.actor is not None else p.place.country if p.place else "" for p in act.roles.recipient
        }
        doers = [p for p in act.roles.actor if p.actor is not None and p.actor.code != state]
        if state not in whose or not doers or len(doers) < len(act.roles.actor):
            continue
        said = next((g.item for g in act.chain if g.item.kind == "say"), None)
        party = next((i for i in scene.sentence.items if i.kind == "party" and official(i) == speaker), None)
        if said is not None and party is not None:
            status = Status("affirmed", "asserted", "current", None, None, ())
            roles = act.roles._replace(actor=[party], recipient=doers)
            found.append(
                replace(act, trigger=said, event_type="ACCUSE", mode="allege", roles=roles, chain=[], status=status,
                        inner=None, places=[])
            )  # fmt: skip
    return found


def _may_deny(speakers: list[Item], told: Act) -> bool:
    """Whether the first of ``speakers`` is one who is said to have done what was told."""
    doubtful = told.status.modality in ("alleged", "reported") and told.status.polarity == "affirmed"
    return bool(speakers) and doubtful and any(p.actor is speakers[0].actor for p in told.roles.actor)


def _deed(sentence: Sentence, trigger: Item) -> Item | None:
    """The object that is a deed: a pronoun, a noun of doing ("the move"), or an act's own noun ("the raids")."""
    before = sentence.at.get(trigger.first - 1)
    if before is not None and "word:deed" in before.tags and "accs" in before.features:
        return before
    for item in complements(sentence, trigger):
        gap = max(item.first - trigger.last, trigger.first - item.last)
        if gap > _REACH or item.kind in _ENDS:
            return None
        if item.kind == "lookback" and item.value == "speaker" and gap == 1:
            return item
        if "word:deed" in item.tags or (item.kind == "trigger" and "noun" in item.features):
            return item
    return None


def join_converbs(acts: list[Act]) -> None:
    """Make one act of a converb and its verb that say the same: "сұрап, ҰҚШҰ-ға жүгінді" (asking, appealed to)."""
    for first, second in itertools.pairwise(acts):
        alike = first.event_type == second.event_type and first.roles.actor == second.roles.actor
        if "gerund" in first.trigger.features and alike and not (first.roles.recipient and second.roles.recipient):
            second.mode = second.mode or first.mode
            second.topics = second.topics or first.topics or ({first.mode: first.trigger.first} if first.mode else {})
            second.roles = second.roles._replace(recipient=second.roles.recipient or first.roles.recipient)
            first.part_of = second


def reports_denied(scene: Scene) -> None:
    """ "rejected reports that …" denies: a refusal whose object is a report or a rumour is a denial."""
    sentence = scene.sentence
    for item in sentence.items:
        if (
            item.kind != "trigger"
            or item.options[0].entry.event_type != "REJECT"
            or item.options[0].entry.side != "after"
        ):
            continue
        for other in complements(sentence, item):
            if other.kind not in ("word", "rumour", "report", "lookback", "party"):
                break
            if other.kind in _CONTENT and _between(item, other) <= _CONTENT_REACH:
                item.kind, item.tags = "deny", item.tags | {"deny"}
                if scene.trace is not None:
                    scene.trace.denials.append((item, other))
                break


def _between(one: Item, other: Item) -> int:
    """How many tokens one is from the other, on either side."""
    return max(other.first - one.last, one.first - other.last)
