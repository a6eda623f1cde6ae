"""Russian names in their cases, by pymorphy3: adjectives and head noun inflect, what follows the head stays.

Cases are pymorphy's: nomn, gent, datv, accs, ablt, loct. A name with ``=`` before it, and one that the dictionary knows
to be fixed (``НАТО``, ``Чили``), stays as it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_WITH = re.compile(r"\bс (?=«?[СЗШЖ][бвгджзклмнпрстфхцчшщ])")


@cache
def _analyzer() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


def load() -> None:
    """Read the dictionary now (0.2 s), not when the first name is inflected."""
    _analyzer()


@lru_cache(maxsize=8192)
def inflect(name: str, case: str) -> str:
    """``name`` (in the nominative) in a case."""
    if name.startswith("="):
        return name[1:]
    if case == "nomn":
        return name
    done: list[str] = []
    before: list[tuple[str, Any]] = []
    words = name.split(" ")
    while words:
        word = words.pop(0)
        parse = _best(word)
        if parse is None:
            return name
        if parse.tag.POS in ("ADJF", "PRTF") and words:
            before.append((word, parse))
            continue
        head = _form(word, parse, {case})
        done += [_form(adjective, known, {case, *_agreement(parse)}) for adjective, known in before] + [head]
        before = []
        if words[:1] != ["и"]:
            break
        done.append(words.pop(0))
    return " ".join(done + words)


@lru_cache(maxsize=8192)
def is_plural(name: str) -> bool:
    """Whether a verb stands in the plural with ``name`` (``Филиппины``, ``хуситы``)."""
    words = name.removeprefix("=").split(" ")
    parses = [_best(word) for word in words]
    noun = next((parse for parse in parses if parse is not None and parse.tag.POS == "NOUN"), None)
    return noun is not None and ("plur" in noun.tag or "Pltm" in noun.tag)


def smooth(text: str) -> str:
    """``с Словакией`` → ``со Словакией``."""
    return _WITH.sub("со ", text)


def _best(word: str) -> Any:
    """The reading of a word as (part of) a name in the nominative; None if it has none."""
    readings = [
        parse for parse in _analyzer().parse(word)
        if parse.tag.POS in ("NOUN", "ADJF", "PRTF") and ("nomn" in parse.tag or "Fixd" in parse.tag)
    ]  # fmt: skip
    return max(readings, key=lambda parse: ("Geox" in parse.tag, parse.is_known, parse.score), default=None)


def _agreement(noun: Any) -> set[str]:
    if "plur" in noun.tag:
        return {"plur"}
    return {"sing", str(noun.tag.gender)} if noun.tag.gender else {"sing"}


def _form(word: str, parse: Any, wanted: set[str]) -> str:
    if "Fixd" in parse.tag:
        return word
    if "accs" in wanted and parse.tag.POS != "NOUN" and "inan" not in wanted:
        wanted = wanted | ({"inan"} if wanted & {"masc", "plur"} else set())
    found = parse.inflect(wanted)
    if found is None:
        return word
    made = str(found.word)
    if word.isupper() and len(word) > 1:
        return made.upper()
    like = zip(made, word.ljust(len(made)), strict=False)
    return "".join(letter.upper() if letter == shape.lower() and shape.isupper() else letter for letter, shape in like)
