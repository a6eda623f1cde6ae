"""One event for what an article says several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from agents.coding.code import MOST, Found, state_of
from schemas.coding import Attribution, CodedEvent

if TYPE_CHECKING:
    from agents.coding.tracing import Trace


def merge(found: list[Found], trace: Trace | None = None) -> list[Found]:
    """One event for what is said several times; a rumour that the article denies is the denial.

    Two sayings meet when type, mode, polarity, temporality and states agree, or when one leaves out a party that the
    other names. The first saying keeps its place; each further one adds a little to the confidence.
    """
    merged: list[Found] = []
    sayings: list[list[Found]] = []
    for one in sorted(found, key=lambda f: (-_fullness(f.event), not f.claimed)):
        for index, other in enumerate(merged):
            if _meets(other.event, one.event) or (other.claimed and _is_by_somebody(one.event, other.event)):
                merged[index] = other._replace(event=_joined(other.event, one.event))
                sayings[index].append(one)
                break
        else:
            merged.append(one)
            sayings.append([one])
    denied = [f for f in merged if f.event.polarity == "denied"]
    kept = [f for f in merged if f.event.polarity == "denied" or _denial_of(f, denied) is None]
    order = {id(f.event): i for i, f in enumerate(found)}
    kept.sort(key=lambda f: (f.part != "title", f.start, order.get(id(f.event), 0)))
    if trace is not None:
        said = {id(f): group for f, group in zip(merged, sayings, strict=True)}
        trace.told = [(f, said.pop(id(f))) for f in kept]
        trace.rumours = [(f, said[id(f)], denial) for f in merged if id(f) in said if (denial := _denial_of(f, denied))]
    return kept


def _denial_of(rumour: Found, denied: list[Found]) -> Found | None:
    return next((d for d in denied if _is_rumour_of(rumour.event, d.event)), None)


def _fullness(event: CodedEvent) -> int:
    return 2 * bool(event.actor) + 2 * bool(event.recipient) + (event.modality in ("asserted", "reported"))


def _sides(event: CodedEvent) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(state_of(p) for p in event.actor), frozenset(state_of(p) for p in event.recipient)


def _is_by_somebody(event: CodedEvent, claim: CodedEvent) -> bool:
    """ "gunmen killed eight", "the attack was claimed by Islamic State": gunmen that nobody names give way."""
    unnamed = bool(event.actor and claim.actor) and all(p.code.endswith(":REB") for p in event.actor)
    return (
        unnamed
        and event.polarity == claim.polarity
        and event.event_type == claim.event_type
        and _sides(event)[1] == _sides(claim)[1]
    )


def _same_act(one: CodedEvent, other: CodedEvent) -> bool:
    """Same type, mode and parties, where a party left out, or a mode left open, meets any."""
    if one.event_type != other.event_type or (one.mode != other.mode and one.mode and other.mode):
        return False
    (actor, recipient), (actor2, recipient2) = _sides(one), _sides(other)
    if one.event_type == "ASSAULT" and len(actor) > 1 and not recipient and not actor2 and recipient2 <= actor:
        # The dead of a clash are no second attack.
        return True
    actors_meet = actor == actor2 or not actor2 or not actor
    recipients_meet = recipient == recipient2 or not recipient2 or not recipient
    return actors_meet and recipients_meet and bool(actor & actor2 or recipient & recipient2)


def _meets(one: CodedEvent, other: CodedEvent) -> bool:
    hard = {"hypothetical", "possible"}
    return (
        one.event_type == other.event_type
        and one.polarity == other.polarity
        and one.temporality == other.temporality
        and (one.modality in hard) == (other.modality in hard)
        and (_sides(one) == _sides(other) or not _is_blame(one, other))
        and _same_act(one, other)
    )


def _is_blame(one: CodedEvent, other: CodedEvent) -> bool:
    """Whether only one of two sayings claims who did it: that it was done is then a fact of its own."""
    return (one.modality == "alleged") != (other.modality == "alleged")


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
        confidence=round(min(MOST, max(kept.confidence, again.confidence) + 0.03), 2),
    )
