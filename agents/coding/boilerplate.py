"""Take out what is on the page but is not the report: read-also lines, captions, bylines, datelines, tags, disclaimers.

Offsets stay those of the original: what is kept comes back as spans.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agents.coding.sentences import paragraphs
from agents.coding.words import Language

if TYPE_CHECKING:
    from agents.coding.tracing import Furniture

# A credit in brackets or after a bar at the end of a short paragraph marks a picture's caption, whatever the language.
_CREDIT = re.compile(
    r"""(?ix) \( \s* (?: [\w./-]* \. (?:com|org|net|example) \b [^)]*
        | (?:photo|foto|фото|ap|afp|reuters|getty|epa) \b [^)]* ) \) \s* \.? \s* $"""
)
_BULLET = re.compile(r"^\s*[•·▪*]\s+\S+")
_AGENCY_DATELINE = re.compile(r"^[^\n.!?]{2,80}?\s(?:[-–—]{1,2}|\.\s?[-–—])\s+(?=\S)")
_UPPER = re.compile(r"^[^\W\d_]*[A-ZА-ЯЁ԰-Ֆ]")
_LONGEST_CAPTION = 240


def kept_spans(
    body: str, title: str, language: Language, out: list[tuple[int, int, Furniture]] | None = None
) -> list[tuple[int, int]]:
    """The spans of ``body`` that are the report itself, in order; linear in its length. ``out`` gets the others."""
    kept: list[tuple[int, int]] = []
    for start, end in paragraphs(body):
        text = body[start:end]
        why = _furniture(text, title, language)
        if why is not None and out is not None:
            out.append((start, len(body) if why == "tail" else end, why))
        if why == "tail":
            break
        if why is not None:
            continue
        if not kept:
            begin, start = start, start + _dateline_length(text, language)
            if start > begin and out is not None:
                out.append((begin, start, "dateline"))
        kept.append((start, end))
    return kept


def _furniture(text: str, title: str, language: Language) -> Furniture | None:
    """What sort of furniture a paragraph is; None where it is the report. After a ``tail`` nothing is read."""
    if any(p.search(text) for p in language.boilerplate_tails):
        return "tail"
    if any(p.search(text) for p in language.boilerplate_lines):
        return "line"
    if title and text.startswith(title) and len(text) > len(title) and text[len(title)].isalnum():
        # A headline printed again and glued to what follows: a picture with its caption.
        return "headline"
    if len(text) <= _LONGEST_CAPTION and _CREDIT.search(text):
        return "caption"
    if text.count(" | ") >= 2 or text.count(" • ") >= 2:
        return "links"
    return "bullet" if _BULLET.match(text) and len(text) < 60 else None


_QUOTED = re.compile(r",\W*[-–—]\W*$")
"""A comma and a dash end what is quoted."""


def _dateline_length(text: str, language: Language) -> int:
    """How much of the first paragraph is its dateline: a place, perhaps a date and an agency, and a dash."""
    if language.dateline is not None:
        match = language.dateline.match(text)
        if match:
            return match.end()
    match = _AGENCY_DATELINE.match(text)
    if match and _UPPER.match(text) and not _QUOTED.search(match[0]):
        words = match[0].split()
        capital = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
        if len(words) <= 10 and capital >= len(words) - 2:
            return match.end()
    return 0
