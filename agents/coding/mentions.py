"""Find everything in a sentence that a later step may ask for: parties, triggers, places, cues, numbers.

One Aho-Corasick pass over the part finds names and triggers of the language (:func:`spot`); cues are looked up by
their tokens, and only in articles that have a name and a trigger. Word edges know the language's suffixes, so that
one stem serves `KTMT-dən` and `negaranya`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agents.coding.fold import Folded
from agents.coding.words import (
    TOKEN,
    Actor,
    Language,
    NameForm,
    PlaceName,
    Town,
    TriggerForm,
    classes_inside,
    phrase_at,
)

Meaning = NameForm | TriggerForm | PlaceName


class Spot(NamedTuple):
    """A written form at ``text[start:end]`` (its suffix included), with what it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    suffix: frozenset[str]


@dataclass(slots=True, eq=False, repr=False)
class Item:
    """One thing in a sentence: a party, a trigger, a place, a number, or a cue (then ``kind`` is the cue's kind).

    ``first`` and ``last`` are its tokens; ``start`` and ``end`` its offsets in the folded part. A party has ``actor``
    and perhaps a ``role``; a trigger its ``options``, of which the clause chooses; a cue its ``value``.
    """

    kind: str
    start: int
    end: int
    features: frozenset[str] = frozenset()
    value: str = ""
    first: int = 0
    last: int = 0
    actor: Actor | None = None
    role: str | None = None
    form: str = ""
    options: tuple[TriggerForm, ...] = ()
    place: PlaceName | None = None
    towns: tuple[Town, ...] = ()
    """What a name of the gazetteer may mean: it is settled once the whole article is read."""
    tags: frozenset[str] = frozenset()
    official: bool = False
    """A capital that stands for its officials: it acts, whatever adposition is before it."""
    cue: str = ""
    """What a trigger is where none of its frames is meant: the kind of the cue that is written like it."""
    described: str = ""
    """How a party that the text only describes got its state: by its ``owner``, its ``place``, or a ``guess``."""
    owned: bool = False
    """A party that belongs to a noun ("Armenia's request") and so is no subject of its own."""
    governs: str = ""
    """The relation that a trigger's own last word makes with what follows: "demanded of"."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.code or self.value or '/'.join(o.entry.event_type for o in self.options)}>"

    @property
    def code(self) -> str:
        """The party's code, with its role: ``KAZ:GOV``."""
        if self.actor is None:
            return ""
        return f"{self.actor.code}:{self.role}" if self.role and self.actor.kind == "state" else self.actor.code

    @property
    def is_verb(self) -> bool:
        """A trigger or cue that can have a subject of its own."""
        return "noun" not in self.features and self.kind in _VERBAL


_VERBAL = frozenset({"trigger", "say", "deny", "plan", "support", "undergo", "verb"})


def _edges(language: Language, text: str, start: int, end: int) -> tuple[int, frozenset[str]] | None:
    """The end of the word and its suffix's features where ``text[start:end]`` is a word or its stem, else None."""
    if start and _inside(text[start - 1]) and _inside(text[start]):
        return None
    if end == len(text) or not _inside(text[end]):
        if end < len(text) and text[end] in "'-" and language.suffixes:
            stop = end + 1
            while stop < len(text) and _inside(text[stop]):
                stop += 1
            features = language.suffixes.get(text[end + 1 : stop])
            if features is not None and stop > end + 1:
                return stop, features
        return end, frozenset()
    if not language.suffixes:
        return None
    stop = end
    while stop < len(text) and _inside(text[stop]):
        stop += 1
    features = language.suffixes.get(text[end:stop])
    return None if features is None else (stop, features)


def _inside(character: str) -> bool:
    return character.isalnum() or character == "_"


def spot(language: Language, text: str) -> list[Spot]:
    """All names and triggers in folded ``text``; of those that overlap, the longest of the leftmost."""
    found: list[tuple[int, int, int, frozenset[str]]] = []
    for index, start, end in language.gate.find_matches_as_indexes(text, overlapping=True):
        edges = _edges(language, text, start, end)
        if edges is not None:
            found.append((start, -edges[0], index, edges[1]))
    found.sort(key=lambda row: row[:2])
    spots: list[Spot] = []
    last = -1
    for start, negative_end, index, suffix in found:
        if start >= last:
            spots.append(Spot(start, -negative_end, language.meanings[index], suffix))
            last = -negative_end
    return spots


def is_relevant(spots: list[Spot], text: str, day: date, names_a_town: Callable[[], bool]) -> bool:
    """Whether there is a name together with a trigger: only then is the article looked at more closely.

    ``text`` is what was folded, to look for capitals where every character stayed in its place, else nothing.
    ``names_a_town`` is asked where there are triggers and no other names.
    """
    named = triggered = False
    for one in spots:
        for meaning in one.meanings:
            if isinstance(meaning, TriggerForm):
                triggered = True
            elif not named and (isinstance(meaning, PlaceName) or _may_count(meaning, text[one.start : one.end], day)):
                named = True
        if named and triggered:
            return True
    return triggered and names_a_town()


def _may_count(name: NameForm, written: str, day: date) -> bool:
    """Whether a name may be somebody here: in office on ``day``, and with the capitals that it must have."""
    return (not written or name.is_written(written)) and (name.since or day) <= day <= (name.until or day)


