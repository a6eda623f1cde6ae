"""What is history in an article: dates in the act's own clause, in its paragraph, and in an article that looks back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agents.coding.clauses import clause
from agents.coding.dates import OLD, When, find
from agents.coding.mentions import Item, Sentence

if TYPE_CHECKING:
    from agents.coding.article import Placed
from schemas.coding import Part

_BESIDE = 3


class History:
    """Which paragraphs tell of old days: those whose first date is old, or all where headline or lead looks back."""

    def __init__(self, sentences: list[Placed], published: date) -> None:
        self._published = published
        self._since: dict[tuple[Part, int], int] = {}
        self._looks_back = False
        self._dated: dict[tuple[Part, int], When | None] = {}
        for placed in sentences:
            sentence = placed.sentence
            when = find(sentence, 0, len(sentence.tokens), published)
            self._dated[placed.part, sentence.number] = when
            if when is not None and self._is_old(when):
                self._since.setdefault((placed.part, sentence.paragraph), sentence.number)
            headline = placed.part == "title" or (sentence.paragraph == 0 and sentence.number == 0)
            if headline and any("anniversary" in i.tags for i in sentence.items):
                self._looks_back = True

    def when(self, part: Part, sentence: Sentence, trigger: Item) -> tuple[When | None, bool]:
        """The date of an act, if its clause gives one, and whether it is history by date or by its place."""
        low, high = clause(sentence, trigger, relative=True)
        found = find(sentence, low, high, self._published)
        if found is not None and self._is_old(found) and _is_of_another(sentence, trigger, found.item):
            found = None
        if found is None:
            found = self._right_before(sentence, low)
        if found is not None:
            return found, self._is_old(found)
        own = self._dated.get((part, sentence.number))
        if own is not None and not self._is_old(own):
            return None, False
        since = self._since.get((part, sentence.paragraph))
        return None, self._looks_back or (since is not None and since < sentence.number)

    def _is_old(self, when: When) -> bool:
        return self._published - when.last_day > OLD

    def _right_before(self, sentence: Sentence, low: int) -> When | None:
        """A date that a joint takes up: "on 27 September 2020, when …"."""
        found = find(sentence, max(0, low - _BESIDE - 3), low, self._published)
        return found if found is not None and self._is_old(found) else None


def _is_of_another(sentence: Sentence, trigger: Item, when: Item) -> bool:
    """Whether a date is that of what an act speaks of: "accused Moscow of being behind a blast in 2014"."""
    if not any(o.entry.embeds for o in trigger.options):
        return False
    return any(i.kind == "trigger" or i.is_verb for i in sentence.items if trigger.last < i.first < when.first)
