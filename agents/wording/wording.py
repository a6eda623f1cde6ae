"""A coded event as a headline, from one table of phrases a language: no text of any article, no translation.

A table has ``tenses`` (how a verb is put for one and for many), ``frames`` (what denial, report and rumour put around a
clause; ``[frames.many]`` for a plural speaker), ``quantities`` (one form, or one for numbers that end in 1 and one for
the others), ``roles`` (parts of a state; ``many`` if plural), and ``phrases`` by type, ``TYPE/mode`` or
``TYPE/mode+context``: ``to`` with a recipient, ``alone`` without, ``together`` for a mutual act (verb forms: one, many,
infinitive; fewer where they are alike), ``noun`` for an act whose actor is not named, and ``place = true`` where the
place is said. A recipient may stand in a case: ``{recipient:datv}``; ``[cases]``, ``[irregular]`` and ``[smooth]`` say
how (:mod:`agents.wording.inflection`), ``cases_on = "last"`` that only the last name of a list takes it, ``subject`` in
which case a subject stands, and ``[names]`` what the language calls a party that has another name in ``names.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from agents.parties import state_level
from agents.wording import russian
from agents.wording.inflection import Endings, Inflection, Russian
from agents.wording.names import Names
from schemas.coding import CodedEvent

DIRECTORY = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in DIRECTORY.glob("??.toml")))

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_AT_MOST = 3
_REMEMBERED = 16_384
"""Names in their cases and phrases that are kept: more than a world of states has."""


class Phrase(NamedTuple):
    """How one act is said: verb forms (one, many, infinitive) with and without a recipient, and its noun."""

    to: tuple[str, str, str]
    alone: tuple[str, str, str]
    together: tuple[str, str, str]
    noun: tuple[str, str]
    place: bool


class Table(NamedTuple):
    """One language."""

    language: str
    conjunction: str
    others: str
    thousands: str
    tenses: dict[str, list[str]]
    frames: dict[str, str]
    frames_many: dict[str, str]
    quantities: dict[str, list[str]]
    roles: dict[str, list[str]]
    phrases: dict[str, Phrase]
    inflection: Inflection
    last_only: bool
    subject: str
    names: dict[str, str]


class Said(NamedTuple):
    """What all languages need of an event: codes at state level, each once, and the names that the event itself has."""

    actors: list[str]
    recipients: list[str]
    speaker: str | None
    known: dict[str, str]


class Wording:
    """All languages, loaded once. ``files`` are what headlines depend on."""

    def __init__(self, tables: Mapping[str, Table], names: Names) -> None:
        self._tables = dict(tables)
        self._names = names
        self._name = lru_cache(maxsize=_REMEMBERED)(self._name_of)
        self._is_plural = lru_cache(maxsize=_REMEMBERED)(self._is_plural_of)
        self._phrase = lru_cache(maxsize=_REMEMBERED)(self._phrase_of)
        self.languages = tuple(sorted(tables))
        self.files = tuple(DIRECTORY / f"{language}.toml" for language in self.languages) + Names.files

    @classmethod
    def load(cls) -> Wording:
        """Read every table. Raises ValueError for a phrase with a slot that nothing fills."""
        russian.load()
        tables = {language: read_table(DIRECTORY / f"{language}.toml") for language in LANGUAGES}
        names = Names.load(
            {language: table.inflection for language, table in tables.items()},
            {language: table.names for language, table in tables.items()},
        )
        return cls(tables, names)

    def headlines(self, event: CodedEvent, *, disputed: bool = False) -> dict[str, str]:
        """The headline in every language."""
        said = _said(event)
        return {table.language: self._headline(table, event, said, disputed) for table in self._tables.values()}

    def headline(self, event: CodedEvent, language: str, *, disputed: bool = False) -> str:
        """What happened, in a sentence that shows who says so, and whether it is denied, rumoured or disputed.

        ``disputed`` marks an affirmed event that others deny.
        """
        return self._headline(self._tables[language], event, _said(event), disputed)

    def _headline(self, table: Table, event: CodedEvent, said: Said, disputed: bool) -> str:
        phrase = self._phrase(table.language, event.event_type, event.mode, event.context)
        clause, pronouns = self._clause(table, phrase, event, said)
        if event.polarity == "affirmed":
            clause = self._particulars(table, phrase, event, clause)
        text = self._framed(table, event, clause, pronouns, said)
        if disputed and event.polarity == "affirmed":
            text = table.frames["disputed"].format(clause=text)
        if event.temporality == "historic":
            text = table.frames["historic"].format(clause=text)
        return text[:1].title() + text[1:]

    def _clause(self, table: Table, phrase: Phrase, event: CodedEvent, said: Said) -> tuple[str, dict[str, str]]:
        """The bare act, and, where a named actor denies it, the same with a pronoun in its place (``itself``)."""
        actors, recipients, _, known = said
        if not actors:
            bare, full = phrase.noun
            clause = self._with_recipients(table, full, recipients, known) if recipients else bare
            if event.polarity == "affirmed" and event.modality == "planned":
                clause = table.frames["planned_noun"].format(clause=clause)
            elif event.polarity == "affirmed" and event.temporality == "future":
                clause = table.frames["future_noun"].format(clause=clause)
            return clause, {}
        together = not recipients and len(actors) > 1
        forms = phrase.together if together else phrase.to if recipients else phrase.alone
        many = len(actors) > 1 or self._is_plural(table.language, actors[0])
        tense = "planned" if event.modality == "planned" and event.polarity == "affirmed" else "present"
        if tense == "present" and (event.temporality == "future" or event.modality == "planned"):
            tense = "future"
        verb = table.tenses[tense][many].format(one=forms[0], many=forms[1], infinitive=forms[2])
        verb = self._with_recipients(table, verb, recipients, known)
        clause = table.inflection.smooth(f"{self._list(table, actors, table.subject, known)} {verb}")
        if event.polarity == "affirmed":
            return clause, {}
        return clause, {"itself": table.tenses["itself"][many].format(verb=verb)}

    def _framed(self, table: Table, event: CodedEvent, clause: str, pronouns: dict[str, str], said: Said) -> str:
        """The clause with what is said of its truth around it."""
        if event.polarity == "affirmed" and event.modality in ("asserted", "planned"):
            return clause
        speaker = said.speaker
        own = said.actors == [speaker]
        name = self._name(table.language, speaker, table.subject, _known(said.known, speaker)) if speaker else ""
        fill = {"clause": clause, "speaker": name, **pronouns}
        many = speaker is not None and self._is_plural(table.language, speaker)

        def frame(name: str) -> str:
            return ((table.frames_many.get(name) if many else None) or table.frames[name]).format(**fill)

        if event.polarity == "denied":
            if speaker:
                text = frame(("denied_by_itself" if own else "denied_by") if pronouns else "denied_noun_by")
            else:
                text = frame("denied")
            if event.modality in ("possible", "hypothetical"):
                text = table.frames[event.modality].format(clause=text)
            return text
        if event.modality == "reported":
            return clause if own else frame("reported_by") if speaker else frame("reported")
        if event.modality == "alleged":
            return frame("alleged_by") if speaker else frame("alleged")
        return frame(event.modality)

    def _particulars(self, table: Table, phrase: Phrase, event: CodedEvent, clause: str) -> str:
        """The clause with places and toll."""
        if phrase.place and event.place:
            places = [self._names.place(place.name, table.language) for place in event.place]
            told = list(dict.fromkeys(name for name in places if name))[:_AT_MOST]
            if told:
                clause = table.frames["place"].format(clause=clause, place=", ".join(told))
        for kind, forms in table.quantities.items():
            number = event.quantities.get(kind, 0)
            if number > 0:
                form = forms[0] if len(forms) == 1 or (number % 10 == 1 and number % 100 != 11) else forms[1]
                clause += ", " + form.format(n=f"{number:,}".replace(",", table.thousands))
        return clause

    def _with_recipients(self, table: Table, text: str, recipients: Sequence[str], known: dict[str, str]) -> str:
        before, case, after = _parted(text)
        if case is not None:
            text = before + self._list(table, recipients, case, known) + after
        return table.inflection.smooth(text)

    def _list(self, table: Table, codes: Sequence[str], case: str, known: dict[str, str]) -> str:
        """``A``, ``A and B``, ``A, B and C``; above three, ``A, B and others``."""
        shown = codes[: _AT_MOST if len(codes) <= _AT_MOST else 2]
        many = len(codes) > _AT_MOST
        bare = [table.last_only and (many or code is not shown[-1]) for code in shown]
        names = [
            self._name(table.language, code, "nomn" if plain else case, _known(known, code))
            for code, plain in zip(shown, bare, strict=True)
        ]
        if many:
            names.append(table.inflection.inflect(table.others, case))
        return f" {table.conjunction} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]

    def _name_of(self, language: str, code: str, case: str, known: str | None) -> str:
        """A party in a case; ``known`` is what the event calls its state."""
        roles = self._tables[language].roles
        state, _, role = code.partition(":")
        given = {state: known} if known is not None else None
        if role not in roles:
            return self._names.name_of(state, language, case, given)
        text = _SLOT.sub(lambda slot: self._names.name_of(state, language, slot[2] or "nomn", given), roles[role][0])
        return self._tables[language].inflection.inflect(text, case)

    def _is_plural_of(self, language: str, code: str) -> bool:
        roles = self._tables[language].roles
        state, _, role = code.partition(":")
        if role in roles:
            return "many" in roles[role][1:]
        return self._names.is_plural(state, language)

    def _phrase_of(self, language: str, event_type: str, mode: str | None, context: tuple[str, ...]) -> Phrase:
        phrases = self._tables[language].phrases
        code = f"{event_type}/{mode}"
        candidates = [*(f"{code}+{each}" for each in context), code, event_type]
        return next(phrases[name] for name in candidates if name in phrases)


@lru_cache(maxsize=_REMEMBERED)
def _parted(text: str) -> tuple[str, str | None, str]:
    """What stands before its one slot, the case that the slot asks for (None: there is no slot), and what follows."""
    slot = _SLOT.search(text)
    return (text[: slot.start()], slot[2] or "nomn", text[slot.end() :]) if slot else (text, None, "")


def _known(known: Mapping[str, str], code: str) -> str | None:
    """What the event calls the state that a party is of."""
    return known.get(code.partition(":")[0])


def _said(event: CodedEvent) -> Said:
    return Said(
        list(dict.fromkeys(state_level(party.code) for party in event.actor)),
        list(dict.fromkeys(state_level(party.code) for party in event.recipient)),
        state_level(event.attribution.speaker) if event.attribution.speaker else None,
        {party.code.partition(":")[0]: party.name for party in (*event.actor, *event.recipient)},
    )


def read_table(path: Path) -> Table:
    """One language's file. Raises ValueError for a phrase with a slot that nothing fills, or one that is missing."""
    table = tomllib.loads(path.read_text("utf-8"))
    frames = dict(table["frames"])
    many = frames.pop("many", {})
    phrases = {name: _read(path, name, phrase) for name, phrase in table["phrases"].items()}
    inflection: Inflection = (
        Russian()
        if table.get("inflection") == "pymorphy3"
        else Endings(table.get("cases", {}), table.get("irregular", {}), table.get("smooth", ()))
    )
    return Table(
        table["language"], table["and"], table["others"], table["thousands"], table["tenses"], frames, many,
        table["quantities"], table["roles"], phrases, inflection, table.get("cases_on") == "last",
        table.get("subject", "nomn"),
        table.get("names", {}),
    )  # fmt: skip


