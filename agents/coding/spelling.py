"""How the press writes the names of GeoNames, and which of them are also words or what people are called.

Used by ``gazetteer.py`` alone, when the table is made.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple

from agents.coding.fold import fold_plain
from agents.coding.words import TOKEN

_LATIN = str.maketrans({
    "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ə": "a", "Ə": "A", "æ": "ae", "ß": "ss",
    "þ": "th", "ð": "d", "ħ": "h", "ŋ": "ng", "Œ": "Oe", "œ": "oe",
    **dict.fromkeys("‘’ʻʼʾʿ´`ˌ", "'"),
})  # fmt: skip
_PRESS_LETTERS = re.compile(r"[A-Za-z áéíóúàèçñãâêôöüÁÉÍÓÖÜ'-]+")
NAME = re.compile(r"[A-Z][A-Za-z]*(?:[ '-][A-Za-z]+)*")
_RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -](?:[А-ЯЁ][а-яё]+|на|эль?|э[рсндтзш]|аль?|де?|ди))*")
_ARTICLE = re.compile(r"^(?:Al|Ar|As|Ash|Ad|An|At|Az|El|Er|Es)[ -](?=[A-Z])")
_RUSSIAN_ARTICLE = re.compile(r"^(?:Эль|Эр|Эс|Эд|Эн|Эт|Эз|Эш|Аль|Ар|Ас|Аш|Ад|Ан|Ат|Аз)-(?=[А-ЯЁ])")
_RUSSIAN_SIGNS = re.compile("й|-э|ы")
_ONE_SOUND = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ch|dj|dzh", "j"), ("ou|oo|w", "u"), ("ee|ey|ay|ai|ei|ie|y", "i"), ("kh|gh", "h"), ("q|ck|c", "k"),
        ("ph", "f"), ("zhzh", "zh"), (r"([a-z])\1", r"\1"),
        ("[ae]h$", "a"), ("ah", "a"), ("e", "a"), ("o", "u"), ("ia", "i"),
    )
)  # fmt: skip
_SOUNDS = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", [
    *"abvgde", "zh", *"ziiklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
], strict=True))  # fmt: skip
_WELL_KNOWN, _KNOWN = 1_000_000, 750_000
"""So many people that the town comes to mind before a person, or a word, of its name."""
_SHORTEST, _SHORTEST_ALONE, _LONGEST = 4, 5, 4
_ALIKE, _OTHERS = 0.55, 2


class Source(NamedTuple):
    """A place as the sources have it; ``code`` is that of its division, ``spellings`` those of all languages."""

    name: str
    country: str
    latitude: float
    longitude: float
    people: int
    code: str
    spellings: tuple[str, ...]
    kind: str = "town"


class Words(NamedTuple):
    """Ordinary words of English and Indonesian, and what people are called: common names, and all of them."""

    english: frozenset[str]
    indonesian: frozenset[str]
    persons: frozenset[str]
    all_persons: frozenset[str]


def plain(name: str) -> str:
    """``name`` in the letters of English print: without marks above, below or between letters."""
    marked = unicodedata.normalize("NFKD", name.translate(_LATIN))
    return " ".join("".join(c for c in marked if not unicodedata.combining(c)).split()).strip("'")


def is_meant(name: str, people: int, in_conflict: bool, words: Words) -> bool:
    """Whether ``name`` alone tells a place: it is no ordinary word and no person's name, or the town is well known."""
    parts = [part for part in TOKEN.findall(fold_plain(name)) if part.isalpha()]
    if not parts or len(parts) > _LONGEST or max(map(len, parts)) < _SHORTEST:
        return False
    if people < _KNOWN and all(part in words.english for part in parts):
        return False
    called = words.persons if in_conflict else words.all_persons
    return people >= _WELL_KNOWN or len(parts) > 1 or parts[0] not in called


def without_article(name: str, words: Words) -> str:
    """ "Al Fallujah" is Fallujah; "Al Bab" stays as it is, since what is left would be short, or a word."""
    bare = _ARTICLE.sub("", name)
    return bare if len(bare) >= _SHORTEST_ALONE and is_meant(bare, 0, True, words) else name


def spellings(source: Source, words: Words, all_of_them: bool) -> tuple[str, ...]:
    """Other ways in which the press writes a name: with its accents, and, if asked, those that write its sounds."""
    key = key_of(source.name)
    sound = _sound(key)
    accented = [
        s for s in source.spellings if _PRESS_LETTERS.fullmatch(s) and not s.isascii() and plain(s) == source.name
    ]
    ranked: dict[str, tuple[float, str]] = {}
    for spelling in source.spellings:
        other = _ARTICLE.sub("", plain(spelling)) if spelling[:1].isupper() else ""
        mine = key_of(other)
        if not NAME.fullmatch(other) or len(other) < _SHORTEST_ALONE or mine == key:
            continue
        alike = source.kind == "area" or _sound(mine) == sound
        if alike and is_meant(other, source.people, True, words):
            ranked.setdefault(mine, (-SequenceMatcher(None, key, mine).ratio(), other))
    others = [other for _, other in sorted(ranked.values())]
    return tuple(sorted({*accented[:1], *(others if source.kind == "area" else others[: _OTHERS * all_of_them])}))


def russian(source: Source) -> tuple[str, ...]:
    """The Russian name: one that the dictionary has, else the one that sounds most like the name.

    None where that is a word, or a person's name: other spellings of it are those of other languages.
    """
    ranked = []
    for spelling in source.spellings:
        name = _RUSSIAN_ARTICLE.sub("", spelling)
        if not _RUSSIAN.fullmatch(name) or max(map(len, re.split("[ -]", name))) < _SHORTEST:
            continue
        sounds = "".join(_SOUNDS.get(c, "") for c in name.casefold().replace("ё", "е"))
        alike = SequenceMatcher(None, key_of(source.name), key_of(sounds)).ratio()
        if alike >= _ALIKE:
            ranked.append((known_as(name), -round(alike, 3), -len(_RUSSIAN_SIGNS.findall(name)), name))
    ranked.sort(key=lambda row: (row[0] == "unknown", *row[1:]))
    if not ranked or (ranked[0][0] == "other" and source.people < _KNOWN):
        return ()
    return tuple(dict.fromkeys(name for known, *_, name in ranked[:2] if known == "place" or name == ranked[0][-1]))


def _sound(key: str) -> str:
    """What is left of a name when ways to write one sound are taken for one: Qandahar and Kandahar, Idleb and Idlib."""
    for pattern, sound in _ONE_SOUND:
        key = pattern.sub(sound, key)
    return key


def known_as(name: str) -> str:
    """What the Russian dictionary says of a name: it is a ``place``, something ``other``, or ``unknown``."""
    parses = [p for p in _analyzer().parse(name.casefold()) if p.is_known and "nomn" in p.tag]
    if not parses:
        return "unknown"
    return "place" if "Geox" in parses[0].tag or all("Geox" in p.tag for p in parses) else "other"


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def key_of(name: str) -> str:
    return re.sub("[^a-z]", "", name.casefold())
