"""Who belongs to what, and when (``groups.toml``): the one place that knows memberships."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from agents.watching.data import DataError, check_keys, read_toml, where

PATH = Path(__file__).parent / "groups.toml"

_FOREVER = (date.min.toordinal(), date.max.toordinal())


class Groups(NamedTuple):
    """``periods[group][code]``: the half-open periods (as proleptic ordinals) in which the code belongs."""

    periods: dict[str, dict[str, tuple[tuple[int, int], ...]]]

    def has(self, group: str, code: str, day: int) -> bool:
        """Whether ``code`` belongs to ``group`` on ``day`` (proleptic ordinal). Raises KeyError for no such group."""
        return any(since <= day < until for since, until in self.periods[group].get(code, ()))


def load_groups(path: Path = PATH) -> Groups:
    """Read the groups. Raises DataError with file, line and key."""
    tables, text = read_toml(path)
    periods: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {}
    for name, table in tables.items():
        heading = f"[{name}]"
        if not isinstance(table, dict) or name != name.lower():
            raise DataError(f"{path}: `{name}` is no group: a group is a table with a name in lower case")
        check_keys(table, path, text, {"title"}, {"title", "always", "members"}, heading)
        members: dict[str, tuple[tuple[int, int], ...]] = dict.fromkeys(table.get("always", ()), (_FOREVER,))
        for code, spans in table.get("members", {}).items():
            if code in members:
                raise DataError(f"{where(path, text, code, heading)}: stands under `always` too: one of them is wrong")
            members[code] = tuple(_period(span, where(path, text, code, heading)) for span in spans)
        if not members:
            raise DataError(f"{path}: `{name}` has no members: give `always` or `members`")
        periods[name] = members
    return Groups(periods)


def _period(span: Any, at: str) -> tuple[int, int]:
    if isinstance(span, list) and 1 <= len(span) <= 2 and all(type(day) is date for day in span):
        since, until = span[0].toordinal(), (span[1] if len(span) == 2 else date.max).toordinal()
        if since < until:
            return since, until
    raise DataError(f"{at}: {span!r} is no period: write [from] or [from, until], each a date, the earlier one first")
