"""To whom a refusal, help, a threat or a demand is said that names nobody: by what was told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.clauses import clause_items
from agents.coding.described import implied
from agents.coding.frames import inside
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations
from agents.coding.verbs import Scene, objects
from agents.coding.words import Actor

if TYPE_CHECKING:
    from agents.coding.acts import Act

_REACH = 5
IN_TURN = frozenset({"REJECT", "THREATEN", "REQUEST"})
_TO_ANSWER = {
    "REJECT": frozenset({"REQUEST", "SANCTION", "THREATEN", "COERCE"}),
    "THREATEN": frozenset({"THREATEN", "SANCTION", "ASSAULT", "COERCE", "PROTEST", "REJECT", "MOBILIZE"}),
    "REQUEST": frozenset({"COERCE", "ASSAULT", "SANCTION"}),
}
"""What a refusal, a threat or a demand that names nobody may be the answer to."""


def answered(scene: Scene, act: Act, acts: list[Act], deeds: list[Act]) -> None:
    """Give a refusal, help or a threat the party that asked for it, or that did what it answers, where it was told.

    "Moscow turned the request down", "China sent a rescue team", "Iran vowed revenge".
    """
    own = {p.actor for p in act.roles.actor}
    told: Act | None = None
    if act.event_type in ("REJECT", "CONCEDE") and _names(scene.sentence, act.trigger, "word:demand"):
        told = next((d for d in deeds if d.event_type == "REQUEST" and _is_on(d.roles.recipient, own)), None)
        if told is not None and act.event_type == "REJECT" and act.mode is None:
            act.mode = told.mode
    elif act.event_type == "AID" and act.status.polarity == "affirmed":
        told = next((d for d in deeds if (d.event_type, d.mode) == ("REQUEST", "assist")), None)
    elif act.event_type == "THREATEN" and act.inner is None:
        here = [a for a in acts if a is not act]
        told = next((d for d in (*here, *deeds) if d.event_type == "ASSAULT" and _is_on(d.roles.recipient, own)), None)
    if act.event_type == "SANCTION" and own:
        said = next((g.item for g in act.chain if g.item.kind == "say" and g.item.is_verb), None)
        spoken = [] if said is None else objects(scene, said, ("to",), bare=True)
        act.roles = act.roles._replace(recipient=[p for p in spoken if p.kind == "party" and p.actor not in own])
    plain = act.inner is None or act.inner.event_type == "THREATEN"
    if act.event_type == "THREATEN" and plain and told is None and own:
        act.roles = act.roles._replace(recipient=_condition(scene, act, own))
    if act.event_type == "PROTEST":
        act.roles = act.roles._replace(recipient=_rulers(scene, act))
    doers = [] if told is None else [p for p in told.roles.actor if p.kind == "party" and p.actor not in own]
    if doers and own:
        act.roles = act.roles._replace(recipient=doers)


def in_turn(act: Act, deeds: list[Act]) -> None:
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


def share(act: Act, acts: list[Act]) -> None:
    """ "expelled Canada's envoy, froze new trade": what one does in a breath of one kind is done to the same party."""
    if act.event_type != "SANCTION" or act.roles.recipient or not act.roles.actor:
        return
    for other in acts:
        same = other.event_type == "SANCTION" and other.status.polarity == act.status.polarity
        if (
            same
            and {p.actor for p in other.roles.actor} == {p.actor for p in act.roles.actor}
            and other.roles.recipient
        ):
            act.roles = act.roles._replace(recipient=other.roles.recipient)


def _rulers(scene: Scene, act: Act) -> list[Item]:
    """ "anti-government rallies": they are against the government of those who rally."""
    words = inside(scene, act.trigger) | {
        tag[5:] for item in clause_items(scene.sentence, act.trigger) for tag in item.tags if tag.startswith("word:")
    }
    states = [p.actor for p in act.roles.actor if p.actor is not None and p.actor.kind == "state" and p.role]
    return [implied(act.trigger, states[0], "GOV")] if states and "rulers" in words else []


def _condition(scene: Scene, act: Act, own: set[Actor | None]) -> list[Item]:
    """ "warned that it would respond if Pyongyang went on": whose doing it hangs on is who is warned."""
    sentence, trigger = scene.sentence, act.trigger
    joint = next((i for i in sentence.items if i.kind == "if" and i.first > trigger.last), None)
    for item in sentence.items:
        if joint is not None and item.first > joint.last and item.kind == "lookback":
            return [p for p in looked_back(scene, trigger, item, [], act.roles.actor) if p.actor not in own]
        if joint is not None and item.first > joint.last and item.kind == "party":
            fits = item.kind == "party" and item.actor not in own and relations(sentence, item) == ("bare",)
            return [item] if fits else []
    return []


def _is_on(parties: list[Item], own: set[Actor | None]) -> bool:
    return any(p.actor in own for p in parties)


def _names(sentence: Sentence, trigger: Item, tag: str) -> bool:
    return any(tag in i.tags and 0 < i.first - trigger.last <= _REACH for i in sentence.items)
