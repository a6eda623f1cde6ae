"""Towns and provinces of the gazetteer in a sentence, and which of several of one name is meant.

A name of the gazetteer says less than one in the lexicons: it counts only where it is written with a capital, where
no unknown capitalised word stands beside it (a person's name), and where it hangs from something ("in", a verb, a
list): a bare one before a verb may be anybody. Of namesakes the context chooses; where it does not, none is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agents.coding.cases import role_of
from agents.coding.clauses import opens_speech
from agents.coding.fold import Folded
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations
from agents.coding.spots import Spot
from agents.coding.towns import dominant
from agents.coding.words import Actor, Language, PlaceName, Town

_ARTICLES = frozenset({"al", "ar", "as", "ash", "ad", "an", "at", "az", "el", "er", "es", "эль", "аль", "эр", "аш"})
"""What transliterated Arabic puts before a name, with a hyphen."""
_LONE_ARTICLES = frozenset({"al", "el", "ar", "ash"})
_GENERIC = frozenset({"word:town"})
_AS_PERSONS = frozenset({"agent", "with", "between", "behind"})
_NOUNS = frozenset({"role", "word", "trigger", "place"})
_HOMES = ("state", "region")
_UNKNOWN = 4
_FAR = 10


def find(language: Language, sentence: Sentence, folded: Folded, spots: Sequence[Spot], persons: set[str]) -> None:
    """Put the names of the gazetteer among the items of ``sentence``, where nothing else has their words.

    ``spots`` are those of the sentence, with those that stand for nobody. A name that an unknown capitalised word
    precedes is a person's: it goes into ``persons``.
    """
    written, origin = folded.original, folded.origin
    capitals = [index for index, start in enumerate(sentence.starts) if written[origin(start)].isupper()]
    view = _View(sentence, frozenset(capitals), spots)
    last = -1
    for index in capitals:
        found = language.towns.longest(sentence.tokens, index) if index > last else None
        if found is None or not view.is_free(index, found[0]):
            continue
        last, form = found
        first = view.with_article(index)
        why = view.refuses(first, last, language)
        if why == "person":
            persons.add(" ".join(form.words))
        elif not why:
            view.put(Item(
                "place", sentence.starts[first], sentence.ends[last], form.features, " ".join(form.words), first, last,
                place=form.towns[0].place, towns=form.towns,
            ))  # fmt: skip


class _View(NamedTuple):
    """A sentence, its tokens that are written with a capital, and its names and triggers."""

    sentence: Sentence
    capitals: frozenset[int]
    spots: Sequence[Spot]

    def is_free(self, first: int, last: int) -> bool:
        """Whether no name, trigger or place of the lexicons is there, nor, for a single word, a cue."""
        start, end = self.sentence.starts[first], self.sentence.ends[last]
        if any(one.start < end and start < one.end for one in self.spots):
            return False
        return last > first or first not in self.sentence.at

    def is_glued(self, index: int) -> bool:
        """Whether nothing stands between token ``index`` and the next one."""
        return (
            0 <= index < len(self.sentence.starts) - 1 and self.sentence.ends[index] == self.sentence.starts[index + 1]
        )

    def with_article(self, first: int) -> int:
        """Where a name begins, with the article of its language: "al-Fallujah", "Ash Shaddadi"."""
        tokens = self.sentence.tokens
        if first >= 2 and tokens[first - 1] == "-" and tokens[first - 2] in _ARTICLES and self.is_glued(first - 2):
            return first - 2
        return first - 1 if first and tokens[first - 1] in _LONE_ARTICLES else first

    def refuses(self, first: int, last: int, language: Language) -> str:
        """Why the words at ``first`` to ``last`` are no place: they are a person's name, or part of another word."""
        before = self.sentence.at.get(first - 1)
        tokens = self.sentence.tokens
        initial = first >= 2 and tokens[first - 1] == "." and len(tokens[first - 2]) == 1
        if initial or self._is_unknown(first - 1):
            return "person"
        if before is not None and role_of(before) is not None and not language.compose.get("genitive_after"):
            return "person"
        joined = (first and tokens[first - 1] == "-" and self.is_glued(first - 1)) or (
            last + 1 < len(tokens) and tokens[last + 1] == "-" and self.is_glued(last)
        )
        return "part" if joined or self._is_unknown(last + 1) else ""

    def _is_unknown(self, index: int) -> bool:
        if index not in self.capitals or index in self.sentence.at:
            return False
        return self.sentence.tokens[index].isalpha() and self.is_free(index, index)

    def put(self, item: Item) -> None:
        sentence = self.sentence
        kept = [i for i in sentence.items if i.last < item.first or i.first > item.last]
        at = sum(1 for i in kept if i.last < item.first)
        sentence.items = [*kept[:at], item, *kept[at:]]
        for index in range(item.first, item.last + 1):
            sentence.at[index] = item


