"""Where names and triggers of a language stand in a text: one Aho-Corasick pass, and the first look at an article.

Word edges know the language's suffixes, so that one stem serves `KTMT-dən` and `negaranya`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from agents.coding.words import Language, NameForm, PlaceName, TriggerForm

Meaning = NameForm | TriggerForm | PlaceName


class Spot(NamedTuple):
    """A written form at ``text[start:end]`` (its suffix included), with what it may mean; ``stem``: where that ends."""

    start: int
    stem: int
    end: int
    meanings: tuple[Meaning, ...]
    suffix: frozenset[str]


def _edges(language: Language, text: str, start: int, end: int) -> tuple[int, frozenset[str]] | None:
    """The end of the word and its suffix's features where ``text[start:end]`` is a word or its stem, else None."""
    if start and _inside(text[start - 1]) and _inside(text[start]):
        return None
    if end == len(text) or not _inside(text[end]):
        # An ending may be parted from its name, and a quotation mark may stand between: «Համաս»-ի.
        mark = end + 1 if text[end : end + 2] == '"-' else end
        if mark < len(text) and text[mark] in "'-" and language.suffixes:
            stop = mark + 1
            while stop < len(text) and _inside(text[stop]):
                stop += 1
            features = language.suffixes.get(text[mark + 1 : stop])
            if features is not None and stop > mark + 1:
                return stop, features
        return end, frozenset()
    if not language.suffixes:
        return None
    stop = end
    while stop < len(text) and _inside(text[stop]):
        stop += 1
    features = language.suffixes.get(text[end:stop])
    return None if features is None else (stop, features)


def _inside(character: str) -> bool:
    return character.isalnum() or character == "_"


def spot(language: Language, text: str) -> list[Spot]:
    """All names and triggers in folded ``text``; of those that overlap, the longest of the leftmost.

    Of two that are as long with their endings, the longer without one.
    """
    found: list[tuple[int, int, int, int, frozenset[str]]] = []
    for index, start, end in language.gate.find_matches_as_indexes(text, overlapping=True):
        edges = _edges(language, text, start, end)
        if edges is not None:
            found.append((start, -edges[0], -end, index, edges[1]))
    found.sort(key=lambda row: row[:3])
    spots: list[Spot] = []
    last = -1
    for start, negative_end, negative_stem, index, suffix in found:
        if start >= last:
            spots.append(Spot(start, -negative_stem, -negative_end, language.meanings[index], suffix))
            last = -negative_end
    return spots


def is_relevant(spots: list[Spot], text: str, day: date, names_a_town: Callable[[], bool]) -> bool:
    """Whether there is a name together with a trigger: only then is the article looked at more closely.

    ``text`` is what was folded, to look for capitals where every character stayed in its place, else nothing.
    ``names_a_town`` is asked where there are triggers and no other names.
    """
    named = triggered = False
    for one in spots:
        for meaning in one.meanings:
            if isinstance(meaning, TriggerForm):
                triggered = True
            elif not named and (isinstance(meaning, PlaceName) or _may_count(meaning, text[one.start : one.stem], day)):
                named = True
        if named and triggered:
            return True
    return triggered and names_a_town()


def _may_count(name: NameForm, written: str, day: date) -> bool:
    """Whether a name may be somebody here: in office on ``day``, and with the capitals that it must have."""
    return (not written or name.is_written(written)) and (name.since or day) <= day <= (name.until or day)
