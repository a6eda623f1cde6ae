"""What is wrong with a lexicon though it loads: words that are never read, words that clash, gaps and repetitions.

A word is tried as the coder reads it: each of its forms is looked up in the compiled language, and it counts as never
read where something else always comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from agents.coding.compiling import NAME_LISTS, WORD_LISTS
from agents.coding.fold import fold_plain
from agents.coding.mentions import FALLBACK
from agents.coding.morphology import Morphology
from agents.coding.spots import Meaning, spot
from agents.coding.words import TOKEN, Actor, Language, NameForm, TriggerEntry, TriggerForm

Kind = Literal["unreachable", "clash", "duplicate", "unnamed", "untested"]
FAULTS: tuple[Kind, ...] = ("unreachable", "clash", "duplicate", "unnamed")
"""Kinds that make a lexicon fail; an actor that stands in no test is only told."""

_CUE_TABLES = ("words", "roles", "cues", "lookback", "adpositions", "postpositions")
_BY_TAG = frozenset(
    {"word", "role", "support", "undergo", "modifier", "stop", "effect", "killed", "wounded", "captured", "past",
     "anniversary", "passive", "auxiliary", "telephone", "plural", "because"}
)  # fmt: skip
"""Cues that the steps know by their tags: a trigger of the same words keeps those, and nothing is lost."""
_NUMBER = re.compile(r"trigger (\d+) \(")
_DECOY_YEAR = 1900
_FIRST, _LAST = date.min, date.max


class Finding(NamedTuple):
    """``where``: a trigger (``trigger 12 (REQUEST)``), a table (``cues.plan``) or an actor's code; ``words``: which."""

    kind: Kind
    language: str
    where: str
    words: tuple[str, ...]
    what: str


class Book(NamedTuple):
    """One language as it is written (``table``) and as it is compiled, with the names of all actors in it.

    ``names`` has each actor's names by their list, ``leaders`` those of who stands for it, ``texts`` are those of the
    language's tests.
    """

    language: Language
    table: Mapping[str, Any]
    actors: Mapping[str, Actor]
    names: Mapping[str, Mapping[str, list[str]]]
    leaders: Mapping[str, list[str]]
    texts: tuple[str, ...]


class _Entry(NamedTuple):
    """A word or phrase as a list of a file has it, with all folded forms that it is matched by."""

    number: int
    text: str
    forms: tuple[str, ...]


def check(book: Book) -> list[Finding]:
    """Everything that is wrong with one language, by kind, then in the order of its files."""
    found = [*_triggers(book), *_cues(book), *_names(book), *_duplicates(book), *_gaps(book)]
    order = (*FAULTS, "untested")
    return sorted(found, key=lambda finding: order.index(finding.kind))


def names_in(rows: Mapping[str, Any], code: str) -> dict[str, dict[str, list[str]]]:
    """The names of all actors in the language ``code``, by their list, from the rows that the lexicon has for it."""
    return {actor: {kind: list(row.get(code, {}).get(kind, ())) for kind in NAME_LISTS} for actor, row in rows.items()}


def leaders_in(actors: Mapping[str, Any], code: str) -> dict[str, list[str]]:
    """The leaders of all actors by their names in the language ``code``, without mere namesakes."""
    return {
        actor: [
            name
            for leader in row.get("leader", ())
            if leader.get("to", _LAST).year > _DECOY_YEAR
            for name in leader.get(code, ())
        ]
        for actor, row in actors.items()
    }