def settle(language: Language, sentences: Sequence[Sentence], home: Actor | None, persons: set[str]) -> None:
    """Choose which place each name of the gazetteer means, and take out those that mean none.

    The context of a name is its address ("Tripoli, Lebanon"), then the countries that its sentence names, then that of
    the dateline, then those that the article names; failing these, a town much larger than its namesakes is meant.
    """
    named = [frozenset(_countries(sentence)) for sentence in sentences]
    context = frozenset({home.code}) if home is not None else frozenset()
    everywhere = frozenset().union(*named)
    for sentence, here in zip(sentences, named, strict=True):
        for item in [i for i in sentence.items if i.towns]:
            address = _address(sentence, item)
            chosen = None
            if item.value not in persons and address is not None:
                chosen = next((town.place for town in item.towns if town.place.country == address), None)
            elif item.value not in persons and _hangs(language, sentence, item):
                chosen = _chosen(item.towns, (here, context, everywhere))
            if chosen is not None:
                item.place = chosen
            else:
                _take_out(sentence, item)
        for item in [i for i in sentence.items if i.kind == "place"]:
            _mind_address(language, sentence, item)
            _join_country(sentence, item)


def _countries(sentence: Sentence) -> Iterator[str]:
    for item in sentence.items:
        if item.actor is not None and item.actor.kind in ("state", "region"):
            yield item.actor.within or item.actor.code
        elif item.place is not None and len(item.towns) <= 1:
            yield item.place.country


def _chosen(towns: tuple[Town, ...], contexts: Iterable[frozenset[str]]) -> PlaceName | None:
    """By the first context that tells; the Donetsk in Russia is so small that only its address can mean it."""
    for countries in contexts:
        fit = [town for town in towns if town.place.country in countries and town.thousands * _FAR > towns[0].thousands]
        if len(fit) == 1:
            return fit[0].place
    return dominant(towns)


def _address(sentence: Sentence, item: Item) -> str | None:
    """The country that stands behind a place and a comma, itself or by one of its provinces; None where none does."""
    comma, behind = sentence.at.get(item.last + 1), sentence.at.get(item.last + 2)
    if comma is None or comma.kind != "comma" or behind is None:
        return None
    if behind.towns and behind.towns[0].area and len(behind.towns) == 1:
        return behind.towns[0].place.country
    if (
        behind.actor is None
        or behind.form != "name"
        or behind.actor.kind not in _HOMES
        or opens_speech(sentence, behind)
    ):
        return None
    return behind.actor.within or behind.actor.code


def _hangs(language: Language, sentence: Sentence, item: Item) -> bool:
    """Whether a name hangs from something as places do: a bare one, or one that acts, may be anybody."""
    found = relations(sentence, item)
    if found != ("bare",):
        return not set(found) & _AS_PERSONS
    before, after = sentence.at.get(item.first - 1), sentence.at.get(item.last + 1)
    if after is not None and (after.tags & _GENERIC or role_of(after) is not None):
        return True
    if before is not None and before.kind == "comma" and _ends_address(sentence, before):
        return True
    if item.first == 0:
        return False
    token = sentence.tokens[item.first - 1]
    if before is not None and before.is_verb:
        return before.kind == "trigger"
    if token in language.determiners:
        return after is None or not after.is_verb
    if not language.compose.get("genitive_after"):
        return False
    return before.kind in _NOUNS if before is not None else token.isalpha()


def _ends_address(sentence: Sentence, comma: Item) -> bool:
    """Whether a name that nobody knows stands before a comma and behind an adposition: "in Greenville, Texas"."""
    for index in range(comma.first - 2, max(-1, comma.first - 2 - _UNKNOWN), -1):
        before = sentence.at.get(index)
        if before is not None and before.kind != "word":
            return before.kind in ("adposition", "to")
    return False


def _take_out(sentence: Sentence, item: Item) -> None:
    sentence.items.remove(item)
    for index in range(item.first, item.last + 1):
        del sentence.at[index]


def _mind_address(language: Language, sentence: Sentence, item: Item) -> None:
    """A place of the lexicons whose address is in another country is a namesake: "Hyderabad, Pakistan"."""
    address = None if item.towns else _address(sentence, item)
    if address is None or item.place is None or address == item.place.country:
        return
    found = language.towns.longest(sentence.tokens, item.first)
    namesakes = found[1].towns if found is not None and found[0] == item.last else ()
    there = next((town.place for town in namesakes if town.place.country == address), None)
    behind = sentence.at[item.last + 2]
    if there is not None:
        item.place = there
    elif behind.kind == "place":
        _take_out(sentence, item)


def _join_country(sentence: Sentence, item: Item) -> None:
    """ "Mosul, Iraq" is one party that has a place: its commas end nothing, and list nothing."""
    country = sentence.at.get(item.last + 2)
    if country is None or country.actor is None or item.place is None or _address(sentence, item) != item.place.country:
        return
    sentence.items = [i for i in sentence.items if i is not item and i is not sentence.at[item.last + 1]]
    closing, behind = sentence.at.get(country.last + 1), sentence.at.get(country.last + 2)
    if closing is not None and closing.kind == "comma" and behind is not None and behind.kind in ("party", "place"):
        closing.kind = "word"
    country.place, country.start, country.first = item.place, item.start, item.first
    for index in range(item.first, country.last + 1):
        sentence.at[index] = country
