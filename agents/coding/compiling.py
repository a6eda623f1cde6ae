"""Compile one language: its file and the names of all parties into tables for the steps.

Every mistake in a file is an error that names file and key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from agents.coding.building import Builder
from agents.coding.fold import fold_plain
from agents.coding.morphology import Form, Morphology
from agents.coding.towns import Gazetteer
from agents.coding.words import (
    CONTEXTS,
    TOKEN,
    Actor,
    Cue,
    Language,
    LexiconError,
    NameForm,
    PlaceName,
    TriggerEntry,
    TriggerForm,
    TypeRule,
)

_TRIGGER_KEYS = {
    *("type", "mode", "verbs", "nouns", "phrases", "passives", "with", "without", "recipient_kinds", "actor_kinds"),
    *("of", "premodifier", "recipient", "actor", "reciprocal", "mutual", "each", "min_parties"),
    *("side", "embeds", "needs_inner", "needs_topic", "needs_toll", "figurative", "or_parties"),
    *("preferred", "deed", "modality", "particle", "transitive", "may_threaten", "home"),
}
_LANGUAGE_KEYS = {
    "order", "letters", "common", "suffixes", "morphology", "trigger", "cues", "words", "adpositions",
    "roles", "boilerplate", "postpositions", "adposition_cases", "lookback_cases", "numbers", "lookback", "months",
    "weekdays", "compose",
    "determiners", "articles", "gazetteer", "capitals", "noun_after",
    "spelling", "contexts", "verb_endings", "script",
}  # fmt: skip
WORD_LISTS = {
    "verbs": "verb", "nouns": "noun", "adjectives": "adjective", "phrases": "phrase", "passives": "passive",
}  # fmt: skip
"""The lists of words that a trigger or a cue may have, and how their words are inflected."""
NAME_LISTS = {"name": "name", "capital": "name", "people": "noun", "adjective": "adjective"}
"""The same for a party."""


def compile_language(
    code: str,
    path: Path,
    table: Mapping[str, Any],
    actors: Mapping[str, Actor],
    actor_rows: Mapping[str, Any],
    places: Mapping[str, Any],
    types: Mapping[str, TypeRule],
    morphology: Morphology,
    gazetteer: Sequence[str] = (),
) -> Language:
    """Compile the file ``path``, read as ``table``; ``actor_rows`` and ``places`` are the tables of the other files,
    and ``gazetteer`` has the lines of the gazetteer."""
    unknown = set(table) - _LANGUAGE_KEYS
    if unknown:
        raise LexiconError(f"{path}: unknown keys {sorted(unknown)}; known are {sorted(_LANGUAGE_KEYS)}")
    builder = Builder("auxiliary" in table.get("cues", {}))
    for actor_code, row in actor_rows.items():
        _add_names(builder, morphology, actors[actor_code], row, code, frozenset(table.get("capitals", ())))
    for name, row in places.items():
        where = PlaceName(name, row["country"], row["at"][0], row["at"][1])
        for spelling in row.get(code, [name] if code in row.get("plain", ["en", "id"]) else []):
            for form in morphology.forms(spelling, "name"):
                builder.gate(form.text, where)
    for index, row in enumerate(table.get("trigger", ())):
        _add_trigger(builder, morphology, row, f"{path}: trigger {index + 1} ({row.get('type')})", types)
    _add_cues(builder, morphology, table)
    _add_contexts(builder, morphology, table, path)
    plain = str.maketrans(table.get("spelling", {}).get("plain", {}))
    builder.spell_plainly(plain)
    patterns = list(builder.meanings)
    boilerplate = table.get("boilerplate", {})
    flags = re.IGNORECASE | re.MULTILINE
    suffixes, verb_endings = (_suffixes(table.get(key, {}), plain) for key in ("suffixes", "verb_endings"))
    return Language(
        code=code,
        letters=re.compile(table["letters"]),
        common=frozenset(table["common"]),
        order=table.get("order", "svo"),
        suffixes=suffixes,
        verb_endings=verb_endings,
        longest_suffix=max(map(len, (*suffixes, *verb_endings)), default=0),
        stems={},
        seconds={},
        gate=AhoCorasick(patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA),
        meanings=tuple(builder.meanings.values()),
        phrases=_longest_first(builder.phrases),
        contexts=_longest_first(builder.contexts),
        script=str.maketrans(table.get("script", {})),
        determiners=frozenset(table.get("determiners", ())),
        articles=frozenset(table.get("articles", ())),
        noun_after=tuple(table.get("noun_after", ())),
        compose=dict(table.get("compose", {})),
        boilerplate_lines=tuple(re.compile(p, flags) for p in boilerplate.get("lines", ())),
        boilerplate_tails=tuple(re.compile(p, flags) for p in boilerplate.get("tails", ())),
        dateline=re.compile(boilerplate["dateline"]) if "dateline" in boilerplate else None,
        towns=Gazetteer(gazetteer, table.get("gazetteer", ()), code, Morphology(table.get("morphology", {}))),
    )


def _longest_first(
    phrases: Mapping[str, Mapping[tuple[str, ...], Cue]],
) -> dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]:
    return {first: tuple(sorted(rest.items(), key=lambda item: -len(item[0]))) for first, rest in phrases.items()}


def _add_contexts(builder: Builder, morphology: Morphology, table: Mapping[str, Any], path: Path) -> None:
    for context, lists in table.get("contexts", {}).items():
        if context not in CONTEXTS:
            raise LexiconError(f"{path}: contexts.{context} is none of {', '.join(CONTEXTS)}")
        for key, texts in (lists if isinstance(lists, dict) else {"nouns": lists}).items():
            if key not in WORD_LISTS:
                raise LexiconError(f"{path}: contexts.{context}.{key} is none of {', '.join(WORD_LISTS)}")
            for text in texts:
                for form in _forms(morphology, text, WORD_LISTS[key]):
                    builder.context(form.text, context)


def _suffixes(table: Mapping[str, Any], plain: Mapping[int, str]) -> dict[str, frozenset[str]]:
    suffixes = {fold_plain(ending): frozenset(features) for ending, features in table.items()}
    for ending in list(suffixes):
        suffixes.setdefault(ending.translate(plain), suffixes[ending])
    return suffixes


def _add_names(
    builder: Builder, morphology: Morphology, actor: Actor, row: dict[str, Any], code: str, capitals: frozenset[str]
) -> None:
    """Gate all names of a party; those of a list in ``capitals`` count only with a capital first letter."""
    initial = capitals | (frozenset({"name", "capital"}) if code in row.get("initial", ()) else frozenset())
    for form_kind, word_class in NAME_LISTS.items():
        for entry in row.get(code, {}).get(form_kind, ()):
            kind = "people" if form_kind == "adjective" else form_kind
            role = "GOV" if form_kind == "capital" and actor.kind == "state" else None
            for form in morphology.forms(entry, word_class):
                features = form.features | ({"adjective"} if form_kind == "adjective" else frozenset())
                written = "all" if form.text.startswith("^") else "first" if form_kind in initial else ""
                builder.gate(form.text.removeprefix("^"), NameForm(actor, kind, features, role, None, None, written))
    for leader in row.get("leader", ()):
        since, until = leader.get("from"), leader.get("to")
        for entry in leader.get(code, ()):
            for form in morphology.forms(entry, "person"):
                written = "first" if "leader" in initial else ""
                builder.gate(
                    form.text,
                    NameForm(actor, "leader", form.features, leader.get("role", "GOV"), since, until, written),
                )


def _add_trigger(
    builder: Builder, morphology: Morphology, row: dict[str, Any], where: str, types: Mapping[str, TypeRule]
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
        preferred=row.get("preferred", ""),
        deed=row.get("deed", ""),
        modality=row.get("modality", ""),
        particle=frozenset(row.get("particle", ())),
        transitive=bool(row.get("transitive", False)),
        may_threaten=bool(row.get("may_threaten", False)),
        home=row.get("home", ""),
        or_parties=bool(row.get("or_parties", False)),
        needs_inner=bool(row.get("needs_inner", False)),
        needs_topic=bool(row.get("needs_topic", False)),
        needs_toll=bool(row.get("needs_toll", False)),
        figurative=bool(row.get("figurative", False)),
        premodifier=row.get("premodifier", "actor"),
        recipient=tuple(row.get("recipient", types[row["type"]].recipient)),
        actor=tuple(row.get("actor", ("agent",))),
        key=where,
    )
    for key, word_class in WORD_LISTS.items():
        for text in row.get(key, ()):
            for form in _forms(morphology, text, word_class):
                builder.gate(form.text, TriggerForm(entry, form.features))


def _forms(morphology: Morphology, text: str, word_class: str) -> Iterable[Form]:
    if word_class in ("phrase", "passive"):
        return (Form(text, frozenset({word_class})),)
    return morphology.forms(text, word_class)


def _add_cues(builder: Builder, morphology: Morphology, table: Mapping[str, Any]) -> None:
    def add(kind: str, value: str, row: dict[str, Any] | list[str]) -> None:
        lists = row if isinstance(row, dict) else {"phrases": row}
        tag = f"{kind}:{value}" if kind in ("word", "role") else kind
        for key, word_class in WORD_LISTS.items():
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
    for value, row in table.get("postpositions", {}).items():
        add("postposition", value, row)
    for phrase, cases in {**table.get("adposition_cases", {}), **table.get("lookback_cases", {})}.items():
        tokens = tuple(TOKEN.findall(fold_plain(phrase)))
        cue = builder.phrases.get(tokens[0], {}).get(tokens)
        if cue is not None and cue.kind in ("adposition", "postposition", "lookback"):
            builder.phrases[tokens[0]][tokens] = cue._replace(features=frozenset(cases))
    for word, number in table.get("numbers", {}).items():
        builder.cue(word, Cue("number", str(number), frozenset(), frozenset({"number"})))
    for kind, names in (("month", "months"), ("weekday", "weekdays")):
        for index, spellings in enumerate(table.get(names, ())):
            for spelling in spellings:
                for form in morphology.forms(spelling, "noun"):
                    builder.cue(form.text, Cue(kind, str(index + 1), form.features, frozenset({kind})))
