"""Which story a coded event belongs to: the same proposition, whatever its polarity, words and completeness.

A proposition is a family of types and modes, parties at state level, a direction, a day and places. Two tellings meet
if nothing that both of them say is against it: a party that one of them does not name is no contradiction.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from agents.parties import state_level
from agents.watching.families import Families, Family
from schemas.coding import CodedEvent
from schemas.story import Story


class Proposition(NamedTuple):
    """What an event claims. Codes are sorted, at state level; with ``together`` all of them stand in ``actors``.

    ``day`` is a proleptic ordinal: the day named, or the day of publication (also for what is still to come); ``dated``
    tells which.
    """

    family: Family
    direction: Literal["directed", "together"]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    places: frozenset[str]
    day: int
    dated: bool


class Card(NamedTuple):
    """What folding needs to know of an open story without reading it; ``rang``: newsrooms know of it, and it stands."""

    story_id: str
    family: str
    direction: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    places: tuple[str, ...]
    first: int
    last: int
    dated: bool
    began_ms: int
    updated_ms: int
    expires_ms: int
    rang: bool
    articles: tuple[str, ...]


Key = tuple[str, str, str]
"""family, side, codes: where a story stands in the index"""


def proposition(event: CodedEvent, families: Families, published: date) -> Proposition:
    """What ``event`` claims, told by an article of that day (UTC)."""
    family = families.of(event.event_type, event.mode)
    actors = {state_level(party.code) for party in event.actor}
    recipients = {state_level(party.code, recipient=True) for party in event.recipient}
    together = family.together or (len(actors) > 1 and not recipients)
    if together:
        actors, recipients = actors | recipients, set()
    day, dated = day_of(event.happened_on, published)
    if day > published.toordinal():
        day, dated = published.toordinal(), False
    return Proposition(
        family, "together" if together else "directed", tuple(sorted(actors)), tuple(sorted(recipients)),
        frozenset(place.name for place in event.place), day, dated,
    )  # fmt: skip


def day_of(happened_on: str | None, published: date) -> tuple[int, bool]:
    """The day of an event as a proleptic ordinal, and whether the text named it.

    A month or a year stands for its day nearest to publication; what is no date is as if it were missing.
    """
    if not happened_on:
        return published.toordinal(), False
    try:
        parts = [int(part) for part in happened_on.split("-")]
        if len(parts) == 3:
            return date(*parts).toordinal(), True
        year, first, last = parts[0], *((parts[1], parts[1]) if len(parts) == 2 else (1, 12))
        since, until = date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return published.toordinal(), False
    return min(max(published, since), until).toordinal(), False


def meets(told: Proposition, card: Card) -> bool:
    """Whether a telling is of the card's story, as far as parties, direction, days and places go.

    A day of publication only says that it happened no later. So it is the later of two days that must have been named
    for their distance to count in full.
    """
    if told.family.name != card.family or told.direction != card.direction:
        return False
    if not _parties_meet(told, card):
        return False
    apart = max(card.first - told.day, told.day - card.last, 0)
    named = told.dated if told.day > card.last else card.dated
    if apart > (told.family.dated_apart_days if named else told.family.apart_days):
        return False
    if max(card.last, told.day) - min(card.first, told.day) > told.family.span_days:
        return False
    if not (apart and told.family.by_place and told.places and card.places):
        return True
    return not told.places.isdisjoint(card.places)


def _parties_meet(told: Proposition, card: Card) -> bool:
    actors, others = set(told.actors), set(card.actors)
    if told.direction == "together":
        return bool(actors & others) and (actors <= others or actors >= others or len(actors & others) > 1)
    recipients, theirs = set(told.recipients), set(card.recipients)
    for mine, their in ((actors, others), (recipients, theirs)):
        if mine and their and not (mine <= their or mine >= their):
            return False
    return bool(actors & others) or bool(recipients & theirs)


def closeness(told: Proposition, card: Card, article_id: str) -> tuple[bool, bool, bool, int, int, str]:
    """Of several stories that a telling meets, it joins the one with the greatest closeness (a total order)."""
    return (
        article_id in card.articles,
        not told.places.isdisjoint(card.places),
        (told.actors, told.recipients) == (card.actors, card.recipients),
        -max(card.first - told.day, told.day - card.last, 0),
        card.updated_ms,
        card.story_id,
    )


def standing_keys(card: Card) -> tuple[Key, ...]:
    """Under which keys a story stands in the index: each party, each pair, and that a side is not named."""
    if card.direction == "together":
        return tuple((card.family, "t", code) for code in card.actors)
    sides = [(card.family, "a", code) for code in card.actors] + [(card.family, "r", code) for code in card.recipients]
    if card.actors and card.recipients:
        return (*sides, *((card.family, ">", f"{a}>{r}") for a in card.actors for r in card.recipients))
    return (*sides, *((card.family, "-", f"{side}{code}") for _, side, code in sides))


def search_keys(told: Proposition) -> tuple[Key, ...]:
    """Under which keys the stories stand that a telling may meet: few, however many stories a party has."""
    family, actors, recipients = told.family.name, told.actors, told.recipients
    if told.direction == "together":
        return tuple((family, "t", code) for code in actors)
    if not actors or not recipients:
        return (*((family, "a", code) for code in actors), *((family, "r", code) for code in recipients))
    return (
        *((family, ">", f"{a}>{r}") for a in actors for r in recipients),
        *((family, "-", f"a{code}") for code in actors),
        *((family, "-", f"r{code}") for code in recipients),
    )


def card_of(story: Story) -> Card:
    """The card of a story."""
    return Card(
        story.story_id, story.family, story.direction, story.actors, story.recipients, story.places,
        story.first_on.toordinal(), story.last_on.toordinal(), story.dated, to_ms(story.first_seen_at),
        to_ms(story.updated_at), to_ms(story.expires_at),
        story.rung is not None and story.rung.status != "withdrawn",
        tuple(teller.id for teller in story.articles),
    )  # fmt: skip


def answer_keys(told: Card, families: Families) -> tuple[Key, ...]:
    """Under which keys the stories stand that ``told`` may answer."""
    codes = (*told.actors, *told.recipients)
    return tuple(
        (family, side, code) for family in families.named(told.family).answers for side in "art" for code in codes
    )


def answered(told: Card, candidates: Iterable[Card], families: Families) -> list[str]:
    """The ids of at most three stories that ``told`` answers, the nearest first.

    They have rung and stand, are of a family that this one answers, began on an earlier day (or on the same; and where
    each may answer the other, as fighting and ceasefire do, were heard of first), and have its parties: two in common,
    or all that one of both names.
    """
    wanted = families.named(told.family).answers
    found = [
        card for card in candidates
        if card.family in wanted and card.rang and card.story_id != told.story_id
        and _before(card, told, mutual=told.family in families.named(card.family).answers)
        and _share_parties(told, card)
    ]  # fmt: skip
    found.sort(key=lambda card: (-card.last, -card.updated_ms, card.story_id))
    return [card.story_id for card in found[:3]]


def _before(card: Card, told: Card, *, mutual: bool) -> bool:
    return card.first < told.first or (card.first == told.first and (not mutual or card.began_ms < told.began_ms))


def _share_parties(told: Card, card: Card) -> bool:
    mine, theirs = {*told.actors, *told.recipients}, {*card.actors, *card.recipients}
    return len(mine & theirs) > 1 or (bool(mine & theirs) and (mine <= theirs or mine >= theirs))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_370_764_800_000


def to_moment(ms: int) -> datetime:
    """A Kafka timestamp (milliseconds since 1970) as a time, UTC; one that no calendar has becomes 1970 or 9999."""
    return _EPOCH + timedelta(milliseconds=min(max(ms, 0), _LAST_MS))


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    since = moment - _EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