class Sentence:
    """A sentence as tokens and items. Offsets are into the folded part; ``items`` are in order and do not overlap."""

    __slots__ = (
        "at",
        "classes",
        "end",
        "ends",
        "framed",
        "items",
        "number",
        "paragraph",
        "start",
        "starts",
        "subjects",
        "tokens",
    )

    def __init__(self, start: int, end: int, paragraph: int, number: int) -> None:
        self.start = start
        self.end = end
        self.paragraph = paragraph
        self.number = number
        self.tokens: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.items: list[Item] = []
        self.at: dict[int, Item] = {}
        self.framed: dict[int, bool] = {}
        """Whether a trigger has a frame that fits, by its first token, as far as that has been asked."""
        self.classes: set[str] = set()
        """The word classes of all its items, once they have been asked for."""
        self.subjects: dict[int, list[Item]] = {}
        """Subjects that were found already, by the first token of their verb."""


def read(
    language: Language, folded: Folded, start: int, end: int, paragraph: int, number: int, spots: list[Spot], day: date
) -> Sentence:
    """Tokens and items of ``folded.text[start:end]``; ``spots`` are its own; ``day`` picks who was in office."""
    text = folded.text
    sentence = Sentence(start, end, paragraph, number)
    for match in TOKEN.finditer(text, start, end):
        sentence.tokens.append(match[0])
        sentence.starts.append(match.start())
        sentence.ends.append(match.end())
    written = (folded.original[slice(*folded.span(one.start, one.end))] for one in spots)
    items = [item for one, form in zip(spots, written, strict=True) if (item := _item(one, day, form)) is not None]
    placed: list[Item] = []
    position = 0
    for item in items:
        while position < len(sentence.ends) and sentence.ends[position] <= item.start:
            position += 1
        if position == len(sentence.ends):
            break
        last = position
        while last + 1 < len(sentence.starts) and sentence.starts[last + 1] < item.end:
            last += 1
        item.first, item.last = position, last
        placed.append(item)
    sentence.items = _with_cues(language, sentence, placed)
    for item in sentence.items:
        for index in range(item.first, item.last + 1):
            sentence.at[index] = item
    return sentence


def _item(one: Spot, day: date, written: str) -> Item | None:
    """The item of a spot: a party before a trigger before a place; a leader only while in office on ``day``."""
    for meaning in one.meanings:
        if isinstance(meaning, NameForm) and (meaning.since or day) <= day <= (meaning.until or day):
            if not meaning.is_written(written):
                continue
            return Item(
                "party", one.start, one.end, meaning.features | one.suffix,
                actor=meaning.actor, role=meaning.role, form=meaning.form,
            )  # fmt: skip
    options = tuple(m for m in one.meanings if isinstance(m, TriggerForm))
    if options:
        features = frozenset().union(*(o.features for o in options)) | one.suffix
        return Item("trigger", one.start, one.end, features, options=options)
    for meaning in one.meanings:
        if isinstance(meaning, PlaceName):
            return Item("place", one.start, one.end, one.suffix, place=meaning)
    return None


def _with_cues(language: Language, sentence: Sentence, spotted: list[Item]) -> list[Item]:
    """Join the spotted items with the cues between them; a longer phrase beats a trigger, a party beats a phrase."""
    at = {item.first: item for item in spotted}
    parties = {i for item in spotted if item.kind == "party" for i in range(item.first, item.last + 1)}
    items: list[Item] = []
    index = 0
    while index < len(sentence.tokens):
        item = at.get(index)
        found = None if index in parties else phrase_at(language, sentence.tokens, index)
        if found is not None and any(i in parties for i in range(index, index + found[0])):
            found = None
        if found is not None and (item is None or index + found[0] - 1 > item.last):
            length, cue = found
            last = index + length - 1
            items.append(
                Item(
                    cue.kind,
                    sentence.starts[index],
                    sentence.ends[last],
                    cue.features,
                    cue.value,
                    index,
                    last,
                    tags=cue.tags,
                )
            )
            index = last + 1
        elif item is not None:
            if found is not None and index + found[0] - 1 == item.last:
                item.tags, item.cue = found[1].tags, found[1].kind if found[1].kind in _FALLBACK else ""
            if item.kind == "trigger" and item.last > item.first:
                item.tags |= classes_inside(language, sentence.tokens[item.first : item.last + 1])
                closing = phrase_at(language, sentence.tokens[item.last : item.last + 1], 0)
                item.governs = closing[1].value if closing is not None and closing[1].kind == "adposition" else ""
            items.append(item)
            index = item.last + 1
        else:
            token = sentence.tokens[index]
            digits = token.replace(",", "").replace(".", "")
            if digits.isdecimal() and "," in token and len(token.rpartition(",")[2]) != _THOUSAND:
                # "1,1 billion" counts no people.
                items.append(Item("word", sentence.starts[index], sentence.ends[index], first=index, last=index))
            elif digits.isdecimal():
                items.append(
                    Item("number", sentence.starts[index], sentence.ends[index], value=digits, first=index, last=index)
                )
            elif token in _MARKS:
                items.append(Item(_MARKS[token], sentence.starts[index], sentence.ends[index], first=index, last=index))
            index += 1
    return items


_THOUSAND = 3
_FALLBACK = frozenset({"say", "deny", "plan", "support", "undergo", "hedge", "rumour", "report", "stop"})
_MARKS = {
    ",": "comma",
    ";": "stop",
    ":": "stop",
    '"': "quote",
    "(": "bracket",
    ")": "bracket",
    "-": "dash",
    "?": "question",
}
