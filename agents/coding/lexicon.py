"""Load the lexicons: TOML in, tables for the steps out.

A language file holds words only; what they do is decided by the shared steps. Languages are compiled when they are
first asked for, since most workers meet only some of them.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec

from agents.coding.compiling import compile_language
from agents.coding.forms import Prepared, unpack
from agents.coding.morphology import Form, Morphology
from agents.coding.naming import named
from agents.coding.towns import FILE, read_lines
from agents.coding.words import Actor, Language, LexiconError, TypeRule
from schemas.coding import EventType

DIRECTORY = Path(__file__).parent / "lexicons"


class Lexicon:
    """All languages of one directory, each compiled when it is first needed; ``digest`` covers every file."""

    def __init__(self, directory: Path = DIRECTORY, prepared: bool = True) -> None:
        files = sorted(p for p in directory.glob("*.toml") if not p.name.endswith(".test.toml"))
        digest = hashlib.sha256()
        for path in (*files, *sorted(directory.glob("names/*.toml")), *directory.glob(FILE)):
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        self.digest = f"sha256:{digest.hexdigest()}"
        self._directory = directory
        self._prepared = prepared
        self._actors = _merged(read_table(directory / "states.toml"), read_table(directory / "actors.toml"))
        rules = read_table(directory / "types.toml")
        self.contexts: dict[str, str] = rules.pop("contexts", {})
        """What a word class, a role or a cue says of what an act is about, by its tag (``word:weapons``)."""
        self.types = _types(rules, directory / "types.toml")
        self._places = read_table(directory / "places.toml")
        self.codes = tuple(p.stem for p in files if p.stem not in ("actors", "states", "types", "places"))
        self.actors = {code: _actor(code, row, directory / "actors.toml") for code, row in self._actors.items()}
        self._gazetteer: list[str] | None = None
        self._compiled: dict[str, Language] = {}

    def language(self, code: str) -> Language | None:
        """The compiled language, or None where there is no file for it."""
        if code not in self.codes:
            return None
        if code not in self._compiled:
            # Two threads that ask at once both compile it; what they make is alike.
            self._compiled[code], _ = self._compile(code)
        return self._compiled[code]

    def made_by_library(self, code: str) -> dict[tuple[str, str], list[Form]]:
        """What a morphology library has to be asked for the language, by word class and entry."""
        return self._compile(code)[1].made

    def _compile(self, code: str) -> tuple[Language, Morphology]:
        path = self._directory / f"{code}.toml"
        table = read_table(path)
        morphology = Morphology(table.get("morphology", {}), self._known(code))
        if self._gazetteer is None:
            self._gazetteer = read_lines(self._directory / FILE)
        language = compile_language(
            code, path, table, self.actors, self.rows(code), self._places, self.types, morphology, self._gazetteer
        )
        return language, morphology

    def rows(self, code: str) -> dict[str, Any]:
        """The rows of all parties, with the names that the language has for them in a file of its own."""
        path = self._directory / "names" / f"{code}.toml"
        return named(self._actors, read_table(path), code, path) if path.exists() else self._actors

    def _known(self, code: str) -> Callable[[str, str], list[Form] | None]:
        """The forms that were made beforehand (``forms.py``), if the directory has them."""
        path = self._directory / "forms" / f"{code}.json"
        if not self._prepared or not path.exists():
            return lambda word_class, entry: None
        return unpack(msgspec.json.decode(path.read_bytes(), type=Prepared))


def read_table(path: Path) -> dict[str, Any]:
    """One file of a lexicon, as written. Raises LexiconError where it is missing or is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise LexiconError(f"{path}: there is no such file; a lexicon needs it") from None
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: {error}") from None


def _merged(states: dict[str, Any], actors: dict[str, Any]) -> dict[str, Any]:
    """The generated state names with what is written by hand: by-hand names come after, and win for the title."""
    merged: dict[str, Any] = {}
    for code in [*states, *(c for c in actors if c not in states)]:
        row = dict(actors.get(code, {}))
        row.setdefault("kind", "state" if code in states else None)
        for language, name in states.get(code, {}).items():
            known = dict(row.get(language, {}))
            known["name"] = [name, *known.get("name", ())]
            row[language] = known
        merged[code] = row
    return merged


def _actor(code: str, row: dict[str, Any], path: Path) -> Actor:
    if row.get("kind") not in ("state", "organisation", "group", "region"):
        raise LexiconError(f"{path}: [{code}] kind must be state, organisation, group or region")
    try:
        name = row["en"]["name"][0]
    except (KeyError, IndexError):
        raise LexiconError(f"{path}: [{code}] needs an English name: en = {{ name = [...] }}") from None
    return Actor(code, row.get("title", name), row["kind"], frozenset(row.get("groups", ())), row.get("within", ""))


def _types(table: dict[str, Any], path: Path) -> dict[str, TypeRule]:
    missing = set(get_args(EventType)) - set(table)
    unknown = set(table) - set(get_args(EventType))
    if missing or unknown:
        raise LexiconError(f"{path}: missing types {sorted(missing)}, unknown types {sorted(unknown)}")
    return {
        name: TypeRule(
            tuple(row["recipient"]),
            row.get("embeds"),
            dict(row.get("modes", {})),
            row.get("default_mode"),
            tuple(row.get("requires", ())),
        )
        for name, row in table.items()
    }
