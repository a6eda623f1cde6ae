"""How a story stands: what its articles say together, who of them counts, and which event speaks for it.

A *firm* statement is affirmed and told as the rule wants it (modality, temporality, confidence); a rumour is not firm
and neither corroborates nor adds to the toll. Of what one speaker says, the latest counts: who denies what he said
before has taken it back. The outlet itself is the speaker where nobody is quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from agents.parties import state_level
from agents.watching.independence import outlet, voices
from agents.watching.rules import Rule
from schemas.alert import StoryStatus
from schemas.coding import CodedEvent
from schemas.story import NEWEST, Earlier, Teller

OUTLETS = 40
_FACT = ("asserted", "reported")
_GUESS = ("possible", "hypothetical")


class Statement(NamedTuple):
    """One event as one article tells it."""

    event: CodedEvent
    teller: Teller


class Standing(NamedTuple):
    """``killed`` is the highest toll that is told firmly, ``places`` the newest 20 that are, in the order of the log.

    ``asserted`` is whether any article asserts it firmly; ``lead`` is the statement that speaks for the story.
    """

    status: StoryStatus
    independent: int
    asserted: bool
    killed: int
    places: tuple[str, ...]
    lead: Statement


def is_firm(event: CodedEvent, rule: Rule | None) -> bool:
    """Whether the event is told as a fact, in the rule's sense (without one: asserted or reported)."""
    if event.polarity != "affirmed":
        return False
    if rule is None:
        return event.modality in _FACT
    return (
        event.modality in rule.modality
        and event.temporality in rule.temporality
        and event.confidence >= rule.minimum_confidence
    )


def is_denial(event: CodedEvent) -> bool:
    """Whether the event is told not to be so, by someone who does not merely suppose it."""
    return event.polarity == "denied" and event.modality not in _GUESS


def stand(tellers: Sequence[Teller], earlier: Earlier, rule: Rule | None, fresh: str | None) -> Standing | None:
    """How a story stands with these articles; None if nobody tells it. ``fresh`` is the article read just now."""
    statements = [Statement(event, teller) for teller in tellers for event in teller.events]
    if not statements:
        return None
    firm = [one for one in statements if is_firm(one.event, rule)]
    denials = [one for one in statements if is_denial(one.event)]
    asserting, denying = _last_words(firm, denials)
    loose = [one for one in statements if one.event.polarity == "affirmed"] or statements
    line = asserting + denying or loose
    independent = _independent(line, earlier)
    if denying:
        status: StoryStatus = "disputed" if asserting else "denied"
    else:
        status = "corroborated" if asserting and independent > 1 else "single_source"
    killed = max((one.event.quantities.get("killed", 0) for one in firm), default=0)
    places = dict.fromkeys((*earlier.places, *(place.name for one in firm for place in one.event.place)))
    lead = max(_candidates(line, denying, fresh), key=lambda one: _fullness(one, killed))
    return Standing(status, independent, bool(firm), max(killed, earlier.killed), tuple(places)[-NEWEST:], lead)


def _last_words(firm: list[Statement], denials: list[Statement]) -> tuple[list[Statement], list[Statement]]:
    """The firm statements and denials of speakers who have not since said the contrary."""
    if not denials or not firm:
        return firm, denials
    last: dict[str, tuple[datetime, bool]] = {}
    asserting, denying = [(one, speaker(one)) for one in firm], [(one, speaker(one)) for one in denials]
    for denied, ones in ((False, asserting), (True, denying)):
        for one, name in ones:
            word = (one.teller.published_at, denied)
            last[name] = max(last.get(name, word), word)
    return [one for one, name in asserting if not last[name][1]], [one for one, name in denying if last[name][1]]


def speaker(one: Statement) -> str:
    """Who says so: a party at state level, or the outlet itself."""
    quoted = one.event.attribution.speaker
    return state_level(quoted) if quoted else f"outlet {outlet(one.teller.source)}"


def _independent(line: list[Statement], earlier: Earlier) -> int:
    tellers = {one.teller.id: one.teller for one in line}
    heard = {outlet(teller.source) for teller in tellers.values()}
    return len(voices(list(tellers.values()))) + sum(name not in heard for name in earlier.outlets)


def _candidates(line: list[Statement], denying: list[Statement], fresh: str | None) -> list[Statement]:
    """Who may speak for the story: a denial if it is denied; in a dispute, whoever spoke just now, a denial first."""
    if not denying:
        return line
    spoken = [one for one in line if one.teller.id == fresh]
    return [one for one in spoken if is_denial(one.event)] or spoken or denying


def let_go(tellers: tuple[Teller, ...], earlier: Earlier, rule: Rule | None) -> tuple[tuple[Teller, ...], Earlier]:
    """The newest 20 articles, and what stays known of the others.

    The oldest goes first, but never the last one that denies for its speaker, or the last one that asserts.
    """
    while len(tellers) > NEWEST:
        carried = [_carries(teller, rule) for teller in tellers]
        times = Counter(fact for facts in carried for fact in facts)
        gone = next((n for n, facts in enumerate(carried) if all(times[fact] > 1 for fact in facts)), 0)
        left = tellers[gone]
        firm = [event for event in left.events if is_firm(event, rule)]
        earlier = Earlier(
            articles=earlier.articles + 1,
            outlets=tuple(dict.fromkeys((*earlier.outlets, outlet(left.source))))[-OUTLETS:],
            killed=max((earlier.killed, *(event.quantities.get("killed", 0) for event in firm))),
            places=tuple(dict.fromkeys((*earlier.places, *(p.name for event in firm for p in event.place))))[-NEWEST:],
        )
        tellers = tellers[:gone] + tellers[gone + 1 :]
    return tellers, earlier


def _carries(teller: Teller, rule: Rule | None) -> set[str]:
    facts = {speaker(Statement(event, teller)) for event in teller.events if is_denial(event)}
    return facts | {"firm" for event in teller.events if is_firm(event, rule)}


def _fullness(one: Statement, killed: int) -> tuple[bool, bool, bool, bool, bool, float, datetime, str]:
    event = one.event
    return (
        killed > 0 and event.quantities.get("killed", 0) == killed,
        bool(event.recipient) or len(event.actor) > 1,
        event.polarity == "affirmed" or event.attribution.speaker is not None,
        bool(event.place),
        event.modality == "asserted",
        event.confidence,
        one.teller.published_at,
        event.id,
    )
