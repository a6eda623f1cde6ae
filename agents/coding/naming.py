"""What a language calls the parties: its file ``names/CODE.toml``, joined to the rows of ``actors.toml``.

A file has a table for each party: ``name``, ``people``, ``adjective``, ``capital`` (lists of spellings), ``leader``
(the first English name of who stands for it, and how the language writes it) and ``namesake`` (longer names that have
one of these in them and mean nobody: "Washington Post").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from agents.coding.words import LexiconError

_NOBODY = date(1900, 1, 1)
_LISTS = frozenset({"name", "people", "adjective", "capital"})
_KEYS = _LISTS | {"leader", "namesake"}


def named(rows: Mapping[str, Any], names: Mapping[str, Any], code: str, path: Path) -> dict[str, Any]:
    """``rows`` with the ``names`` that the language ``code`` has for them; ``path`` is told where one is wrong.

    Raises LexiconError for a party, a leader or a list that is not known.
    """
    unknown = set(names) - set(rows)
    if unknown:
        raise LexiconError(f"{path}: {sorted(unknown)} are no parties of actors.toml or states.toml")
    return {actor: _joined(row, names[actor], code, f"{path}: [{actor}]") if actor in names else row
            for actor, row in rows.items()}  # fmt: skip


def _joined(row: Mapping[str, Any], names: Mapping[str, Any], code: str, where: str) -> dict[str, Any]:
    unknown = set(names) - _KEYS
    if unknown:
        raise LexiconError(f"{where}: unknown keys {sorted(unknown)}; known are {sorted(_KEYS)}")
    own = dict(row.get(code, {}))
    for key in _LISTS & set(names):
        own[key] = [*own.get(key, ()), *names[key]]
    leaders = names.get("leader", {})
    known = {leader["en"][0] for leader in row.get("leader", ()) if leader.get("en")}
    if set(leaders) - known:
        raise LexiconError(
            f"{where}: {sorted(set(leaders) - known)} are no leaders of it (by their first English name)"
        )
    led = [_spelled(leader, leaders, code) for leader in row.get("leader", ())]
    if "namesake" in names:
        led.append({"to": _NOBODY, code: names["namesake"]})
    return {**row, code: own, "leader": led}


def _spelled(leader: Mapping[str, Any], leaders: Mapping[str, Any], code: str) -> dict[str, Any]:
    spellings = leaders.get(next(iter(leader.get("en", ())), ""), ())
    return {**leader, code: [*leader.get(code, ()), *spellings]} if spellings else dict(leader)
