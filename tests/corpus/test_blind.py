"""How far the coder has come on the corpora made blind; the bounds may only ever get tighter."""

from __future__ import annotations

from functools import cache

import pytest

from tests import loaded
from tests.corpus.blind import FIRST_RUN, LANGUAGES, score, spoilt
from tests.corpus.scoring import Score

# Known weaknesses: events missed at most, articles with a forbidden event at most, quiet texts that are not quiet.
BOUNDS: dict[str, tuple[int, int, int]] = {
    "az": (64, 0, 0),
    "en": (17, 0, 0),
    "hy": (53, 2, 0),
    "id": (6, 0, 0),
    "ka": (82, 0, 0),
    "kk": (96, 1, 0),
    "ru": (53, 0, 0),
    "tr": (168, 1, 0),
}


@cache
def _scored(language: str) -> tuple[Score, Score]:
    return score(loaded.coder(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coder_gets_no_worse_on_what_was_written_blind(language: str) -> None:
    corpus, quiet = _scored(language)
    missed, forbidden, loud = BOUNDS[language]
    assert len(corpus.missed) <= missed
    assert spoilt(corpus) <= forbidden, corpus.forbidden
    assert len({article_id for article_id, _ in quiet.loud}) <= loud, quiet.loud


def test_every_corpus_is_large_and_its_first_run_is_on_record() -> None:
    assert set(LANGUAGES) == set(FIRST_RUN) == set(BOUNDS)
    for language in LANGUAGES:
        corpus, _ = _scored(language)
        assert corpus.expected == FIRST_RUN[language][1]
