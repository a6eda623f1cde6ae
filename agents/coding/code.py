"""From acts to coded events: PLOVER's last distinctions, parties, evidence, and one event however often it is said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from agents.coding.acts import Act
from agents.coding.dates import When
from agents.coding.fold import Folded
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations
from agents.coding.words import Actor, TypeRule
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

_EVENT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:tocsin:event")
_CONTEXT = 150
_SHORT = 32
_FUTURE_IS_PROMISE = frozenset({"AID", "CONSULT", "SUPPORT", "COOPERATE"})
_DOUBT: Mapping[Modality, float] = {
    "asserted": 0.0, "reported": 0.0, "planned": 0.05, "alleged": 0.15, "possible": 0.2, "hypothetical": 0.3,
}  # fmt: skip
_MOST = 0.99


class Origin(NamedTuple):
    """Where an act stands: its part, folded, its sentence, and what that place adds to the confidence (0 to 0.2)."""

    part: Part
    folded: Folded
    sentence: Sentence
    weight: float


class Found(NamedTuple):
    """An event before it has its id, with the place of its trigger that the id is made from."""

    event: CodedEvent
    part: Part
    start: int
    end: int
    both: bool = False


def found_events(
    act: Act, origin: Origin, when: When | None, old: bool, rule: TypeRule, actors: Mapping[str, Actor]
) -> list[Found]:
    """The event of one act; none where it is part of another act, lacks what it is about, or nobody is named.

    Two sides that accuse each other are two events. ``old``: what its place in the article says is history.
    """
    one = _found(act, origin, when, old, rule, actors)
    if one is None:
        return []
    if act.entry.each and len(one.event.recipient) > 1:
        return [one._replace(event=msgspec.structs.replace(one.event, recipient=(r,))) for r in one.event.recipient]
    mutual = act.entry.mutual or (act.event_type == "ACCUSE" and len(one.event.actor) == 2 and one.both)
    if not mutual or len(one.event.actor) != 2:
        return [one]
    first, second = one.event.actor
    return [
        one._replace(event=msgspec.structs.replace(one.event, actor=(a,), recipient=(b,)))
        for a, b in ((first, second), (second, first))
    ]


def _found(
    act: Act, origin: Origin, when: When | None, old: bool, rule: TypeRule, actors: Mapping[str, Actor]
) -> Found | None:
    entry, status = act.entry, act.status
    if act.part_of is not None or (entry.needs_inner and act.inner is None):
        return None
    if (entry.needs_topic and act.inner is None and not act.topics) or (entry.needs_toll and not act.quantities):
        return None
    actor = _parties((p for p in act.roles.actor if _acts(origin.sentence, p, act)), actors)
    event_type, mode, polarity, modality, temporality = _settled(act)
    if event_type == "REJECT" and not actor and status.speaker is not None:
        # "No troops will be sent, the alliance said."
        code = status.speaker.partition(":")[0]
        actor = [Party(status.speaker, actors[code].name)] if code in actors else []
    own = {_state(p) for p in actor}
    both = len(own) == 2 and own == {_state(p) for p in _parties(act.roles.recipient, actors)}
    recipient = [p for p in _parties(act.roles.recipient, actors) if _state(p) not in own]
    if old:
        temporality = "historic"
    needed = rule.requires + (("actor", "recipient") if (event_type, mode) == ("SANCTION", "withdraw") else ())
    if ("actor" in needed and not actor) or ("recipient" in needed and not recipient) or not (actor or recipient):
        return None
    confidence = 0.5 + origin.weight + 0.1 * bool(actor) + 0.1 * bool(recipient) - _DOUBT[modality]
    coded = CodedEvent(
        id="",
        event_type=event_type,
        mode=mode,
        context=("military",) if event_type in ("ASSAULT", "MOBILIZE") or mode == "assist" else (),
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
        confidence=round(min(_MOST, max(0.05, confidence)), 2),
    )
    return Found(coded, origin.part, *origin.folded.span(act.trigger.start, act.trigger.end), both)


def _settled(act: Act) -> tuple[EventType, str | None, Polarity, Modality, Temporality]:
    """What PLOVER makes of an act that is refused, promised, or put into effect."""
    status, mode = act.status, act.mode
    event_type: EventType = act.event_type  # type: ignore[assignment]
    if event_type in ("AID", "MOBILIZE") and status.polarity == "denied" and status.temporality == "future":
        # "will not send troops" is a refusal, and refusing is done now.
        return "REJECT", "assist", "affirmed", "reported" if status.speaker else "asserted", "current"
    if event_type in _FUTURE_IS_PROMISE and status.polarity == "affirmed" and status.temporality == "future":
        return "AGREE", None, "affirmed", status.modality, "future"
    if event_type == "CONCEDE" and mode == "ceasefire" and act.in_effect and status.polarity == "affirmed":
        event_type = "RETREAT"
    return event_type, mode, status.polarity, status.modality, status.temporality


def _acts(sentence: Sentence, party: Item, act: Act) -> bool:
    """Whether a party of the actor's role really is one: a town is not, nor a capital where something happens."""
    if party.kind != "party":
        return False
    located = party.form == "capital" and party.start < act.trigger.start and "in" in relations(sentence, party)
    return not located or party.form == "lookback"


