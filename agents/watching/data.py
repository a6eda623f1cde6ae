"""Reading a TOML file of ours so that every mistake in it names file, line and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any


class DataError(ValueError):
    """A file of rules, groups or families that cannot be used, for the person who wrote it."""


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The file's table and its text. Raises DataError with file and line for what is no TOML."""
    try:
        text = path.read_bytes().decode()
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        where = f"{path}:{at[1]}" if at else f"{path}"
        raise DataError(f"{where}: {re.sub(r' *[(]at .*[)]$', '', str(error))}") from None


def where(path: Path, text: str, key: str, after: str | None = None) -> str:
    """``file:line: `key` `` of the first line that sets ``key`` (behind the first line that contains ``after``)."""
    lines = text.splitlines()
    start = 0
    if after is not None:
        start = next((number for number, line in enumerate(lines) if after in line), 0)
    setting = re.compile(rf"(^\s*|[{{,]\s*)(\"{re.escape(key)}\"|{re.escape(key)})\s*=")
    for number, line in enumerate(lines[start:], start + 1):
        if setting.search(line):
            return f"{path}:{number}: `{key}`"
    return f"{path}: `{key}`"


def check_keys(
    table: Mapping[str, Any], path: Path, text: str, needed: Collection[str], known: Collection[str],
    after: str | None = None,
) -> None:  # fmt: skip
    """Raise DataError for a key that is not ``known`` (with the nearest that is) or one ``needed`` that is missing."""
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, list(known), 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; the keys are {', '.join(sorted(known))}"
            raise DataError(f"{where(path, text, key, after)}: unknown key{hint}")
    missing = sorted(set(needed) - set(table))
    if missing:
        raise DataError(f"{path}: {', '.join(f'`{key}`' for key in missing)} missing: every entry has it")
