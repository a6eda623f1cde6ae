"""Corpora made blind for languages that the coder cannot read yet: they wait for its first run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from agents.coding.lexicon import Lexicon

UNREAD = Path(__file__).parent / "unread"
FILES = sorted(UNREAD.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_corpus_that_waits_is_whole(path: Path) -> None:
    articles = tomllib.loads(path.read_text("utf-8"))["article"]
    assert len(articles) >= 40
    assert len({article["id"] for article in articles}) == len(articles)
    for article in articles:
        assert {"id", "source", "published_at", "title", "body"} <= set(article)
        assert all("event_type" in wanted for wanted in article.get("expect", ()))


def test_none_of_them_is_in_a_language_that_the_coder_reads() -> None:
    assert not {path.name[:2] for path in FILES} & set(Lexicon().codes)
