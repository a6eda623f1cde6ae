"""One article through all steps: a value in, coded events out. The steps are in the modules beside this one."""

from __future__ import annotations

from datetime import date

from agents.coding.acts import read as read_acts
from agents.coding.boilerplate import kept_spans
from agents.coding.code import Found, Origin, found_event, identified, merge
from agents.coding.dates import find as find_date
from agents.coding.fold import fold, fold_plain
from agents.coding.lexicon import Language, Lexicon
from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence, Spot, is_relevant, read, spot
from agents.coding.parties import compose
from agents.coding.roles import Scene
from agents.coding.sentences import Span, split
from schemas.article import Article
from schemas.coding import CodedEvent, Part

_TITLE_WEIGHT, _LEAD_WEIGHT = 0.2, 0.15
_CLAUSE = frozenset({"that", "when", "but", "stop", "rel"})


def code_article(lexicon: Lexicon, language: Language, article: Article) -> tuple[CodedEvent, ...]:
    """All events of the article. Cheap where no name stands together with a trigger: one pass over plain-folded text."""
    title, body = article.title or "", article.body or ""
    if not is_relevant(spot(language, fold_plain(f"{title}\n{body}"))):
        return ()
    published = article.published_at.date()
    memory = Memory()
    found: list[Found] = []
    if title.strip():
        found += _part(lexicon, language, "title", title, [Span(0, len(title), 0, 0)], memory, published)
    spans = split(body, language.code, kept_spans(body, title, language))
    found += _part(lexicon, language, "body", body, spans, memory, published)
    return tuple(identified(f, article.id or "", article.version, lexicon.digest) for f in merge(found))


def _part(
    lexicon: Lexicon, language: Language, part: Part, text: str, spans: list[Span], memory: Memory, published: date
) -> list[Found]:
    folded = fold(text)
    spots = spot(language, folded.text)
    found: list[Found] = []
    at = 0
    for span in spans:
        start, end = folded.index(span.start), folded.index(span.end)
        while at < len(spots) and spots[at].start < start:
            at += 1
        inside: list[Spot] = []
        while at < len(spots) and spots[at].end <= end:
            inside.append(spots[at])
            at += 1
        if not inside:
            continue
        sentence = read(language, folded, start, end, span.paragraph, span.number, inside, published)
        compose(language, sentence)
        weight = _TITLE_WEIGHT if part == "title" else _LEAD_WEIGHT if span.paragraph == 0 else 0.0
        found += _sentence(lexicon, Scene(language, sentence, memory, folded), part, weight, published)
        memory.remember(sentence)
    return found


def _sentence(lexicon: Lexicon, scene: Scene, part: Part, weight: float, published: date) -> list[Found]:
    sentence = scene.sentence
    question = bool(sentence.tokens) and sentence.tokens[-1] == "?"
    origin = Origin(part, scene.folded, sentence, weight)
    found = []
    for act in read_acts(scene, lexicon.types, question):
        low, high = clause(sentence, act.trigger)
        when = find_date(sentence, low, high, published)
        one = found_event(act, origin, when, published, lexicon.types[act.event_type], lexicon.actors)
        if one is not None:
            found.append(one)
    return found


def clause(sentence: Sentence, trigger: Item) -> tuple[int, int]:
    """The tokens between the subordinators around the trigger."""
    low, high = 0, len(sentence.tokens)
    for item in sentence.items:
        if item.kind in _CLAUSE:
            if item.last < trigger.first:
                low = item.last
            elif item.first > trigger.last:
                high = min(high, item.first)
    return low, high

