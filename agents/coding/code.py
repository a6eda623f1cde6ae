"""From acts to coded events: PLOVER's last distinctions, parties, evidence, and one event however often it is said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from agents.coding.acts import Act
from agents.coding.contexts import contexts_of
from agents.coding.dates import When
from agents.coding.fold import Folded
from agents.coding.mentions import Item, Sentence
from agents.coding.sides import acts, undergoes
from agents.coding.words import Actor, Language, TypeRule
from schemas.coding import (
    Attribution,
    CodedEvent,
    EventType,
    Evidence,
    Modality,
    Part,
    Party,
    Place,
    Polarity,
    Temporality,
)
from schemas.coding import Role as EvidenceRole

if TYPE_CHECKING:
    from agents.coding.tracing import Reading, Unmade

_EVENT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:tocsin:event")
_CONTEXT = 150
_SHORT = 32
_FUTURE_IS_PROMISE = frozenset({"AID", "CONSULT", "SUPPORT", "COOPERATE"})
_DOUBT: Mapping[Modality, float] = {
    "asserted": 0.0, "reported": 0.0, "planned": 0.05, "alleged": 0.15, "possible": 0.2, "hypothetical": 0.3,
}  # fmt: skip
MOST = 0.99
_REFUSALS = {"AID": "assist", "MOBILIZE": "assist", "CONCEDE": "yield", "CONSULT": "meet"}
_THREATS = {"ASSAULT": "violence", "COERCE": "restrict", "SANCTION": "relations", "MOBILIZE": "violence"}


class Origin(NamedTuple):
    """Where an act stands: its part, folded, its sentence, and what that place adds to the confidence (0 to 0.2)."""

    part: Part
    folded: Folded
    sentence: Sentence
    weight: float
    language: Language
    contexts: Mapping[str, str]
    """What a word class says of what an act is about."""


class Found(NamedTuple):
    """An event before it has its id, with the place of its trigger that the id is made from."""

    event: CodedEvent
    part: Part
    start: int
    end: int
    both: bool = False
    claimed: bool = False
    """Whether it only says who did what was told before."""


def found_events(
    act: Act, origin: Origin, when: When | None, old: bool, rule: TypeRule, actors: Mapping[str, Actor],
    trace: Reading | None = None,
) -> list[Found]:  # fmt: skip
    """The event of one act; none where it is part of another act, lacks what it is about, or nobody is named.

    Two sides that accuse each other are two events. ``old``: what its place in the article says is history.
    """
    one = _found(act, origin, when, old, rule, actors)
    found = [] if isinstance(one, str) else _split(act, one)
    if trace is not None:
        trace.conclude(act, when, old, found, one if isinstance(one, str) else None)
    return found


def _split(act: Act, one: Found) -> list[Found]:
    if act.entry.each and len(one.event.recipient) > 1:
        return [one._replace(event=msgspec.structs.replace(one.event, recipient=(r,))) for r in one.event.recipient]
    mutual = (
        act.entry.mutual
        or act.roles.recipient_by == "mutual"
        or (act.event_type == "ACCUSE" and len(one.event.actor) == 2 and one.both)
    )
    if not mutual or len(one.event.actor) != 2:
        return [one]
    first, second = one.event.actor
    return [
        one._replace(event=msgspec.structs.replace(one.event, actor=(a,), recipient=(b,)))
        for a, b in ((first, second), (second, first))
    ]


def _found(
    act: Act, origin: Origin, when: When | None, old: bool, rule: TypeRule, actors: Mapping[str, Actor]
) -> Found | Unmade:
    entry, status = act.entry, act.status
    if act.part_of is not None:
        return "part_of"
    if entry.needs_inner and act.inner is None:
        return "no_inner"
    if entry.needs_topic and act.inner is None and not act.topics:
        return "no_topic"
    if entry.needs_toll and not act.quantities:
        return "no_toll"
    actor = _parties((p for p in act.roles.actor if acts(origin.sentence, p, act)), actors)
    event_type, mode, polarity, modality, temporality = _settled(act)
    promised = event_type == "AGREE" and act.roles.passive
    if (
        (event_type == "REJECT" or (event_type, polarity) == ("MOBILIZE", "denied") or promised)
        and not actor
        and status.speaker is not None
    ):
        # "No troops will be sent, the alliance said.", "Aid will be delivered to Syria, Widodo said."
        code = status.speaker.partition(":")[0]
        actor = [Party(status.speaker, actors[code].name)] if code in actors else []
    own = {state_of(p) for p in actor}
    both = len(own) == 2 and own == {state_of(p) for p in _parties(act.roles.recipient, actors)}
    recipient = _parties((p for p in act.roles.recipient if undergoes(p, act)), actors)
    if old:
        temporality = "historic"
    needed = rule.requires + (("actor", "recipient") if (event_type, mode) == ("SANCTION", "withdraw") else ())
    if "actor" in needed and not actor:
        return "no_actor"
    if "recipient" in needed and not recipient:
        return "no_recipient"
    if not (actor or recipient):
        return "nobody"
    if modality == "hypothetical" and event_type in ("ASSAULT", "COERCE") and not recipient:
        return "no_recipient"  # "should Moldova attack": a mere condition
    confidence = 0.5 + origin.weight + 0.1 * bool(actor) + 0.1 * bool(recipient) - _DOUBT[modality]
    coded = CodedEvent(
        id="",
        event_type=event_type,
        mode=mode,
        context=contexts_of(origin.language, origin.contexts, origin.sentence, act.trigger, event_type, mode),
        actor=tuple(actor),
        recipient=tuple(recipient),
        place=_places([*act.roles.recipient, *act.roles.actor, *act.places]),
        polarity=polarity,
        modality=modality,
        temporality=temporality,
        happened_on=when.text if when else None,
        attribution=Attribution(status.speaker, status.publisher),
        quantities=act.quantities if event_type == "ASSAULT" else {},
        evidence=_evidence(act, origin, when),
        confidence=round(min(MOST, max(0.05, confidence)), 2),
    )
    return Found(
        coded, origin.part, *origin.folded.span(act.trigger.start, act.trigger.end), both, entry.deed == "actor"
    )


def _settled(act: Act) -> tuple[EventType, str | None, Polarity, Modality, Temporality]:
    """What PLOVER makes of an act that is refused, promised, or put into effect."""
    status, mode = act.status, act.mode
    event_type: EventType = act.event_type  # type: ignore[assignment]
    refused = _REFUSALS.get(event_type)
    if event_type == "MOBILIZE" and any(g.item.kind == "plan" for g in act.chain):
        # Who does not intend to march in refuses nobody.
        refused = None
    told = any(g.item.kind == "deny" for g in act.chain)
    if refused is not None and status.polarity == "denied" and status.temporality == "future" and not told:
        # "will not send troops" is a refusal, and refusing is done now.
        return "REJECT", refused, "affirmed", "reported" if status.speaker else "asserted", "current"
    if event_type == "AGREE" and act.entry.may_threaten and act.inner is not None and status.polarity == "affirmed":
        threat = _THREATS.get(act.inner.event_type)
        if threat is not None:
            return "THREATEN", threat, "affirmed", "reported" if status.speaker else "asserted", "current"
    if event_type in _FUTURE_IS_PROMISE and status.polarity == "affirmed" and status.temporality == "future":
        return "AGREE", None, "affirmed", status.modality, "future"
    inner = act.inner
    if event_type == "AGREE" and inner is not None and (inner.event_type == "RETREAT" or inner.mode == "ceasefire"):
        return "CONCEDE", inner.mode, status.polarity, status.modality, status.temporality
    if event_type == "RETREAT" and status.polarity == "affirmed" and status.temporality == "future":
        event_type = "CONCEDE"
    if event_type == "CONCEDE" and mode == "ceasefire" and act.in_effect and status.polarity == "affirmed":
        event_type = "RETREAT"
    return event_type, mode, status.polarity, status.modality, status.temporality


def state_of(party: Party) -> str:
    return party.code.partition(":")[0]


def _parties(items: Iterable[Item], actors: Mapping[str, Actor]) -> list[Party]:
    """Each party once, in the order of the text; a town that is acted upon stands for its country."""
    found: dict[str, Party] = {}
    for item in items:
        if item.place is not None and item.actor is None and item.place.country in actors:
            found.setdefault(item.place.country, Party(item.place.country, actors[item.place.country].name))
        elif item.actor is not None:
            found.setdefault(item.actor.code, Party(item.code, item.actor.name))
    return list(found.values())


def _places(items: Iterable[Item]) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for item in items:
        if item.place is not None:
            name = item.place
            found.setdefault(name.name, Place(name.name, name.country, name.latitude, name.longitude))
    return tuple(found.values())


def _evidence(act: Act, origin: Origin, when: When | None) -> tuple[Evidence, ...]:
    """The trigger with its sentence around it, then the parties and cues, each once, as the article has them."""
    sentence = origin.sentence
    rows: list[tuple[EvidenceRole, Item]] = [("trigger", act.trigger)]
    rows += [("actor", p) for p in act.roles.actor if p.kind == "party"]
    rows += [("recipient", p) for p in act.roles.recipient]
    rows += [("place", p) for p in act.places]
    rows += [(role, item) for role, item in act.status.evidence]
    if when is not None:
        rows.append(("date", when.item))
    seen: set[tuple[str, int]] = set()
    spans = []
    for role, item in rows:
        here = sentence.at.get(item.first)
        inside = here is not None and (here.start, here.end, here.actor) == (item.start, item.end, item.actor)
        if not inside or (role, item.start) in seen:
            # A party that a pronoun looks back to stands in another sentence: its words are there, not here.
            continue
        seen.add((role, item.start))
        spans.append(_span(role, item, origin))
    return tuple(spans)


def _span(role: EvidenceRole, item: Item, origin: Origin) -> Evidence:
    folded, sentence = origin.folded, origin.sentence
    start, end = folded.span(item.start, item.end)
    low, high = folded.span(sentence.start, sentence.end)
    reach = _CONTEXT if role == "trigger" else _SHORT
    text = folded.original
    return Evidence(
        role, origin.part, text[start:end], text[max(low, start - reach) : start], text[end : min(high, end + reach)],
        start, end,
    )  # fmt: skip


def identified(found: Found, article_id: str, version: int, lexicon: str) -> CodedEvent:
    """The event with its id, which is made of what it says and where: the same article gives the same ids."""
    event = found.event
    name = "\x1f".join(
        [
            article_id, str(version), found.part, f"{found.start}-{found.end}", event.event_type, event.mode or "",
            ",".join(p.code for p in event.actor), ",".join(p.code for p in event.recipient),
            event.polarity, event.modality, event.temporality, lexicon,
        ]
    )  # fmt: skip
    return msgspec.structs.replace(event, id=str(uuid.uuid5(_EVENT, name)))