def _triggers(book: Book) -> Iterator[Finding]:
    """Words that never become their trigger, and words that only sometimes do, for no reason that a frame gives."""
    for entry in _written(book.table):
        blocked: dict[tuple[Kind, str], list[str]] = {}
        where = ""
        for form in entry.forms:
            meanings = _meanings(book.language, form)
            own = next((m.entry for m in _options(meanings) if _number(m.entry) == entry.number), None)
            where = where or (_place(own) if own else f"trigger {entry.number}")
            reason = _blocked(meanings, own)
            if reason is not None:
                blocked.setdefault(reason, []).append(form)
        if sum(map(len, blocked.values())) == len(entry.forms):
            kind: Kind = "duplicate" if {kind for kind, _ in blocked} == {"duplicate"} else "unreachable"
            what = "; ".join(what for _, what in blocked)
            yield Finding(kind, book.language.code, where, (entry.text,), what)
            continue
        for (kind, what), forms in blocked.items():
            if kind == "clash":
                yield Finding(kind, book.language.code, where, tuple(forms), what)


def _written(table: Mapping[str, Any]) -> Iterator[_Entry]:
    morphology = Morphology(table.get("morphology", {}))
    for number, row in enumerate(table.get("trigger", ()), start=1):
        for key, word_class in WORD_LISTS.items():
            for text in dict.fromkeys(row.get(key, ())):
                whole = word_class in ("phrase", "passive")
                texts = (text,) if whole else (form.text for form in morphology.forms(text, word_class))
                yield _Entry(number, text, tuple(dict.fromkeys(map(fold_plain, texts))))


def _blocked(meanings: tuple[Meaning, ...], own: TriggerEntry | None) -> tuple[Kind, str] | None:
    """What always comes before a trigger, by kind; None where nothing does."""
    if own is None:
        return "unreachable", "never matched"
    name = next((m for m in meanings if isinstance(m, NameForm) and _always(m)), None)
    if name is not None:
        return "unreachable", f"it is a name of {name.actor.code}"
    for option in _options(meanings):
        if option.entry is own:
            return None
        if _comes_first(option.entry, own):
            same = (option.entry.event_type, option.entry.mode) == (own.event_type, own.mode)
            return "duplicate" if same else "clash", f"always read as {_place(option.entry)}, which stands before it"
    return None


def _comes_first(one: TriggerEntry, other: TriggerEntry) -> bool:
    """Whether the conditions of ``one``, which stands before ``other``, hold wherever those of ``other`` do."""
    worded = not one.word_classes or (
        bool(other.word_classes) and other.word_classes <= one.word_classes and one.or_parties >= other.or_parties
    )
    return (
        worded
        and one.without <= other.without
        and not one.recipient_kinds
        and (not one.actor_kinds or (bool(other.actor_kinds) and other.actor_kinds <= one.actor_kinds))
        and one.min_parties <= other.min_parties
        and _wanted(one) <= _wanted(other)
    )


def _wanted(entry: TriggerEntry) -> frozenset[str]:
    """What else a frame needs about it."""
    return frozenset(
        name for name in ("needs_toll", "needs_topic", "needs_inner", "figurative", "particle") if getattr(entry, name)
    )


def _cues(book: Book) -> Iterator[Finding]:
    """Triggers that are cues as well: where a frame always fits, the cue has no effect there."""
    found: dict[tuple[str, str], tuple[list[int], dict[str, None]]] = {}
    for entry in _written(book.table):
        for form in entry.forms:
            tokens = tuple(TOKEN.findall(form))
            for words, cue in book.language.phrases.get(tokens[0], ()) if tokens else ():
                if words == tokens and cue.kind not in _BY_TAG and not _falls_back(book.language, form, cue.kind):
                    numbers, forms = found.setdefault((entry.text, cue.kind), ([], {}))
                    numbers.append(entry.number)
                    forms[form] = None
    for (_, kind), (numbers, forms) in found.items():
        where = "trigger " + ", ".join(map(str, dict.fromkeys(numbers)))
        yield Finding("clash", book.language.code, where, tuple(forms), f"the cue {kind} has no effect in these words")


def _falls_back(language: Language, form: str, kind: str) -> bool:
    """Whether the cue is read where none of the trigger's frames is meant, and there may be such a place."""
    entries = [option.entry for option in _options(_meanings(language, form))]
    return kind in FALLBACK and all(
        e.word_classes or e.recipient_kinds or e.actor_kinds or e.particle or e.min_parties or _wanted(e)
        for e in entries
    )


