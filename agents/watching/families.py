"""Families of types and modes that tell the same kind of fact (``families.toml``), and how far a story reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, get_args

from agents.watching.data import DataError, check_keys, read_toml, where
from schemas.coding import EventType

PATH = Path(__file__).parent / "families.toml"

_DAYS = ("apart_days", "dated_apart_days", "span_days")
_NUMBERS = (*_DAYS, "open_hours")


class Family(NamedTuple):
    """One kind of fact. Days are whole days; ``answers`` names families. See the head of ``families.toml``."""

    name: str
    apart_days: int
    dated_apart_days: int
    span_days: int
    open_hours: int
    together: bool = False
    by_place: bool = False
    answers: tuple[str, ...] = ()


class Families(NamedTuple):
    """``by_code`` maps ``TYPE/mode``, ``TYPE`` and ``TYPE/*`` to a family; ``other`` is the pattern of the rest."""

    by_code: dict[str, Family]
    by_name: dict[str, Family]
    other: Family

    def of(self, event_type: str, mode: str | None) -> Family:
        """The family of an event: a listed one, or one of its own."""
        code = f"{event_type}/{mode}" if mode else event_type
        return self.by_code.get(code) or self.by_code.get(f"{event_type}/*") or self.other._replace(name=code)

    def named(self, name: str) -> Family:
        """The family with a name that :meth:`of` gave, perhaps before the families were changed."""
        return self.by_name.get(name) or self.other._replace(name=name)


def load_families(path: Path = PATH) -> Families:
    """Read the families. Raises DataError with file, line and key."""
    tables, text = read_toml(path)
    if "other" not in tables:
        raise DataError(f"{path}: [other] is missing: it says what holds for a type that no family lists")
    known = {*_NUMBERS, "codes", "together", "by_place", "answers"}
    by_code: dict[str, Family] = {}
    by_name: dict[str, Family] = {}
    for name, table in tables.items():
        needed = {*_NUMBERS} if name == "other" else {*_NUMBERS, "codes"}
        check_keys(table, path, text, needed, known, f"[{name}]")
        for key in _NUMBERS:
            if type(table[key]) is not int or table[key] < 0:
                raise DataError(f"{where(path, text, key, f'[{name}]')}: a whole number, 0 or more")
        family = _family(name, table)
        by_name[name] = family
        for code in table.get("codes", ()):
            if code in by_code:
                at = where(path, text, "codes", f"[{name}]")
                raise DataError(f"{at}: {code} stands in [{by_code[code].name}] too: one event has one family")
            if code.partition("/")[0] not in get_args(EventType):
                raise DataError(f"{where(path, text, 'codes', f'[{name}]')}: {code} begins with no event type")
            by_code[code] = family
    for family in by_name.values():
        for answered in family.answers:
            if answered not in by_name:
                raise DataError(f"{where(path, text, 'answers', f'[{family.name}]')}: no family is called {answered}")
    return Families(by_code, by_name, by_name.pop("other"))


def _family(name: str, table: dict[str, Any]) -> Family:
    return Family(
        name=name, **{key: table[key] for key in _NUMBERS}, together=bool(table.get("together", False)),
        by_place=bool(table.get("by_place", False)), answers=tuple(table.get("answers", ())),
    )  # fmt: skip
