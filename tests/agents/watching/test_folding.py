from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agents.watching.folding import (
    Card,
    card_of,
    day_of,
    meets,
    proposition,
    search_keys,
    standing_keys,
    to_moment,
    to_ms,
)
from schemas.coding import CodedEvent
from tests.agents.watching.making import LOADED, Log, coding, event

DAY = date(2022, 9, 13)


def card(first: CodedEvent, published: date = DAY) -> Card:
    """The card of the story that ``first`` opens, whether a rule watches it or not."""
    told = proposition(first, LOADED.families, published)
    return Card(
        "s", told.family.name, told.direction, told.actors, told.recipients, tuple(sorted(told.places)), told.day,
        told.day, told.dated, 0, 0, 10**15, True, ("first",),
    )  # fmt: skip


def meet(first: CodedEvent, second: CodedEvent, days: int = 0) -> bool:
    """Whether two tellings are one story, and, as it must be then, whether the index would find it."""
    known = card(first)
    told = proposition(second, LOADED.families, date.fromordinal(DAY.toordinal() + days))
    found = meets(told, known)
    if found:
        assert set(search_keys(told)) & set(standing_keys(known)), "they meet, but the index does not find it"
    return found


def one(what: str, who: str, to: str = "", **more: Any) -> CodedEvent:
    return event(what, who, to, **more)


SAME = {
    "an army and its state": (one("ASSAULT", "AZE:MIL", "ARM"), one("ASSAULT", "AZE", "ARM:MIL")),
    "other weapons": (one("ASSAULT/drone", "AZE", "ARM"), one("ASSAULT/heavy-weapons", "AZE", "ARM")),
    "polarity": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "AZE", "ARM", told="denied")),
    "rumour": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "AZE", "ARM", told="alleged")),
    "no recipient": (one("REQUEST/assist", "ARM", "CSTO"), one("REQUEST/assist", "ARM")),
    "no recipient at first": (one("REQUEST/assist", "ARM"), one("REQUEST/assist", "ARM", "CSTO")),
    "no actor": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "", "ARM")),
    "an ally named too": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "AZE", "ARM NKR")),
    "a mediator named too": (one("CONCEDE/ceasefire", "ARM AZE"), one("CONCEDE/ceasefire", "RUS ARM AZE")),
    "two mediators": (one("CONCEDE/ceasefire", "ARM AZE FRA"), one("CONCEDE/ceasefire", "RUS ARM AZE")),
    "a ceasefire from either side": (one("CONCEDE/ceasefire", "ARM", "AZE"), one("RETREAT/ceasefire", "AZE", "ARM")),
    "a ceasefire told of one side": (one("CONCEDE/ceasefire", "ARM AZE"), one("CONCEDE/ceasefire", "ARM")),
}
OTHER = {
    "the other way round": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "ARM", "AZE")),
    "a clash is no attack": (one("ASSAULT", "AZE ARM"), one("ASSAULT", "AZE", "ARM")),
    "another victim": (one("ASSAULT", "AZE", "ARM"), one("ASSAULT", "AZE", "NKR")),
    "another type": (one("ASSAULT", "AZE", "ARM"), one("THREATEN", "AZE", "ARM")),
    "another mode": (one("REQUEST/assist", "ARM", "CSTO"), one("REQUEST/meet", "ARM", "CSTO")),
    "another alliance": (one("SANCTION/withdraw", "KAZ", "CSTO"), one("SANCTION/withdraw", "KAZ", "EAEU")),
    "the opposition is not the state": (one("REQUEST/assist", "ARM", "CSTO"), one("REQUEST/assist", "ARM:OPP", "CSTO")),
    "nothing in common": (one("REQUEST/assist", "ARM"), one("REQUEST/assist", "", "CSTO")),
    "another pair": (one("CONCEDE/ceasefire", "ARM AZE"), one("CONCEDE/ceasefire", "KGZ TJK")),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME)
def test_one_proposition_however_it_is_told(first: CodedEvent, second: CodedEvent) -> None:
    assert meet(first, second)
    assert meet(second, first)


@pytest.mark.parametrize(("first", "second"), OTHER.values(), ids=OTHER)
def test_another_proposition(first: CodedEvent, second: CodedEvent) -> None:
    assert not meet(first, second)
    assert not meet(second, first)


def attack(on: str | None = None, place: str | None = None) -> CodedEvent:
    return event("ASSAULT", "AZE", "ARM", on=on, place=[place] if place else [])


@pytest.mark.parametrize(
    ("first", "second", "days", "same"),
    [
        (attack(), attack(), 2, True),
        (attack(), attack(), 3, False),
        (attack("2022-09-13"), attack("2022-09-14"), 1, True),
        (attack("2022-09-13"), attack("2022-09-15"), 2, False),
        (attack("2022-09-13"), attack("2022-09-13"), 4, True),
        (attack(place="Jermuk"), attack(place="Sotk"), 0, True),
        (attack(place="Jermuk"), attack(place="Sotk"), 1, False),
        (attack(place="Jermuk"), attack(place="Jermuk"), 1, True),
        (attack(place="Jermuk"), attack(), 1, True),
        (attack(), attack("2022-09-15"), 2, False),
        (attack("2022-09"), attack(), 2, True),
    ],
)
def test_days_and_places_tell_stories_apart(first: CodedEvent, second: CodedEvent, days: int, same: bool) -> None:
    assert meet(first, second, days) is same


@pytest.mark.parametrize(
    ("happened_on", "day", "dated"),
    [
        (None, DAY, False),
        ("2022-09-12", date(2022, 9, 12), True),
        ("2022-09", DAY, False),
        ("2022-08", date(2022, 8, 31), False),
        ("2022", DAY, False),
        ("2021", date(2021, 12, 31), False),
        ("2023", date(2023, 1, 1), False),
        ("2022-02-30", DAY, False),
        ("last week", DAY, False),
        ("2022-13", DAY, False),
        ("0", DAY, False),
        ("", DAY, False),
    ],
)
def test_the_day_of_an_event_is_named_or_that_of_its_article(happened_on: str | None, day: date, dated: bool) -> None:
    assert day_of(happened_on, DAY) == (day.toordinal(), dated)


def test_what_is_to_come_is_told_on_its_day_of_publication() -> None:
    told = proposition(event("SANCTION/withdraw", "KAZ", "CSTO", "future", on="2023-01-01"), LOADED.families, DAY)
    assert (told.day, told.dated) == (DAY.toordinal(), False)


def test_a_story_is_found_by_what_its_first_event_says() -> None:
    log = Log()
    at = datetime(2022, 9, 13, 8, tzinfo=UTC)
    verdict = log.fold(coding("a", [attack("2022-09-13", "Jermuk")], at), at)
    story = log.desk.story(verdict.alerts[0].story_id)
    assert story is not None
    found = card_of(story)
    assert found._replace(story_id="s", articles=("first",), began_ms=0, updated_ms=0, expires_ms=10**15) == card(
        attack("2022-09-13", "Jermuk")
    )


@pytest.mark.parametrize("ms", [0, 1, 999, 1_663_056_000_123, 253_370_764_800_000])
def test_a_timestamp_survives_being_a_time(ms: int) -> None:
    assert to_ms(to_moment(ms)) == ms


@pytest.mark.parametrize("ms", [-1, -(10**18), 10**18])
def test_a_timestamp_that_no_calendar_has_is_a_time_all_the_same(ms: int) -> None:
    assert to_moment(ms).tzinfo is UTC
