"""The gazetteer (``gazetteer.tsv``): towns and provinces of the world by the first letters of their names.

It is made by ``make gazetteer``. A worker meets few of its names, so a line is understood when a word begins like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from agents.coding.fold import fold_plain, with_capitals
from agents.coding.morphology import Morphology
from agents.coding.words import TOKEN, LexiconError, PlaceName, Town, TownForm

FILE = "gazetteer.tsv"
DOMINANT = 5
"""How many times the people of the next namesake a town must have to be meant where nothing else tells."""
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁ]\w*")
_BEGINNING = re.compile(r"\w{1,3}")
_LETTERS = 3
_LONGEST = 60


class Row(NamedTuple):
    """A line of the gazetteer: its fields split by tabs, several spellings by bars.

    Degrees (WGS 84) have two decimals; ``thousands`` of people are at least 1. ``kind``: town or area. ``also``: other
    Latin spellings; ``ru``: Russian ones; ``word_in``: the languages in which the name is an ordinary word.
    """

    name: str
    country: str
    latitude: str
    longitude: str
    thousands: str
    kind: str
    also: str
    ru: str
    word_in: str


def read_lines(path: Path) -> list[str]:
    """The lines of the gazetteer without the first, which names the fields; none where there is no such file."""
    if not path.exists():
        return []
    header, *lines = path.read_text("utf-8").splitlines()
    if tuple(header.split("\t")) != Row._fields:
        raise LexiconError(f"{path}: the fields must be {', '.join(Row._fields)}; run make gazetteer")
    for number, line in enumerate(lines, start=2):
        if line.count("\t") != len(Row._fields) - 1:
            raise LexiconError(f"{path}: line {number} does not have the {len(Row._fields)} fields of the first line")
    return lines


class Gazetteer:
    """The lines that have names in one language: ``columns`` says in which of their fields."""

    __slots__ = ("_code", "_columns", "_forms", "_lines", "_morphology")

    def __init__(self, lines: Iterable[str], columns: Sequence[str], code: str, morphology: Morphology) -> None:
        self._code = code
        self._columns = tuple(Row._fields.index(column) for column in columns)
        self._morphology = morphology
        self._lines: dict[str, list[str]] = {}
        self._forms: dict[str, Mapping[str, Sequence[TownForm]]] = {}
        for line in lines:
            fields = line.split("\t")
            for beginning in {_begins(name) for column in self._columns for name in _some(fields[column])}:
                self._lines.setdefault(beginning, []).append(line)

    def longest(self, tokens: Sequence[str], index: int) -> tuple[int, TownForm] | None:
        """The longest name that begins at a folded token: its last token (hyphens may stand between), and its form."""
        for form in self._beginning(tokens[index]):
            at = index
            for word in form.words[1:]:
                at += 2 if at + 1 < len(tokens) and tokens[at + 1] == "-" else 1
                if at >= len(tokens) or tokens[at] != word:
                    break
            else:
                return at, form
        return None

    def named_in(self, text: str) -> Iterator[TownForm]:
        """The names that stand in ``text`` (as written) with a capital, whatever stands beside them."""
        text = with_capitals(text)
        first = {word for word in set(_CAPITAL.findall(text)) if self._beginning(fold_plain(word))}
        for match in _CAPITAL.finditer(text) if first else ():
            if match[0] in first:
                tokens = TOKEN.findall(fold_plain(text[match.start() : match.start() + _LONGEST]))
                found = self.longest(tokens, 0)
                if found is not None:
                    yield found[1]

    def _beginning(self, token: str) -> Sequence[TownForm]:
        """The written forms whose first word is ``token``, the longest first."""
        beginning = token[:_LETTERS]
        if beginning not in self._lines:
            return ()
        known = self._forms.get(beginning)
        if known is None:
            # Two threads that ask at once both make them; what they make is alike.
            known = self._forms[beginning] = self._understood(self._lines[beginning])
        return known.get(token, ())

    def _understood(self, lines: Iterable[str]) -> dict[str, list[TownForm]]:
        """The forms of some lines by their first word; of namesakes in one country the one with the most people."""
        found: dict[tuple[str, ...], dict[str, Town]] = {}
        features: dict[tuple[str, ...], frozenset[str]] = {}
        for row in sorted((Row(*line.split("\t")) for line in lines), key=lambda row: -int(row.thousands)):
            if self._code in _some(row.word_in):
                continue
            place = PlaceName(row.name, row.country, float(row.latitude), float(row.longitude))
            town = Town(place, int(row.thousands), row.kind == "area")
            for name in (name for column in self._columns for name in _some(row[column])):
                for form in self._morphology.forms(name, "place"):
                    words = tuple(token for token in TOKEN.findall(fold_plain(form.text)) if token != "-")
                    found.setdefault(words, {}).setdefault(row.country, town)
                    features[words] = features.get(words, frozenset()) | form.features
        table: dict[str, list[TownForm]] = {}
        for words in sorted(found, key=len, reverse=True):
            table.setdefault(words[0], []).append(TownForm(words, tuple(found[words].values()), features[words]))
        return table


def dominant(towns: Sequence[Town]) -> PlaceName | None:
    """The place that a name means without a context: its only one, or one much larger than its namesakes."""
    only = len(towns) == 1 or towns[0].thousands >= DOMINANT * towns[1].thousands
    return towns[0].place if only else None


def _some(field: str) -> Sequence[str]:
    return field.split("|") if field else ()


def _begins(name: str) -> str:
    match = _BEGINNING.match(fold_plain(name[: _LETTERS + 1]))
    return match[0] if match is not None else ""
