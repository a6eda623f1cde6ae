"""One article through all steps: a value in, coded events out. The steps are in the modules beside this one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from agents.coding.acts import HARD
from agents.coding.acts import read as read_acts
from agents.coding.boilerplate import kept_spans
from agents.coding.code import Found, Origin, found_events, identified, merge
from agents.coding.fold import Folded, fold, fold_plain
from agents.coding.history import History
from agents.coding.lexicon import Lexicon
from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence, Spot, is_relevant, read, spot
from agents.coding.officials import name_officials
from agents.coding.parties import compose
from agents.coding.sentences import Span, pieces_of, split
from agents.coding.verbs import Scene
from agents.coding.words import Language
from schemas.article import Article
from schemas.coding import CodedEvent, Part

_TITLE_WEIGHT, _LEAD_WEIGHT = 0.2, 0.15
_SOFT = frozenset({"word:sport", "word:market", "word:leisure", "word:nature"})
_MANY = 3
_STEM = 5
_READ = 100_000
"""Characters of a part that are read: no report is longer, and nobody can stall a worker with one record."""


def code_article(lexicon: Lexicon, language: Language, article: Article) -> tuple[CodedEvent, ...]:
    """All events of the article. Where no name stands together with a trigger, one pass over the text is all."""
    title, body = (article.title or "")[:_READ], (article.body or "")[:_READ]
    if not is_relevant(spot(language, fold_plain(f"{title}\n{body}"))):
        return ()
    day = article.published_at.date()
    spans = split(body, language.code, kept_spans(body, title, language))
    sentences = _read(language, "title", title, _headline(title), day)
    sentences += _read(language, "body", body, spans, day)
    if _is_soft(sentences):
        # A match report, a recipe, a storm: whoever attacks there attacks nobody.
        return ()
    memory = Memory(_organisations(sentences))
    history = History(sentences, day)
    found: list[Found] = []
    for placed in sentences:
        scene = Scene(language, placed.sentence, memory, placed.folded)
        found += _events(lexicon, scene, placed, history, day)
        memory.remember(placed.sentence)
    return tuple(identified(f, article.id or "", article.version, lexicon.digest) for f in merge(found))


def _headline(title: str) -> list[Span]:
    return [Span(start, end, 0, 0) for start, end in pieces_of(title, 0, len(title))] if title.strip() else []


class Placed(NamedTuple):
    """A sentence and its part."""

    part: Part
    folded: Folded
    sentence: Sentence


def _read(language: Language, part: Part, text: str, spans: list[Span], day: date) -> list[Placed]:
    """The sentences of a part as items. Those without a name or a trigger are read too: a date may stand in them."""
    folded = fold(text)
    spots = spot(language, folded.text)
    placed: list[Placed] = []
    at = 0
    for span in spans:
        start, end = folded.index(span.start), folded.index(span.end)
        while at < len(spots) and spots[at].start < start:
            at += 1
        inside: list[Spot] = []
        while at < len(spots) and spots[at].end <= end:
            inside.append(spots[at])
            at += 1
        sentence = read(language, folded, start, end, span.paragraph, span.number, inside, day)
        compose(language, sentence)
        placed.append(Placed(part, folded, sentence))
    return placed


def _is_soft(sentences: list[Placed]) -> bool:
    """Whether the article is about sport, markets, leisure or nature: full of their words, and short of hard ones."""
    soft: set[str] = set()
    hard: set[str] = set()
    for placed in sentences:
        for item in placed.sentence.items:
            stem = placed.folded.text[item.start : item.start + _STEM]
            if item.tags & _SOFT:
                soft.add(stem)
            if item.tags & HARD or "role:GOV" in item.tags:
                hard.add(stem)
    return len(soft) >= _MANY and len(soft) > len(hard)


def _organisations(sentences: list[Placed]) -> dict[str, Item]:
    return {
        i.actor.code: i
        for placed in reversed(sentences)
        for i in reversed(placed.sentence.items)
        if i.actor is not None and i.actor.kind == "organisation"
    }


def _events(lexicon: Lexicon, scene: Scene, placed: Placed, history: History, day: date) -> list[Found]:
    sentence = scene.sentence
    if not any(i.kind == "trigger" for i in sentence.items):
        return []
    name_officials(sentence, scene.memory, lexicon.actors)
    question = bool(sentence.tokens) and sentence.tokens[-1] == "?"
    weight = _TITLE_WEIGHT if placed.part == "title" else _LEAD_WEIGHT if sentence.paragraph == 0 else 0.0
    origin = Origin(placed.part, placed.folded, sentence, weight)
    found = []
    for act in read_acts(scene, lexicon.types, question):
        when, old = history.when(placed.part, sentence, act.trigger)
        found += found_events(act, origin, when, old, lexicon.types[act.event_type], lexicon.actors)
    return found
