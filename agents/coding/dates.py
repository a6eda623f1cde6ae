"""When it happened: dates in a clause, read relative to the day of publication."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from agents.coding.clauses import TIME
from agents.coding.mentions import Item, Sentence

OLD = timedelta(days=30)
"""An act this long before publication is history, not news."""


_COMPARED = 4
_DATED = frozenset({"month", "number", "weekday"})


class When(NamedTuple):
    """An ISO 8601 date (perhaps only a year or a month), the last day that it may mean, and the item that says so."""

    text: str
    last_day: date
    item: Item


def find(sentence: Sentence, low: int, high: int, published: date) -> When | None:
    """The first date among tokens ``low`` to ``high``; a year alone counts where it is not the current one."""
    for item in sentence.items:
        if not low <= item.first < high:
            continue
        if item.kind not in _DATED or _is_only_compared(sentence, item):
            continue
        if item.kind == "month":
            return _by_month(sentence, item, published)
        if item.kind == "number":
            found = _numeric(sentence, item, published) or _year(sentence, item, published)
            if found is not None:
                return found
        if item.kind == "weekday":
            back = (published.weekday() + 1 - int(item.value)) % 7
            day = published - timedelta(days=back)
            return When(day.isoformat(), day, item)
    return None


def _is_only_compared(sentence: Sentence, item: Item) -> bool:
    """ "the worst attack since 1994": a date behind such a word dates something else."""
    near = (sentence.at.get(i) for i in range(item.first - 1, max(-1, item.first - 1 - _COMPARED), -1))
    return any(i is not None and i.kind == "adposition" and i.value == TIME for i in near)


def _number(sentence: Sentence, index: int) -> int | None:
    if 0 <= index < len(sentence.tokens) and sentence.tokens[index].isdecimal() and len(sentence.tokens[index]) <= 4:
        return int(sentence.tokens[index])
    return None


def _by_month(sentence: Sentence, item: Item, published: date) -> When | None:
    """ "13 September 2022", "September 13", "in May": without a year, the last one that has begun."""
    month = int(item.value)
    before, after = _number(sentence, item.first - 1), _number(sentence, item.last + 1)
    year = next(
        (n for n in (after, _number(sentence, item.last + 2), _number(sentence, item.last + 3)) if n and n > 1800), None
    )
    if year is None:
        # "2022 წლის 13 სექტემბერს": the year may stand first.
        earlier = (_number(sentence, item.first - back) for back in range(2, _COMPARED + 1))
        year = next((n for n in earlier if n and n > 1800), None)
    day = next((n for n in (before, after) if n and 1 <= n <= 31), None)
    given = year
    if year is None and _is_ahead(sentence, item):
        year = given = published.year if (month, day or 31) >= (published.month, published.day) else published.year + 1
    if year is None:
        year = published.year if (month, day or 1) <= (published.month, 31) else published.year - 1
    if not 1 <= year <= 9998:
        return None
    length = monthrange(year, month)[1]
    if day is None:
        return When(f"{year:04d}-{month:02d}", date(year, month, length), item)
    if day > length:
        return None
    found = date(year, month, day)
    if given is None and found - published > timedelta(days=300):
        found = found.replace(year=year - 1, day=min(day, monthrange(year - 1, month)[1]))
    return When(found.isoformat(), found, item)


def _is_ahead(sentence: Sentence, month: Item) -> bool:
    """Whether a month without a year is the next one: "until 2 August", "by the end of March"."""
    near = (sentence.at.get(i) for i in range(month.first - 1, max(-1, month.first - 1 - _COMPARED), -1))
    return any(i is not None and i.kind == "until" for i in near)


def _numeric(sentence: Sentence, item: Item, published: date) -> When | None:
    """ "15/9/2022", "15.09.2022", "(15/9)" """
    index = item.first
    if index + 2 >= len(sentence.tokens) or sentence.tokens[index + 1] not in ("/", "."):
        return None
    day, month = _number(sentence, index), _number(sentence, index + 2)
    year = None
    if index + 4 < len(sentence.tokens) and sentence.tokens[index + 3] == sentence.tokens[index + 1]:
        year = _number(sentence, index + 4)
    if year is None:
        if sentence.tokens[index + 1] != "/":
            return None
        year = published.year
    try:
        found = date(year, month or 0, day or 0)
    except ValueError:
        return None
    return When(found.isoformat(), found, item)


def _year(sentence: Sentence, item: Item, published: date) -> When | None:
    value = _number(sentence, item.first)
    if value is None or not 1900 <= value < published.year:
        return None
    return When(f"{value:04d}", date(value, 12, 31), item)
