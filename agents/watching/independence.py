"""How many publishers really say so: copies of one wire text, and one outlet's articles, are one voice.

A fingerprint is MinHash as the coder makes it: lanes of 32 bits, 8 hexadecimal digits each. The Jaccard likeness of two
texts is about the share of lanes in which they are equal; from 0.6 on they are copies. The desk keeps a *sketch*: the
lowest byte of each lane, in base64 (a sixth of the size). Two lanes that differ have the same lowest byte once in 256
times, which is taken out again (b-bit minwise hashing, Li and König 2010).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import lru_cache

from schemas.story import Teller

COPY = 0.6
"""From this likeness on, two texts are copies of one."""

_Text = tuple[int, int]
"""A sketch as a number, and how many bytes it has."""
_CHANCE = 1 / 256
_HEX = re.compile(r"(?:[0-9a-fA-F]{8})+")
_OUTLET = re.compile(r"[^\w]+")
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?(?P<name>[\w.-]+?)(?:\.(?:com?|org|net|gov))?\.[a-z]{2,}(?:/.*)?$")


def sketch(fingerprint: str) -> str:
    """The sketch of a fingerprint; empty for an empty one, or for one that is no hexadecimal lanes."""
    if not _HEX.fullmatch(fingerprint):
        return ""
    return b64encode(bytes.fromhex(fingerprint)[3::4]).decode()


def likeness(one: str, other: str) -> float:
    """The estimated Jaccard likeness of two texts by their sketches; 0 where one is empty or of other length."""
    (one_text, length), (other_text, other_length) = _text(one), _text(other)
    return _share(_equal(one_text, other_text, length), length) if length and length == other_length else 0.0


@lru_cache(maxsize=8192)
def _text(sketch: str) -> _Text:
    raw = b64decode(sketch)
    return int.from_bytes(raw, "big"), len(raw)


def _equal(one: int, other: int, length: int) -> int:
    """In how many bytes two sketches of one length are equal."""
    return (one ^ other).to_bytes(length, "big").count(0)


def _share(equal: int, length: int) -> float:
    return max(0.0, (equal / length - _CHANCE) / (1 - _CHANCE))


@lru_cache(maxsize=64)
def _enough(length: int) -> int:
    """How many equal bytes make copies of two sketches of this length."""
    return next(equal for equal in range(length + 1) if _share(equal, length) >= COPY)


@lru_cache(maxsize=8192)
def outlet(name: str) -> str:
    """One spelling for an outlet, named by its site or in words: ``www.astanatimes.com``, ``The Astana Times``."""
    text = name.strip().casefold()
    site = _SITE.match(text)
    text = _OUTLET.sub("", site["name"] if site else text)
    return text.removeprefix("the") or name


def voices(tellers: Sequence[Teller]) -> list[frozenset[str]]:
    """The independent voices among ``tellers``: each a set of article ids.

    Two articles are one voice if they are of one outlet, credit one outlet (or one the other) or are copies; what is
    linked through a third is linked.
    """
    groups: list[tuple[set[str], set[str], list[_Text]]] = []
    for teller in tellers:
        names = outlets(teller)
        text = _text(teller.sketch)
        ids, merged_names, texts = {teller.id}, set(names), [text] if text[1] else []
        rest = []
        for group in groups:
            if group[1].isdisjoint(names) and not _is_copy(text, group[2]):
                rest.append(group)
            else:
                ids |= group[0]
                merged_names |= group[1]
                texts += group[2]
        groups = [*rest, (ids, merged_names, texts)]
    return [frozenset(ids) for ids, _, _ in groups]


def _is_copy(text: _Text, texts: list[_Text]) -> bool:
    """Whether a text is a copy of any of ``texts``."""
    number, length = text
    if not length:
        return False
    enough = _enough(length)
    return any(other_length == length and _equal(number, other, length) >= enough for other, other_length in texts)


def outlets(teller: Teller) -> frozenset[str]:
    """The outlets that an article speaks for: its own, and those that it credits with the event."""
    credited = {event.attribution.publisher for event in teller.events if event.attribution.publisher}
    return frozenset(outlet(name) for name in {teller.source, *credited})
