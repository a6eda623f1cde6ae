"""PLOVER's root types with the actors given: the development data's labelled sentences, half of which nobody looks at.

The two parties of a row are given as words. They are made known to the coder as two parties of their own, ``SRC`` and
``TGT``, wherever they stand in the sentence; everything else is the coder's usual way with an article. What the words
of a party tell of it (prisoners, soldiers) stays known; acts that are told inside its name are part of the name.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from agents.code_articles import Coder
from agents.coding.article import code_article
from agents.coding.fold import fold, fold_plain
from agents.coding.lexicon import Lexicon
from agents.coding.mentions import Sentence, read
from agents.coding.parties import compose
from agents.coding.spots import spot
from agents.coding.words import Actor, Language, NameForm
from schemas.article import Article
from schemas.coding import CodedEvent

DATA = Path(os.environ.get("DEV_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
FILE = "plover_train.tsv"
ROOTS = (
    "AGREE", "CONSULT", "SUPPORT", "YIELD", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
NONE = "none"
FIRST_RUN = (0.499, 0.477)
"""Macro-F1 of the half that may be seen and of the other, when they were measured first."""
_YIELD = frozenset({"CONCEDE", "RETREAT"})
_SRC, _TGT = "SRC", "TGT"
_SOFT = frozenset({"word:sport", "word:market", "word:leisure", "word:nature"})
_TOLL = frozenset({"killed", "wounded", "captured"})
_PUBLISHED = datetime(2021, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """One labelled sentence: who does what (a root) to whom. Words that are not in the sentence are known to nobody."""

    sentence: str
    actor: str
    recipient: str
    root: str

    @property
    def seen(self) -> bool:
        """Whether the row belongs to the half that may be looked at; the other half gives totals and nothing else."""
        return hashlib.sha256(self.sentence.encode()).digest()[0] % 2 == 0


def rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield Row(row["sentence"], row["source"], row["target"], row["gold_root"])


@dataclass(frozen=True)
class Half:
    """What was made of one half: ``confused[gold, coded]`` counts its rows."""

    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def size(self) -> int:
        return self.confused.total()

    @property
    def right(self) -> int:
        return sum(n for (gold, coded), n in self.confused.items() if gold == coded)

    def f1(self, root: str) -> float:
        """The harmonic mean of precision and recall for one root; 0 where nothing of it was found."""
        found = self.confused[root, root]
        gold = sum(n for (one, _), n in self.confused.items() if one == root)
        coded = sum(n for (_, one), n in self.confused.items() if one == root)
        return 2 * found / (gold + coded) if found else 0.0

    @property
    def macro_f1(self) -> float:
        """The mean of the roots that the half has."""
        there = [root for root in ROOTS if any(gold == root for gold, _ in self.confused)]
        return sum(map(self.f1, there)) / len(there) if there else 0.0


def measure(coder: Coder, labelled: Iterable[Row]) -> tuple[Half, Half]:
    """The half that may be seen, and the other."""
    seen, unseen = Half(), Half()
    for row in labelled:
        (seen if row.seen else unseen).confused[row.root, predicted(coder, row)] += 1
    return seen, unseen


def predicted(coder: Coder, row: Row) -> str:
    """The root that the coder gives to the pair, or ``none``."""
    best = min(events(coder, row), key=rank, default=None)
    if best is None or rank(best)[0] > _NAMED:
        return NONE
    return "YIELD" if best.event_type in _YIELD else best.event_type


_NAMED = 3


def rank(event: CodedEvent) -> tuple[int, bool]:
    """How well an event is about the pair, the best first: both in their roles, the actor, the recipient, either.

    Of two that are alike what is affirmed comes first, then what the sentence says first.
    """
    actors, recipients = ({p.code.partition(":")[0] for p in side} for side in (event.actor, event.recipient))
    if _SRC in actors and _TGT in actors | recipients:
        about = 0
    elif _SRC in actors:
        about = 1
    elif _TGT in recipients:
        about = 2
    else:
        about = _NAMED if {_SRC, _TGT} & (actors | recipients) else _NAMED + 1
    return about, event.polarity == "denied"


def events(coder: Coder, row: Row) -> tuple[CodedEvent, ...]:
    """All events of the sentence, its two parties given."""
    english = coder.lexicon.language("en")
    assert english is not None
    language, lexicon = with_parties(english, coder.lexicon, row)
    known = {_SRC: _word_classes(english, row.actor), _TGT: _word_classes(english, row.recipient)}

    def knowing(language: Language, sentence: Sentence) -> None:
        compose(language, sentence)
        for item in sentence.items:
            if item.actor is not None:
                item.tags |= known.get(item.actor.code, frozenset())

    article = Article(id="row", source="row", published_at=_PUBLISHED, body=row.sentence, language="en")
    with patch("agents.coding.article.compose", knowing):
        return code_article(lexicon, language, article)


def _word_classes(language: Language, name: str) -> frozenset[str]:
    """What the words of a party's name are: prisoners, soldiers, weapons…"""
    folded = fold(name)
    end = len(folded.text)
    items = read(language, folded, 0, end, 0, 0, spot(language, folded.text), _PUBLISHED.date()).items
    tags = {tag for item in items for tag in item.tags}
    return frozenset(tag for tag in tags - _SOFT if tag.startswith("word:") or tag in _TOLL)


class _Gate:
    """The language's automaton, in front of which two more names are found; they win over all that they overlap."""

    def __init__(self, language: Language, names: tuple[str, str]) -> None:
        self._gate = language.gate
        self._first = len(language.meanings)
        self._names = names

    def find_matches_as_indexes(self, text: str, overlapping: bool) -> list[tuple[int, int, int]]:
        given: list[tuple[int, int, int]] = []
        for index, name in sorted(enumerate(self._names), key=lambda row: -len(row[1])):
            given += [
                (self._first + index, start, end)
                for start, end in _places(text, name)
                if not any(start < high and low < end for _, low, high in given)
            ]
        others = self._gate.find_matches_as_indexes(text, overlapping=overlapping)
        free = [m for m in others if not any(m[1] < high and low < m[2] for _, low, high in given)]
        return free + given


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where ``name`` stands in ``text`` as whole words."""
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        whole = not (start and text[start - 1].isalnum() and name[0].isalnum())
        if whole and not (end < len(text) and text[end].isalnum() and name[-1].isalnum()):
            yield start, end
        start = text.find(name, end)


def with_parties(language: Language, lexicon: Lexicon, row: Row) -> tuple[Language, Lexicon]:
    """Language and lexicon as they are, with the two parties of the row known besides."""
    actors = [Actor(code, code, "state", frozenset()) for code in (_SRC, _TGT)]
    names = tuple((NameForm(actor, "name", frozenset({"name"}), None, None, None),) for actor in actors)
    given = (fold_plain(row.actor.strip()), fold_plain(row.recipient.strip()))
    wider = copy.copy(lexicon)
    wider.actors = {**lexicon.actors, **{actor.code: actor for actor in actors}}
    gate = _Gate(language, given)
    return language._replace(gate=gate, meanings=language.meanings + names), wider
