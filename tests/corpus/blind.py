"""The corpora made blind: articles by authors who had not seen a word of the lexicons, with what a reader expects."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from agents.code_articles import Coder, code_articles
from schemas.coding import CodedEvent, Coding
from tests.corpus.scoring import Score

_HERE = Path(__file__).parent
QUIET = _HERE.parent / "quiet"
LANGUAGES = tuple(sorted(path.stem for path in QUIET.glob("??.toml")))
"""The languages that have a corpus."""
FIRST_RUN = {
    "az": (129, 243, 21, 4),
    "en": (83, 253, 6, 31),
    "hy": (154, 297, 11, 2),
    "id": (50, 185, 8, 19),
    "ka": (153, 265, 6, 3),
    "kk": (129, 264, 7, 5),
    "ru": (53, 258, 9, 4),
    "tr": (157, 390, 11, 8),
}
"""The coder's first run, before any work: found, expected, articles with a forbidden event, loud quiet texts."""


def coded(coder: Coder, language: str) -> Iterator[tuple[dict[str, Any], tuple[CodedEvent, ...]]]:
    """Each article of a language's corpus, then its quiet texts, with what the coder makes of it now."""
    for article in _articles(_HERE / f"{language}.toml"):
        yield article, code(coder, language, article).events
    for article in _articles(QUIET / f"{language}.toml"):
        yield {**article, "quiet": True}, code(coder, language, article).events


def score(coder: Coder, language: str) -> tuple[Score, Score]:
    """The corpus of a language, and its quiet texts, held against what the coder makes of them now."""
    corpus, quiet = Score(), Score()
    for article, events in coded(coder, language):
        (quiet if article.get("quiet") else corpus).add(article, events)
    return corpus, quiet


def spoilt(corpus: Score) -> int:
    """How many articles gave an event that their reader forbids."""
    return len({article_id for article_id, _, _ in corpus.forbidden})


def _articles(path: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["article"]
    return articles


def code(coder: Coder, language: str, article: dict[str, Any]) -> Coding:
    """The coding of an article that has an id, a source, a day, a title and a body."""
    record = {key: article[key] for key in ("id", "source", "published_at", "title", "body")}
    coding = code_articles(coder, msgspec.json.encode({**record, "language": language}))
    assert isinstance(coding, Coding)
    return coding
