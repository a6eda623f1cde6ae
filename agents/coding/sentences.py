"""Split a part into sentences, kept as spans of the original text, with where each one stands.

A headline is one sentence. sentencex finds the boundaries; it splits too often at initials and abbreviations, so a
piece that starts in lower case, or follows a single initial, is joined to the one before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sentencex import get_sentence_boundaries

_INITIAL = re.compile(r"(?:^|\s)\w\.\s*$")
_LONGEST = 1_000
"""Characters that are read as one sentence: a text without stops is read in pieces, so that the cost stays linear."""


class Span(NamedTuple):
    """One sentence: offsets into the original part, its paragraph's number, and its own number in the part."""

    start: int
    end: int
    paragraph: int
    number: int


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that hold text: news bodies put a paragraph on each."""
    spans = []
    start = 0
    for line in text.split("\n"):
        whole = line.strip()
        if whole:
            begin = start + len(line) - len(line.lstrip())
            spans.append((begin, begin + len(whole)))
        start += len(line) + 1
    return spans


def split(text: str, language: str, kept: list[tuple[int, int]]) -> list[Span]:
    """The sentences of the paragraphs in ``kept``."""
    found: list[Span] = []
    for number, (begin, stop) in enumerate(kept):
        piece = text[begin:stop]
        start = 0
        pieces: list[tuple[int, int]] = []
        for row in get_sentence_boundaries(language, piece):
            end = row["end_index"]
            body = piece[start:end].strip()
            if not body:
                continue
            if pieces and (_INITIAL.search(piece[pieces[-1][0] : pieces[-1][1]]) or _is_lower(body[0])):
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((start, end))
            start = end
        for low, high in pieces:
            trimmed = piece[low:high].strip()
            low += piece[low:high].index(trimmed)
            for start, end in pieces_of(text, begin + low, begin + low + len(trimmed)):
                found.append(Span(start, end, number, len(found)))
    return found


def _is_lower(letter: str) -> bool:
    """Whether a letter says that its sentence began before; Georgian writes every sentence in such letters."""
    return letter.islower() and not "ა" <= letter <= "ჿ"


def pieces_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """``text[start:end]`` whole, or cut at white space into pieces that are not too long."""
    cut: list[tuple[int, int]] = []
    while end - start > _LONGEST:
        middle = text.rfind(" ", start + 1, start + _LONGEST)
        middle = middle if middle > start else start + _LONGEST
        cut.append((start, middle))
        start = middle
    return [*cut, (start, end)]
