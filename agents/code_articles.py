"""Articles into codings: ``bytes → Article | Rejected → Coding``. A page on purpose; the steps are in ``coding/``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from agents.coding.article import code_article
from agents.coding.fingerprint import fingerprint
from agents.coding.language import identify
from agents.coding.lexicon import DIRECTORY, Lexicon
from schemas.article import Article, parse
from schemas.coding import ArticleStub, CodedEvent, Coding
from schemas.rejected import Rejected

if TYPE_CHECKING:
    from agents.coding.tracing import Trace


class Coder:
    """What is loaded once: the lexicons, each language compiled when its first article comes, and their digest."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.digest = lexicon.digest
        self.languages = lexicon.codes

    @classmethod
    def load(cls, directory: Path | None = None) -> Coder:
        """Load the lexicons in ``directory`` (default: those of the package); a mistake in one is a LexiconError."""
        return cls(Lexicon(directory or DIRECTORY))

    def warm(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Compile every language now, so that no article has to wait for its own, as long as ``go_on`` says so."""
        for code in self.languages:
            if not go_on():
                return
            self.lexicon.language(code)


def code_articles(coder: Coder, raw: bytes, trace: Trace | None = None) -> Coding | Rejected:
    """Code one raw record. What the sender did wrong comes back as Rejected; an exception is a bug of ours.

    ``trace`` gets what explains the coding, for who asks why; the worker asks never.
    """
    article = parse(raw)
    if isinstance(article, Rejected):
        return article
    if article.status == "withdrawn":
        return _coding(coder, article, article.language or "und", "withdrawn", ())
    code = identify(coder.lexicon, article.language, article.title or "", article.body or "")
    language = coder.lexicon.language(code)
    if language is None:
        return _coding(coder, article, code, "unsupported", ())
    events = code_article(coder.lexicon, language, article, trace)
    return _coding(coder, article, code, "coded" if events else "quiet", events)


def is_published(coding: Coding) -> bool:
    """Whether the desk must hear of it: it has events, or may change what an earlier version said."""
    return bool(coding.events) or coding.article.version > 1 or coding.outcome == "withdrawn"


def _coding(coder: Coder, article: Article, language: str, outcome: str, events: tuple[CodedEvent, ...]) -> Coding:
    identity = article.id or ""
    return Coding(
        article_id=identity,
        article=ArticleStub(
            id=identity, url=article.url, source=article.source, title=article.title, language=article.language,
            published_at=article.published_at.astimezone(UTC), version=article.version, status=article.status,
            fingerprint=fingerprint(article.body or "") if events else "",
            embargoed_until=article.embargoed_until and article.embargoed_until.astimezone(UTC),
        ),
        language=language,
        events=events,
        lexicon=coder.digest,
        outcome=outcome,  # type: ignore[arg-type]
    )  # fmt: skip