def _state(party: Party) -> str:
    return party.code.partition(":")[0]


def _parties(items: Iterable[Item], actors: Mapping[str, Actor]) -> list[Party]:
    """Each party once, in the order of the text; a town that is acted upon stands for its country."""
    found: dict[str, Party] = {}
    for item in items:
        if item.place is not None and item.place.country in actors:
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
        inside = sentence.start <= item.start and item.end <= sentence.end
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
        role,
        origin.part,
        text[start:end],
        text[max(low, start - reach) : start],
        text[end : min(high, end + reach)],
        start,
        end,
    )


def merge(found: list[Found]) -> list[Found]:
    """One event for what is said several times; a rumour that the article denies is the denial.

    Two sayings meet when type, mode, polarity, temporality and states agree, or when one leaves out a party that the
    other names. The first saying keeps its place; each further one adds a little to the confidence.
    """
    merged: list[Found] = []
    for one in sorted(found, key=lambda f: -_fullness(f.event)):
        for index, other in enumerate(merged):
            if _meets(other.event, one.event):
                merged[index] = other._replace(event=_joined(other.event, one.event))
                break
        else:
            merged.append(one)
    denied = [f.event for f in merged if f.event.polarity == "denied"]
    kept = [f for f in merged if f.event.polarity == "denied" or not any(_is_rumour_of(f.event, d) for d in denied)]
    order = {id(f.event): i for i, f in enumerate(found)}
    return sorted(kept, key=lambda f: (f.part != "title", f.start, order.get(id(f.event), 0)))


def _fullness(event: CodedEvent) -> int:
    return 2 * bool(event.actor) + 2 * bool(event.recipient) + (event.modality in ("asserted", "reported"))


def _sides(event: CodedEvent) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_state(p) for p in event.actor), frozenset(_state(p) for p in event.recipient)


def _same_act(one: CodedEvent, other: CodedEvent) -> bool:
    """Same type, mode and parties, where a party left out, or a mode left open, meets any."""
    if one.event_type != other.event_type or (one.mode != other.mode and one.mode and other.mode):
        return False
    (actor, recipient), (actor2, recipient2) = _sides(one), _sides(other)
    actors_meet = actor == actor2 or not actor2 or not actor
    recipients_meet = recipient == recipient2 or not recipient2 or not recipient
    return actors_meet and recipients_meet and bool(actor & actor2 or recipient & recipient2)


def _meets(one: CodedEvent, other: CodedEvent) -> bool:
    hard = {"hypothetical", "possible"}
    return (
        one.polarity == other.polarity
        and one.temporality == other.temporality
        and (one.modality in hard) == (other.modality in hard)
        and _same_act(one, other)
    )


def _is_rumour_of(event: CodedEvent, denial: CodedEvent) -> bool:
    """A claim without a voice of its own, in an article that carries its denial, is what is denied."""
    return event.modality != "asserted" and event.temporality != "historic" and event.attribution.speaker in (
        None, denial.attribution.speaker,
    ) and _same_act(event, denial)  # fmt: skip


def _joined(kept: CodedEvent, again: CodedEvent) -> CodedEvent:
    quantities = dict(kept.quantities)
    for name, number in again.quantities.items():
        quantities[name] = max(number, quantities.get(name, 0))
    said, told = kept.attribution, again.attribution
    return msgspec.structs.replace(
        kept,
        mode=kept.mode or again.mode,
        place=tuple({p.name: p for p in (*kept.place, *again.place)}.values()),
        quantities=quantities,
        happened_on=kept.happened_on or again.happened_on,
        attribution=Attribution(said.speaker or told.speaker, said.publisher or told.publisher),
        evidence=kept.evidence + again.evidence if len(kept.evidence) < 24 else kept.evidence,
        confidence=round(min(_MOST, max(kept.confidence, again.confidence) + 0.03), 2),
    )


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
