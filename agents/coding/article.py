"""One article through all steps: a value in, coded events out. The steps are in the modules beside this one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from agents.coding.acts import read as read_acts
from agents.coding.attribution import voice
from agents.coding.boilerplate import kept_spans
from agents.coding.clauses import loosen
from agents.coding.code import Found, Origin, found_events, identified
from agents.coding.described import describe
from agents.coding.fold import Folded, fold, fold_plain
from agents.coding.frames import HARD
from agents.coding.history import History
from agents.coding.language import in_own_script
from agents.coding.lexicon import Lexicon
from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence, read
from agents.coding.merging import merge
from agents.coding.parties import compose
from agents.coding.places import find, settle
from agents.coding.sentences import Span, pieces_of, split
from agents.coding.spots import Spot, is_relevant, spot
from agents.coding.towns import dominant
from agents.coding.verbs import Scene
from agents.coding.words import Actor, Language, NameForm, PlaceName
from schemas.article import Article
from schemas.coding import CodedEvent, Part

if TYPE_CHECKING:
    from agents.coding.tracing import Trace

_TITLE_WEIGHT, _LEAD_WEIGHT = 0.2, 0.15
_SOFT = frozenset({"word:sport", "word:market", "word:leisure", "word:nature"})
_MANY = 3
_STEM = 5
_NEAR = 2_000
_ASKED = "\u055e"
READ = 100_000
"""Characters of a part that are read: no report is longer, and nobody can stall a worker with one record."""


def code_article(
    lexicon: Lexicon, language: Language, article: Article, trace: Trace | None = None
) -> tuple[CodedEvent, ...]:
    """All events of the article. Where no name stands together with a trigger, one pass over the text is all.

    ``trace`` gets what is needed to explain them; None, as in production, costs nothing.
    """
    title, body = _within(article.title or ""), _within(article.body or "")
    text, day = f"{title}\n{body}", article.published_at.date()
    whole = in_own_script(language, fold_plain(text))
    spots = spot(language, whole)
    if not is_relevant(spots, text if len(text) == len(whole) else "", day, lambda: any(language.towns.named_in(text))):
        if trace is not None:
            trace.gate = [(one, whole[one.start : one.end]) for one in spots]
        return ()
    spans = split(body, language.code, kept_spans(body, title, language, None if trace is None else trace.furniture))
    persons: set[str] = set()
    headline, report = _folded(language, title), _folded(language, body)
    above, below = _parted(language, spots, whole, headline, report)
    sentences = _read(language, "title", headline, above, _headline(title), day, persons)
    sentences += _read(language, "body", report, below, spans, day, persons)
    home = _home(lexicon, language, body, spans)
    settle(language, [placed.sentence for placed in sentences], home, persons)
    for placed in sentences:
        compose(language, placed.sentence)
        loosen(placed.sentence)
    if _is_soft(sentences):
        # A match report, a recipe, a storm: whoever attacks there attacks nobody.
        if trace is not None:
            trace.soft = [(p, i) for p in sentences for i in p.sentence.items if i.tags & _SOFT]
        return ()
    memory = Memory(_organisations(sentences), _still_home(home, sentences))
    history = History(sentences, day)
    found: list[Found] = []
    for placed in sentences:
        scene = Scene(language, placed.sentence, memory, placed.folded)
        found += _events(lexicon, scene, placed, history, trace)
        memory.remember(placed.sentence, voice(placed.sentence))
    return tuple(identified(f, article.id or "", article.version, lexicon.digest) for f in merge(found, trace))


def _within(text: str) -> str:
    """As much of a part as is read, up to the end of a sentence if one is near: half of one says other things."""
    if len(text) <= READ:
        return text
    end = max(text.rfind("\n", 0, READ), text.rfind(". ", 0, READ) + 1)
    return text[: end if end > READ - _NEAR else READ]


def _headline(title: str) -> list[Span]:
    return [Span(start, end, 0, 0) for start, end in pieces_of(title, 0, len(title))] if title.strip() else []


class Placed(NamedTuple):
    """A sentence and its part."""

    part: Part
    folded: Folded
    sentence: Sentence


def _folded(language: Language, text: str) -> Folded:
    folded = fold(text)
    folded.text = in_own_script(language, folded.text)
    return folded


def _parted(
    language: Language, spots: list[Spot], whole: str, title: Folded, body: Folded
) -> tuple[list[Spot], list[Spot]]:
    """The spots of headline and body, from those of both together where each folds as it does beside the other."""
    cut = len(title.text)
    if (
        whole[:cut] != title.text
        or whole[cut + 1 :] != body.text
        or any(one.start < cut + 1 and one.end > cut for one in spots)
    ):
        return spot(language, title.text), spot(language, body.text)
    first = cut + 1
    return [one for one in spots if one.end <= cut], [
        Spot(one.start - first, one.stem - first, one.end - first, one.meanings, one.suffix)
        for one in spots
        if one.start >= first
    ]


def _read(
    language: Language, part: Part, folded: Folded, spots: list[Spot], spans: list[Span], day: date, persons: set[str]
) -> list[Placed]:
    """The sentences of a part as items. Those without a name or a trigger are read too: a date may stand in them."""
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
        find(language, sentence, folded, inside, persons)
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


def _home(lexicon: Lexicon, language: Language, body: str, spans: list[Span]) -> Actor | None:
    """The state of the dateline: the first name in what was cut off before the first sentence of its line."""
    start = spans[0].start if spans else 0
    dateline = body[body.rfind("\n", 0, start) + 1 : start]
    for one in spot(language, fold_plain(dateline)):
        for meaning in one.meanings:
            if isinstance(meaning, PlaceName):
                return lexicon.actors.get(meaning.country)
            if isinstance(meaning, NameForm) and meaning.actor.kind in ("state", "region") and meaning.until is None:
                return meaning.actor
    towns = (dominant(form.towns) for form in language.towns.named_in(dateline))
    return next((lexicon.actors.get(town.country) for town in towns if town is not None), None)


def _still_home(home: Actor | None, sentences: list[Placed]) -> Actor | None:
    """The state of the dateline, unless the article names other states and never that one: it is only where it was
    written."""
    items = [i for placed in sentences for i in placed.sentence.items]
    named = {
        i.actor.within or i.actor.code for i in items if i.actor is not None and i.actor.kind in ("state", "region")
    }
    named |= {i.place.country for i in items if i.place is not None}
    return None if home is not None and len(named) > 1 and home.code not in named else home


def _is_asked(placed: Placed) -> bool:
    """Whether a sentence asks by the Armenian mark, which stands inside the word that is asked for."""
    low, high = placed.folded.span(placed.sentence.start, placed.sentence.end)
    return _ASKED in placed.folded.original[low:high]


def _events(lexicon: Lexicon, scene: Scene, placed: Placed, history: History, trace: Trace | None) -> list[Found]:
    sentence = scene.sentence
    if not any(i.kind in ("trigger", "deny", "untrue") for i in sentence.items):
        return []
    describe(sentence, scene.memory, lexicon.actors)
    question = bool(sentence.tokens) and (sentence.tokens[-1] == "?" or _is_asked(placed))
    weight = _TITLE_WEIGHT if placed.part == "title" else _LEAD_WEIGHT if sentence.paragraph == 0 else 0.0
    origin = Origin(placed.part, placed.folded, sentence, weight, scene.language, lexicon.contexts)
    reading = None if trace is None else trace.begin(origin)
    scene = scene._replace(trace=reading)
    found = []
    acts = read_acts(scene, lexicon.types, question)
    scene.memory.tell(acts)
    for act in acts:
        when, old = history.when(placed.part, sentence, act.trigger)
        found += found_events(act, origin, when, old, lexicon.types[act.event_type], lexicon.actors, reading)
    return found
