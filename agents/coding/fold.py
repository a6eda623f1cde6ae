"""Fold text for matching, with a way back to the original code points.

Folding makes curly quotes straight, no-break spaces plain, case and Unicode normal form alike, and drops what no
reader sees (soft hyphens, zero-width and bidi marks, tatweel, vowel points that a lexicon leaves out). `str.lower`
and `str.casefold` may change the length ('İ' becomes two code points), so offsets go through a map, which is only
built where it is needed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

_SINGLE = dict.fromkeys(map(ord, "’‘ʼ´`ʹ＇‛"), "'")
_DOUBLE = dict.fromkeys(map(ord, "“”„‟«»‹›＂「」"), '"')
# The press leaves the dots of one out, dictionaries do not; the dotless i is what a capital I may be.
_LETTERS: dict[int, str] = {ord("ё"): "е", ord("ı"): "i"}
# Arabic script: hamza's carriers, final ya and ta marbuta are typed in several ways; Persian has its own ya and kaf.
_LETTERS |= dict.fromkeys(map(ord, "\u0622\u0623\u0625\u0671"), "\u0627")
_LETTERS |= dict.fromkeys(map(ord, "\u0649\u06cc\u06d2"), "\u064a") | {0x6A9: "\u0643"}
_LETTERS |= dict.fromkeys(map(ord, "\u0629\u06c0\u06c1\u06c2\u06d5"), "\u0647")
_DASH = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SPACE = dict.fromkeys([0xA0, 0x202F, 0x2007, 0x2009, 0x200A, 0x3000], " ")
_MARKS = {0x55D: ",", 0x58A: "-", 0x55A: "'", 0x2024: ":", 0x60C: ",", 0x61B: ";", 0x61F: "?", 0x6D4: ".", 0x66C: ","}
"""Armenian comma, hyphen, apostrophe and middle stop; Arabic comma, semicolon, question mark, stop and thousands."""
# The Armenian "and" is one letter, and two where a word is in capitals: all become a letter that no word has.
_PAIR = "\u0559"
_PAIRED = "\u0587"
_PAIRS = ("\u0565\u0582", "\u0565\u057e")
_DROPPED = dict.fromkeys(
    [
        *(0x55B, 0x55C, 0x55E),  # Armenian marks of stress and question stand inside words
        *(*range(0x64B, 0x656), 0x670),  # Arabic vowel points
        0xAD,
        0x640,
        0x200B,
        0x200C,
        0x200D,
        0x2060,
        0xFEFF,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_TABLE: dict[int, str | None] = {**_SINGLE, **_DOUBLE, **_LETTERS, **_MARKS, **_DASH, **_SPACE, **_DROPPED}
_VANISHING = re.compile("[\u0307" + "".join(map(chr, _DROPPED)) + "]|[\u0565\u0535][\u0582\u057e\u0552\u054e]")
# A dotted capital I folds to i + combining dot: the dot goes, so that İrəvan and irəvan meet.
_DOT = "̇"


class Folded:
    """Folded text and where each of its characters stood: ``origin(i)`` is an offset into the original."""

    __slots__ = ("_map", "original", "text")

    def __init__(self, original: str, text: str, offsets: Sequence[int] | None) -> None:
        self.original = original
        self.text = text
        self._map = offsets

    def origin(self, index: int) -> int:
        """The offset in the original of folded offset ``index`` (which may be the end of the text)."""
        return index if self._map is None else self._map[index]

    def index(self, offset: int) -> int:
        """The folded offset of an offset in the original: the first character from there or later."""
        return offset if self._map is None else bisect_left(self._map, offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one that is not empty; ends right after the last character it covers."""
        if self._map is None:
            return start, end
        last = self._map[end - 1]
        stop = last + 1
        # Marks that were composed or dropped belong to the character before them.
        while stop < self._map[end] and unicodedata.combining(self.original[stop]):
            stop += 1
        return self._map[start], stop


def with_capitals(text: str) -> str:
    """``text`` as :func:`fold_plain` gives it, but with its capitals."""
    return unicodedata.normalize("NFC", text).translate(_TABLE)


def fold_plain(text: str) -> str:
    """Folded text without the way back: for words of a lexicon and for the first look at an article."""
    text = unicodedata.normalize("NFC", text)
    folded = (text.replace(_PAIRED, _PAIR) if _PAIRED in text else text).casefold().translate(_TABLE)
    if _PAIRS[0][0] in folded:
        folded = folded.replace(_PAIRS[0], _PAIR).replace(_PAIRS[1], _PAIR)
    return folded.replace(_DOT, "") if _DOT in folded else folded


def fold(text: str) -> Folded:
    """Fold ``text``; linear in its length, and without a map where every character stayed where it was."""
    folded = fold_plain(text)
    if len(folded) == len(text) and not _VANISHING.search(text) and unicodedata.is_normalized("NFC", text):
        # Nothing vanished, so nothing can have grown either: every character stayed where it was.
        return Folded(text, folded, None)
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    length = len(text)
    while start < length:
        stop = start + 1
        if text[start : start + 2].casefold() in _PAIRS:
            stop += 1
        while stop < length and text[stop] >= "̀" and unicodedata.combining(text[stop]):
            stop += 1
        piece = fold_plain(text[start:stop])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        start = stop
    offsets.append(length)
    return Folded(text, "".join(pieces), offsets)
