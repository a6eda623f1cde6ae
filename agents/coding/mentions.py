"""Find everything in a sentence that a later step may ask for: parties, triggers, places, cues, numbers.

Names and triggers were found before (:mod:`agents.coding.spots`); cues are looked up by their tokens, and only in
articles that have a name and a trigger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agents.coding.cases import inflected
from agents.coding.fold import Folded
from agents.coding.phrases import classes_inside, phrase_at
from agents.coding.spots import Spot
from agents.coding.words import TOKEN, Actor, Language, NameForm, PlaceName, Town, TriggerForm


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
    cased: bool = False
    """A party with a role whose cases are those of the whole: "the president of Poland" is no mere genitive."""
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


Endings = dict[str, frozenset[str]]


class Sentence:
    """A sentence as tokens and items. Offsets are into the folded part; ``items`` are in order and do not overlap."""

    __slots__ = (
        "at",
        "capitals",
        "classes",
        "end",
        "endings",
        "ends",
        "framed",
        "items",
        "number",
        "order",
        "paragraph",
        "start",
        "starts",
        "subjects",
        "tokens",
    )

    def __init__(self, start: int, end: int, paragraph: int, number: int, order: str = "svo") -> None:
        self.order = order
        """Its language's: ``svo``, ``sov``, or ``free`` where complements stand on both sides of the verb."""
        self.endings: Endings = {}
        """The endings of its language, with what they tell."""
        self.start = start
        self.end = end
        self.paragraph = paragraph
        self.number = number
        self.tokens: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.items: list[Item] = []
        self.at: dict[int, Item] = {}
        self.capitals: set[int] = set()
        """The tokens that have a capital first letter, in languages that say by endings who does what."""
        self.framed: dict[int, bool] = {}
        """Whether a trigger has a frame that fits, by its first token, as far as that has been asked."""
        self.classes: set[str] = set()
        """The word classes of all its items, once they have been asked for."""
        self.subjects: dict[int, list[Item]] = {}
        """Subjects that were found already, by the first token of their verb."""

    def ending(self, token: str) -> frozenset[str]:
        """What the longest ending of a word tells; nothing where it has none."""
        for cut in range(2, len(token)):
            found = self.endings.get(token[cut:])
            if found is not None:
                return found
        return frozenset()

    @property
    def by_case(self) -> bool:
        """Whether cases, not the order, say who does what."""
        return self.order != "svo"


def read(
    language: Language, folded: Folded, start: int, end: int, paragraph: int, number: int, spots: list[Spot], day: date
) -> Sentence:
    """Tokens and items of ``folded.text[start:end]``; ``spots`` are its own; ``day`` picks who was in office."""
    text = folded.text
    sentence = Sentence(start, end, paragraph, number, language.order)
    sentence.endings = language.suffixes
    matches = list(TOKEN.finditer(text, start, end))
    sentence.tokens = [match[0] for match in matches]
    sentence.starts = [match.start() for match in matches]
    sentence.ends = [match.end() for match in matches]
    if sentence.by_case:
        first = (folded.original[folded.origin(offset)] for offset in sentence.starts)
        sentence.capitals = {index for index, letter in enumerate(first) if letter.isupper()}
    written = (folded.original[slice(*folded.span(one.start, one.stem))] for one in spots)
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
    names = [m for m in one.meanings if isinstance(m, NameForm)]
    if not one.suffix and any(m.until is not None and m.until < _NAMESAKES for m in names):
        return None
    for name in names:
        if (name.since or day) <= day <= (name.until or day) and name.is_written(written):
            return Item(
                "party", one.start, one.end, inflected(name.features, one.suffix),
                actor=name.actor, role=name.role, form=name.form,
            )  # fmt: skip
    options = tuple(m for m in one.meanings if isinstance(m, TriggerForm) and (one.suffix or "stem" not in m.features))
    if options:
        features = (frozenset().union(*(o.features for o in options)) | one.suffix) - {"root"}
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
        if found is not None and sentence.by_case and any(i in parties for i in range(index, index + found[0])):
            found = None
        if (
            found is not None
            and sentence.by_case
            and any(i in at and at[i].last >= index + found[0] for i in range(index + 1, index + found[0]))
        ):
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
                item.tags, item.cue = found[1].tags, found[1].kind if found[1].kind in FALLBACK else ""
            if item.kind == "trigger" and item.last > item.first:
                item.tags |= classes_inside(language, sentence.tokens[item.first : item.last + 1])
                closing = phrase_at(language, sentence.tokens[item.last : item.last + 1], 0)
                item.governs = closing[1].value if closing is not None and closing[1].kind == "adposition" else ""
            items.append(item)
            index = item.last + 1
        else:
            token = sentence.tokens[index]
            digits = token.replace(",", "").replace(".", "") if token[0].isdecimal() else ""
            if digits.isdecimal() and "," in token and len(token.rpartition(",")[2]) != _THOUSAND:
                # "1,1 billion" counts no people.
                items.append(Item("word", sentence.starts[index], sentence.ends[index], first=index, last=index))
            elif digits.isdecimal():
                at_ = sentence.starts[index], sentence.ends[index]
                items.append(Item("number", *at_, value=digits, first=index, last=index))
            elif token == "." and language.compose.get("parting_dot") and _parts(sentence, index):
                items.append(Item("stop", sentence.starts[index], sentence.ends[index], first=index, last=index))
            elif token in _MARKS:
                items.append(Item(_MARKS[token], sentence.starts[index], sentence.ends[index], first=index, last=index))
            index += 1
    return items


def _parts(sentence: Sentence, index: int) -> bool:
    """Whether a dot inside a sentence parts two clauses, as in Armenian, and ends no initial."""
    follows = index + 1 < len(sentence.tokens) and sentence.starts[index + 1] > sentence.ends[index]
    return follows and index > 0 and len(sentence.tokens[index - 1]) > 1


_NAMESAKES = date(1901, 1, 1)
_THOUSAND = 3
FALLBACK = frozenset({"say", "deny", "plan", "support", "undergo", "hedge", "rumour", "report", "stop", "according"})
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
