"""Take out what is on the page but is not the report: read-also lines, captions, bylines, datelines, tags, disclaimers.

Offsets stay those of the original: what is kept comes back as spans.
"""

from __future__ import annotations

import re

from agents.coding.sentences import paragraphs
from agents.coding.words import Language

# A credit in brackets or after a bar at the end of a short paragraph marks a picture's caption, whatever the language.
_CREDIT = re.compile(
    r"""(?ix) \( \s* (?: [\w./-]* \. (?:com|org|net|example) \b [^)]*
        | (?:photo|foto|фото|ap|afp|reuters|getty|epa) \b [^)]* ) \) \s* \.? \s* $"""
)
_BULLET = re.compile(r"^\s*[•·▪*]\s+\S+")
_AGENCY_DATELINE = re.compile(r"^[^\n.!?]{2,80}?\s(?:[-–—]{1,2}|\.\s?[-–—])\s+(?=\S)")
_UPPER = re.compile(r"^[^\W\d_]*[A-ZА-ЯЁ԰-Ֆ]")
_LONGEST_CAPTION = 240


def kept_spans(body: str, title: str, language: Language) -> list[tuple[int, int]]:
    """The spans of ``body`` that are the report itself, in order; linear in its length."""
    kept: list[tuple[int, int]] = []
    for start, end in paragraphs(body):
        text = body[start:end]
        if any(p.search(text) for p in language.boilerplate_tails):
            break
        if _is_furniture(text, title, language):
            continue
        if not kept:
            start += _dateline_length(text, language)
        kept.append((start, end))
    return kept


def _is_furniture(text: str, title: str, language: Language) -> bool:
    if any(p.search(text) for p in language.boilerplate_lines):
        return True
    if title and text.startswith(title) and len(text) > len(title) and not text[len(title)].isspace():
        # A headline printed again and glued to what follows: a picture with its caption.
        return True
    if len(text) <= _LONGEST_CAPTION and _CREDIT.search(text):
        return True
    if text.count(" | ") >= 2 or text.count(" • ") >= 2:
        # A bar of links.
        return True
    return bool(_BULLET.match(text)) and len(text) < 60


def _dateline_length(text: str, language: Language) -> int:
    """How much of the first paragraph is its dateline: a place, perhaps a date and an agency, and a dash."""
    if language.dateline is not None:
        match = language.dateline.match(text)
        if match:
            return match.end()
    match = _AGENCY_DATELINE.match(text)
    if match and _UPPER.match(text):
        words = match[0].split()
        capital = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
        if len(words) <= 10 and capital >= len(words) - 2:
            return match.end()
    return 0
