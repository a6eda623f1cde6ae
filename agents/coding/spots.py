"""Where names and triggers of a language stand in a text: one Aho-Corasick pass, and the first look at an article.

Word edges know the language's suffixes, so that one stem serves `KTMT-dən` and `negaranya`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from agents.coding.phrases import may_end
from agents.coding.words import Language, NameForm, PlaceName, TriggerForm

Meaning = NameForm | TriggerForm | PlaceName


class Spot(NamedTuple):
    """A written form at ``text[start:end]`` (its suffix included), with what it may mean; ``stem``: where that ends."""

    start: int
    stem: int
    end: int
    meanings: tuple[Meaning, ...]
    suffix: frozenset[str]


class _Edges(NamedTuple):
    """The end of a word; what its ending tells of a noun and of a root, None for one that it may not be."""

    end: int
    noun: frozenset[str] | None
    root: frozenset[str] | None


_NOTHING: frozenset[str] = frozenset()
_CLOSES = re.compile(r"\s*(?:[.!?…\n]|$)")


def _edges(language: Language, text: str, start: int, end: int) -> _Edges | None:
    """Where the word ends whose beginning is ``text[start:end]``, if that is a word or a stem with an ending."""
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
                return _Edges(stop, features, None)
        return _Edges(end, _NOTHING, None)
    if not language.suffixes:
        return None
    stop = end
    while stop < len(text) and _inside(text[stop]):
        stop += 1
        if stop - end > language.longest_suffix:
            return None
    noun, root = language.suffixes.get(text[end:stop]), language.verb_endings.get(text[end:stop])
    return None if noun is None and root is None else _Edges(stop, noun, root)


def _readings(
    meanings: tuple[Meaning, ...], edges: _Edges, closes: bool
) -> tuple[tuple[Meaning, ...], frozenset[str]] | None:
    """What a form with its ending may mean, and what the ending tells: as a name or a noun, else as a root.

    Where the verb comes last, an accusative ``closes`` no sentence: "соғысты" is there "fought", and not "the war".
    """
    if closes and edges.noun is not None and "accs" in edges.noun:
        acts = tuple(m for m in meanings if isinstance(m, TriggerForm))
        roots = tuple(m for m in acts if "root" in m.features) if edges.root is not None else ()
        if edges.root is not None and len(acts) == len(meanings):
            return (roots, edges.root) if roots else None
    if edges.noun is not None:
        nouns = tuple(
            m
            for m in meanings
            if not isinstance(m, TriggerForm) or (may_end(m.features) if edges.noun else "root" not in m.features)
        )
        if nouns:
            return nouns, edges.noun
    if edges.root is not None:
        roots = tuple(m for m in meanings if isinstance(m, TriggerForm) and "root" in m.features)
        if roots:
            return roots, edges.root
    return None


def _inside(character: str) -> bool:
    return character.isalnum() or character == "_"


def spot(language: Language, text: str) -> list[Spot]:
    """All names and triggers in folded ``text``; of those that overlap, the longest of the leftmost.

    Of two that are as long with their endings, the longer without one.
    """
    found: list[Spot] = []
    for index, start, end in language.gate.find_matches_as_indexes(text, overlapping=True):
        edges = _edges(language, text, start, end)
        closes = edges is not None and language.order == "sov" and _CLOSES.match(text, edges.end) is not None
        read = None if edges is None else _readings(language.meanings[index], edges, closes)
        if edges is not None and read is not None:
            found.append(Spot(start, end, edges.end, *read))
    found.sort(key=lambda one: (one.start, -one.end, -one.stem))
    spots: list[Spot] = []
    last = -1
    for one in found:
        if one.start >= last:
            spots.append(one)
            last = one.end
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
