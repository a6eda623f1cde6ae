"""What a lexicon holds once it is loaded: parties, frames of triggers, cues, places, and a compiled language."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

TOKEN = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\w+|[^\w\s]")
"""A token: a number with its thousands, a word, or one mark."""


class LexiconError(ValueError):
    """A lexicon that cannot be used: the message names the file, the key and what to do."""


class Actor(NamedTuple):
    """One code: a state, an organisation, a group or a region that is talked of as a party."""

    code: str
    name: str
    kind: str
    groups: frozenset[str]


class NameForm(NamedTuple):
    """What a written name stands for. ``form``: name, people, capital or leader; ``features`` its cases."""

    actor: Actor
    form: str
    features: frozenset[str]
    role: str | None
    since: date | None
    until: date | None
    capitals: bool = False
    """Only where the text has it in capitals: `US` is a state, `us` is not."""


class TypeRule(NamedTuple):
    """What holds for an event type in every language (``types.toml``)."""

    recipient: tuple[str, ...]
    embeds: str | None
    modes: dict[str, str]
    default_mode: str | None
    requires: tuple[str, ...]


class TriggerEntry(NamedTuple):
    """One group of triggers of a language file, with the frame that they share."""

    event_type: str
    mode: str | None
    word_classes: frozenset[str]
    without: frozenset[str]
    recipient_kinds: frozenset[str]
    actor_kinds: frozenset[str]
    of: str
    reciprocal: bool
    mutual: bool
    each: bool
    min_parties: int
    side: str
    embeds: str | None
    needs_inner: bool
    needs_topic: bool
    needs_toll: bool
    figurative: bool
    premodifier: str
    recipient: tuple[str, ...]
    actor: tuple[str, ...]
    key: str


class TriggerForm(NamedTuple):
    entry: TriggerEntry
    features: frozenset[str]


class Cue(NamedTuple):
    """A word or phrase that is neither party nor trigger: a negator, a hedge, an adposition, a word class…"""

    kind: str
    value: str
    features: frozenset[str]
    tags: frozenset[str]
    """All that the word is: its kinds, and its word classes as ``word:troops``; ``kind`` is the weightiest."""


class PlaceName(NamedTuple):
    name: str
    country: str
    latitude: float
    longitude: float


class Language(NamedTuple):
    """One language, compiled. ``gate`` finds names and triggers; ``phrases`` the cues, by their first token."""

    code: str
    letters: re.Pattern[str]
    common: frozenset[str]
    order: str
    suffixes: dict[str, frozenset[str]]
    gate: AhoCorasick
    meanings: tuple[tuple[NameForm | TriggerForm | PlaceName, ...], ...]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]
    compose: dict[str, int]
    determiners: frozenset[str]
    boilerplate_lines: tuple[re.Pattern[str], ...]
    boilerplate_tails: tuple[re.Pattern[str], ...]
    dateline: re.Pattern[str] | None