def _read(path: Path, name: str, phrase: dict[str, Any]) -> Phrase:
    bare, full = phrase["noun"]
    read = Phrase(
        _forms(phrase["to"]), _forms(phrase["alone"]), _together(phrase["together"]), (bare, full),
        bool(phrase.get("place", False)),
    )  # fmt: skip
    filled, plain = (*read.to, full), (*read.alone, *read.together, bare)
    for text, wants in [*((text, True) for text in filled), *((text, False) for text in plain)]:
        slots = [slot[1] for slot in _SLOT.finditer(text)]
        if slots != (["recipient"] if wants else []) or text.count("{") != len(slots):
            raise ValueError(f"{path}: phrases.{name}: {text!r} must have {'one' if wants else 'no'} {{recipient}}")
    return read


def _forms(given: str | list[str]) -> tuple[str, str, str]:
    """One form for all, or one and many (which is the infinitive too), or all three."""
    forms = [given] if isinstance(given, str) else given
    return (forms[0], forms[-1], forms[-1]) if len(forms) < 3 else (forms[0], forms[1], forms[2])


def _together(given: str | list[str]) -> tuple[str, str, str]:
    forms = [given] if isinstance(given, str) else given
    return forms[0], forms[1] if len(forms) > 2 else forms[0], forms[-1]
