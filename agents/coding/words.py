"""What a lexicon holds once it is loaded: parties, frames of triggers, cues, places, and a compiled language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from agents.coding.towns import Gazetteer

TOKEN = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+,\d+(?![.,\d])|\w+|[^\w\s]")
"""A token: a number with its thousands, a word, or one mark."""


CONTEXTS = (
    "military", "peacekeeping", "intelligence", "terrorism", "cbrn", "cyber", "diplomatic", "economic", "humanitarian",
    "migration", "human_rights", "rights_freedoms", "legal", "election", "legislative", "government",
    "political_institutions", "political", "resource", "human_security", "disease", "enviro_disaster", "crime_murder",
    "crime_drugs", "crime_theft", "crime_sexual", "corruption", "crime", "religion_ethnicity", "gender", "lgbt",
    "culture",
)  # fmt: skip
"""PLOVER's contexts, those that say most first; the tenses among them are an event's temporality and modality."""


class LexiconError(ValueError):
    """A lexicon that cannot be used: the message names the file, the key and what to do."""


class Actor(NamedTuple):
    """One code: a state, an organisation, a group or a region that is talked of as a party."""

    code: str
    name: str
    kind: str
    groups: frozenset[str]
    within: str = ""
    """The state whose police and people those of a region are."""


class NameForm(NamedTuple):
    """What a written name stands for. ``form``: name, people, capital or leader; ``features`` its cases."""

    actor: Actor
    form: str
    features: frozenset[str]
    role: str | None
    since: date | None
    until: date | None
    capitals: str = ""
    """How the text must have it: ``all`` in capitals (`US` is a state, `us` is not), or the ``first`` letter one."""

    def is_written(self, text: str) -> bool:
        """Whether ``text`` is the name as far as its capitals tell."""
        if not self.capitals:
            return True
        return text.isupper() if self.capitals == "all" else text.lstrip('"«„“').lstrip()[:1].isupper()


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
    preferred: str
    """The relation whose party is the recipient wherever it stands: "captured the town from the rebels"."""
    deed: str
    """``actor`` where the trigger says who did what was told before: "claimed responsibility", "is blamed on"."""
    modality: str
    """What the trigger itself makes of the act (``alleged`` for a blame), or nothing."""
    particle: frozenset[str]
    """Words one of which follows the verb, perhaps behind its object: "turned the request down"."""
    transitive: bool
    """A past form without an object undergoes: "20 protesters arrested, officials say"."""
    may_threaten: bool
    """A promise that is a threat where what is promised is violence or coercion: "vowed to strike"."""
    home: str
    """The role whose act it can only be where nobody is named: ``GOV`` for a curfew, ``CVL`` for a rally.
    With a question mark only where that state tells of it: ``COP?`` for an arrest."""
    or_parties: bool
    """``with`` holds as well where there are an actor and a recipient: "freed the Turkish ship"."""
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


class Town(NamedTuple):
    """A place of the gazetteer, ``thousands`` of people in it; ``area``: a province, and no town."""

    place: PlaceName
    thousands: int
    area: bool


class TownForm(NamedTuple):
    """A written form: its folded words without hyphens, all places of the name, the largest first, and its cases."""

    words: tuple[str, ...]
    towns: tuple[Town, ...]
    features: frozenset[str]


Rows = tuple[tuple[tuple[str, ...], Cue], ...]
Phrases = Mapping[str, Rows]


class Language(NamedTuple):
    """One language, compiled. ``gate`` finds names and triggers; ``phrases`` the cues, by their first token."""

    code: str
    letters: re.Pattern[str]
    common: frozenset[str]
    order: str
    suffixes: dict[str, frozenset[str]]
    verb_endings: dict[str, frozenset[str]]
    """Endings of the forms with the feature ``root``, which count only with one of these."""
    longest_suffix: int
    contexts: dict[str, Rows]
    gate: AhoCorasick
    meanings: tuple[tuple[NameForm | TriggerForm | PlaceName, ...], ...]
    phrases: dict[str, Rows]
    compose: dict[str, int]
    script: dict[int, str]
    """The letters of another script that the language is written in too, each as one of its own: Latin Kazakh."""
    determiners: frozenset[str]
    articles: frozenset[str]
    """Words that only a noun follows at once."""
    noun_after: tuple[str, ...]
    """Endings of a word behind which a form that may be noun or verb is a noun (a Georgian genitive)."""
    boilerplate_lines: tuple[re.Pattern[str], ...]
    boilerplate_tails: tuple[re.Pattern[str], ...]
    dateline: re.Pattern[str] | None
    towns: Gazetteer
    """Names of the gazetteer, if the language has any."""
    stems: dict[int, dict[str, tuple[int, Cue] | None]]
    """What words were found to be with their endings, by the table that they were looked up in."""
    seconds: dict[int, dict[str, Mapping[str, Rows]]]
    """Phrases that begin with one word by their second, for words that begin many."""