def _names(book: Book) -> Iterator[Finding]:
    """Names that never stand for their actor, since another actor of the same name comes first."""
    morphology = Morphology(book.table.get("morphology", {}))
    for code, rows in book.names.items():
        texts = [(name, word_class) for kind, word_class in NAME_LISTS.items() for name in rows.get(kind, ())]
        texts += [(name, "person") for name in book.leaders.get(code, ())]
        for name, word_class in texts:
            forms = {fold_plain(form.text.removeprefix("^")) for form in morphology.forms(name, word_class)}
            others = [_before(_meanings(book.language, form), code) for form in sorted(forms)]
            if others and all(others):
                what = f"always stands for {', '.join(sorted({o for o in others if o}))}"
                yield Finding("clash", book.language.code, code, (name,), what)


def _before(meanings: tuple[Meaning, ...], code: str) -> str | None:
    """The actor who is always meant rather than ``code``, if there is one."""
    named = [m for m in meanings if isinstance(m, NameForm)]
    own = next((m for m in named if m.actor.code == code), None)
    if own is None:
        return None
    for other in named[: named.index(own)]:
        since, until = other.since or _FIRST, other.until or _LAST
        if not other.capitals and since <= (own.since or _FIRST) and (own.until or _LAST) <= until:
            return other.actor.code
    return None


def _duplicates(book: Book) -> Iterator[Finding]:
    """What one list has twice: entries of a trigger, phrases of a cue, names of an actor."""
    lists: list[tuple[str, Iterable[str]]] = []
    for number, row in enumerate(book.table.get("trigger", ()), start=1):
        lists += [(f"trigger {number} ({row.get('type')}), {key}", row.get(key, ())) for key in WORD_LISTS]
    for table in _CUE_TABLES:
        for value, row in book.table.get(table, {}).items():
            groups = row if isinstance(row, dict) else {"": row}
            lists += [(f"{table}.{value}", group) for group in groups.values()]
    lists += [(code, row) for code, rows in book.names.items() for row in rows.values()]
    for where, texts in lists:
        twice = tuple(text for text, n in Counter(map(_as_matched, texts)).items() if n > 1)
        if twice:
            yield Finding("duplicate", book.language.code, where, twice, "more than once in one list")


def _as_matched(text: str) -> str:
    return text if text.startswith("^") else fold_plain(text)


def _gaps(book: Book) -> Iterator[Finding]:
    """Actors that the language has no name for, and those that stand in none of its tests."""
    unnamed = tuple(code for code in book.actors if not book.names.get(code, {}).get("name"))
    if unnamed:
        yield Finding("unnamed", book.language.code, "actors", unnamed, "no name in this language")
    stand = {m.actor.code for text in book.texts for one in spot(book.language, fold_plain(text)) for m in one.meanings
             if isinstance(m, NameForm)}  # fmt: skip
    untested = tuple(code for code in book.actors if code not in stand)
    if untested:
        yield Finding("untested", book.language.code, "actors", untested, "in no test of this language")


def _meanings(language: Language, form: str) -> tuple[Meaning, ...]:
    """What a form means that stands alone."""
    return next((one.meanings for one in spot(language, form) if (one.start, one.end) == (0, len(form))), ())


def _options(meanings: tuple[Meaning, ...]) -> list[TriggerForm]:
    return [m for m in meanings if isinstance(m, TriggerForm)]


def _always(name: NameForm) -> bool:
    return name.since is None and name.until is None and not name.capitals


def _number(entry: TriggerEntry) -> int:
    match = _NUMBER.search(entry.key)
    return int(match[1]) if match else 0


def _place(entry: TriggerEntry) -> str:
    return f"trigger {_number(entry)} ({entry.event_type})"
