"""Load the lexicons: TOML in, tables for the steps out. Every mistake in a file is an error that names file and key.

A language file holds words only; what they do is decided by the shared steps. Languages are compiled when they are
first asked for, since most workers meet only some of them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from agents.coding.fold import fold_plain
from agents.coding.morphology import Form, Morphology
from schemas.coding import EventType

DIRECTORY = Path(__file__).parent / "lexicons"
TOKEN = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\w+|[^\w\s]")


class LexiconError(ValueError):
    """A lexicon that cannot be used: the message names the file, the key and what to do."""


class Actor(NamedTuple):
    """One code: a state, an organisation, a group or a region that is talked of as a party."""

    code: str
    name: str
    kind: str
    groups: frozenset[str]


class NameForm(NamedTuple):
    """What a written name stands for. ``form``: name, people, capital or leader; ``features`` its cases."""

    actor: Actor
    form: str
    features: frozenset[str]
    role: str | None
    since: date | None
    until: date | None
    capitals: bool = False
    """Only where the text has it in capitals: `US` is a state, `us` is not."""


class TypeRule(NamedTuple):
    """What holds for an event type in every language (``types.toml``)."""

    recipient: tuple[str, ...]
    embeds: str | None
    modes: dict[str, str]
    default_mode: str | None
    requires: tuple[str, ...]


class TriggerEntry(NamedTuple):
    """One group of triggers of a language file, with the frame that they share."""

    event_type: str
    mode: str | None
    word_classes: frozenset[str]
    without: frozenset[str]
    recipient_kinds: frozenset[str]
    actor_kinds: frozenset[str]
    of: str
    reciprocal: bool
    mutual: bool
    each: bool
    min_parties: int
    side: str
    embeds: str | None
    needs_inner: bool
    needs_topic: bool
    needs_toll: bool
    premodifier: str
    recipient: tuple[str, ...]
    actor: tuple[str, ...]
    key: str


class TriggerForm(NamedTuple):
    entry: TriggerEntry
    features: frozenset[str]


class Cue(NamedTuple):
    """A word or phrase that is neither party nor trigger: a negator, a hedge, an adposition, a word class…"""

    kind: str
    value: str
    features: frozenset[str]
    tags: frozenset[str]
    """All that the word is: its kinds, and its word classes as ``word:troops``; ``kind`` is the weightiest."""


class PlaceName(NamedTuple):
    name: str
    country: str
    latitude: float
    longitude: float


class Language(NamedTuple):
    """One language, compiled. ``gate`` finds names and triggers; ``phrases`` the cues, by their first token."""

    code: str
    letters: re.Pattern[str]
    common: frozenset[str]
    order: str
    suffixes: dict[str, frozenset[str]]
    gate: AhoCorasick
    meanings: tuple[tuple[NameForm | TriggerForm | PlaceName, ...], ...]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]
    compose: dict[str, int]
    determiners: frozenset[str]
    boilerplate_lines: tuple[re.Pattern[str], ...]
    boilerplate_tails: tuple[re.Pattern[str], ...]
    dateline: re.Pattern[str] | None


class Lexicon:
    """All languages of one directory, each compiled when it is first needed; ``digest`` covers every file."""

    def __init__(self, directory: Path = DIRECTORY) -> None:
        files = sorted(p for p in directory.glob("*.toml") if not p.name.endswith(".test.toml"))
        digest = hashlib.sha256()
        for path in files:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        self.digest = f"sha256:{digest.hexdigest()}"
        self._directory = directory
        self._actors = _merged(_read(directory / "states.toml"), _read(directory / "actors.toml"))
        self.types = _types(_read(directory / "types.toml"), directory / "types.toml")
        self._places = _read(directory / "places.toml")
        self.codes = tuple(p.stem for p in files if p.stem not in ("actors", "states", "types", "places"))
        self.actors = {code: _actor(code, row, directory / "actors.toml") for code, row in self._actors.items()}
        self._compiled: dict[str, Language] = {}

    def language(self, code: str) -> Language | None:
        """The compiled language, or None where there is no file for it."""
        if code not in self.codes:
            return None
        if code not in self._compiled:
            self._compiled[code] = _compile(
                code, self._directory / f"{code}.toml", self.actors, self._actors, self._places, self.types
            )
        return self._compiled[code]


def _read(path: Path) -> dict[str, Any]:
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
    return Actor(code, row.get("title", name), row["kind"], frozenset(row.get("groups", ())))


def _types(table: dict[str, Any], path: Path) -> dict[str, TypeRule]:
    missing = set(get_args(EventType)) - set(table)
    unknown = set(table) - set(get_args(EventType))
    if missing or unknown:
        raise LexiconError(f"{path}: missing types {sorted(missing)}, unknown types {sorted(unknown)}")
    return {
        name: TypeRule(
            tuple(row["recipient"]), row.get("embeds"), dict(row.get("modes", {})), row.get("default_mode"),
            tuple(row.get("requires", ())),
        )
        for name, row in table.items()
    }


_TRIGGER_KEYS = {
    "type", "mode", "verbs", "nouns", "phrases", "with", "without", "recipient_kinds", "actor_kinds",
    "of", "reciprocal", "mutual", "each", "min_parties", "side", "embeds", "needs_inner", "needs_topic", "needs_toll", "premodifier", "passives", "recipient", "actor",
}  # fmt: skip
_LANGUAGE_KEYS = {
    "order", "letters", "common", "suffixes", "morphology", "trigger", "cues", "words", "adpositions",
    "roles", "boilerplate", "lookback", "months", "weekdays", "compose", "determiners",
}  # fmt: skip
_CLASSES = (
    ("verbs", "verb"), ("nouns", "noun"), ("adjectives", "adjective"), ("phrases", "phrase"), ("passives", "passive"),
)  # fmt: skip


class _Builder:
    """Collects patterns while one language is compiled."""

    def __init__(self) -> None:
        self.meanings: dict[str, dict[tuple[object, ...], NameForm | TriggerForm | PlaceName]] = {}
        self.phrases: dict[str, dict[tuple[str, ...], Cue]] = {}

    def gate(self, text: str, meaning: NameForm | TriggerForm | PlaceName) -> None:
        """One written form; where two forms of one word are written alike, it has the features of both."""
        known = self.meanings.setdefault(fold_plain(text), {})
        key: tuple[object, ...] = meaning if isinstance(meaning, PlaceName) else meaning._replace(features=frozenset())
        previous = known.get(key)
        if previous is not None and not isinstance(meaning, PlaceName) and not isinstance(previous, PlaceName):
            meaning = meaning._replace(features=meaning.features | previous.features)
        known[key] = meaning

    def cue(self, text: str, cue: Cue) -> None:
        tokens = tuple(TOKEN.findall(fold_plain(text)))
        if tokens:
            known = self.phrases.setdefault(tokens[0], {})
            previous = known.get(tokens)
            if previous is not None:
                features = previous.features if previous.kind == cue.kind else frozenset()
                cue = cue._replace(features=cue.features | features, tags=cue.tags | previous.tags)
            known[tokens] = cue


def _compile(
    code: str,
    path: Path,
    actors: dict[str, Actor],
    actor_rows: dict[str, Any],
    places: dict[str, Any],
    types: dict[str, TypeRule],
) -> Language:
    table = _read(path)
    unknown = set(table) - _LANGUAGE_KEYS
    if unknown:
        raise LexiconError(f"{path}: unknown keys {sorted(unknown)}; known are {sorted(_LANGUAGE_KEYS)}")
    morphology = Morphology(table.get("morphology", {}))
    builder = _Builder()
    for actor_code, row in actor_rows.items():
        _add_names(builder, morphology, actors[actor_code], row, code)
    for name, row in places.items():
        where = PlaceName(name, row["country"], row["at"][0], row["at"][1])
        for spelling in row.get(code, [name] if code in row.get("plain", ["en", "id"]) else []):
            for form in morphology.forms(spelling, "name"):
                builder.gate(form.text, where)
    for index, row in enumerate(table.get("trigger", ())):
        _add_trigger(builder, morphology, row, f"{path}: trigger {index + 1} ({row.get('type')})", types)
    _add_cues(builder, morphology, table)
    patterns = list(builder.meanings)
    boilerplate = table.get("boilerplate", {})
    flags = re.IGNORECASE | re.MULTILINE
    return Language(
        code=code,
        letters=re.compile(table["letters"]),
        common=frozenset(table["common"]),
        order=table.get("order", "svo"),
        suffixes={fold_plain(k): frozenset(v) for k, v in table.get("suffixes", {}).items()},
        gate=AhoCorasick(patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA),
        meanings=tuple(tuple(builder.meanings[p].values()) for p in patterns),
        phrases={
            first: tuple(sorted(rest.items(), key=lambda item: -len(item[0]))) for first, rest in builder.phrases.items()
        },
        determiners=frozenset(table.get("determiners", ())),
        compose=dict(table.get("compose", {})),
        boilerplate_lines=tuple(re.compile(p, flags) for p in boilerplate.get("lines", ())),
        boilerplate_tails=tuple(re.compile(p, flags) for p in boilerplate.get("tails", ())),
        dateline=re.compile(boilerplate["dateline"]) if "dateline" in boilerplate else None,
    )


def _add_names(builder: _Builder, morphology: Morphology, actor: Actor, row: dict[str, Any], code: str) -> None:
    for form_kind, word_class in (("name", "name"), ("capital", "name"), ("people", "noun"), ("adjective", "adjective")):
        for entry in row.get(code, {}).get(form_kind, ()):
            kind = "people" if form_kind == "adjective" else form_kind
            role = "GOV" if form_kind == "capital" and actor.kind == "state" else None
            for form in morphology.forms(entry, word_class):
                features = form.features | ({"adjective"} if form_kind == "adjective" else frozenset())
                capitals = form.text.startswith("^")
                text = form.text.removeprefix("^")
                builder.gate(text, NameForm(actor, kind, features, role, None, None, capitals))
    for leader in row.get("leader", ()):
        since, until = leader.get("from"), leader.get("to")
        for entry in leader.get(code, ()):
            for form in morphology.forms(entry, "person"):
                builder.gate(
                    form.text, NameForm(actor, "leader", form.features, leader.get("role", "GOV"), since, until)
                )


def _add_trigger(
    builder: _Builder, morphology: Morphology, row: dict[str, Any], where: str, types: dict[str, TypeRule]
) -> None:
    unknown = set(row) - _TRIGGER_KEYS
    if unknown:
        raise LexiconError(f"{where}: unknown keys {sorted(unknown)}; known are {sorted(_TRIGGER_KEYS)}")
    if row.get("type") not in types:
        raise LexiconError(f"{where}: type must be one of {sorted(types)}")
    entry = TriggerEntry(
        event_type=row["type"],
        mode=row.get("mode"),
        word_classes=frozenset(row.get("with", ())),
        without=frozenset(row.get("without", ())),
        recipient_kinds=frozenset(row.get("recipient_kinds", ())),
        actor_kinds=frozenset(row.get("actor_kinds", ())),
        of=row.get("of", "actor"),
        reciprocal=bool(row.get("reciprocal", False)),
        mutual=bool(row.get("mutual", False)),
        each=bool(row.get("each", False)),
        min_parties=int(row.get("min_parties", 0)),
        side=row.get("side", "after"),
        embeds=row.get("embeds", types[row["type"]].embeds),
        needs_inner=bool(row.get("needs_inner", False)),
        needs_topic=bool(row.get("needs_topic", False)),
        needs_toll=bool(row.get("needs_toll", False)),
        premodifier=row.get("premodifier", "actor"),
        recipient=tuple(row.get("recipient", types[row["type"]].recipient)),
        actor=tuple(row.get("actor", ("agent",))),
        key=where,
    )
    for key, word_class in _CLASSES:
        for text in row.get(key, ()):
            for form in _forms(morphology, text, word_class):
                builder.gate(form.text, TriggerForm(entry, form.features))


def _forms(morphology: Morphology, text: str, word_class: str) -> Iterable[Form]:
    if word_class in ("phrase", "passive"):
        return (Form(text, frozenset({word_class})),)
    return morphology.forms(text, word_class)


def _add_cues(builder: _Builder, morphology: Morphology, table: dict[str, Any]) -> None:
    def add(kind: str, value: str, row: dict[str, Any] | list[str]) -> None:
        lists = row if isinstance(row, dict) else {"phrases": row}
        tag = f"{kind}:{value}" if kind in ("word", "role") else kind
        for key, word_class in _CLASSES:
            for text in lists.get(key, ()):
                for form in _forms(morphology, text, word_class):
                    builder.cue(form.text, Cue(kind, value, form.features, frozenset({tag})))

    # Where one phrase is in two groups it has the tags of both, and the kind of the later one.
    for value, row in table.get("words", {}).items():
        add("word", value, row)
    for value, row in table.get("roles", {}).items():
        add("role", value, row)
    for value, row in table.get("cues", {}).items():
        add(value, value, row)
    for value, row in table.get("lookback", {}).items():
        add("lookback", value, row)
    for value, row in table.get("adpositions", {}).items():
        add("adposition", value, row)
    for kind, names in (("month", "months"), ("weekday", "weekdays")):
        for index, spellings in enumerate(table.get(names, ())):
            for spelling in spellings:
                for form in morphology.forms(spelling, "noun"):
                    builder.cue(form.text, Cue(kind, str(index + 1), form.features, frozenset({kind})))
