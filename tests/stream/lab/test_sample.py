"""The sample wire as the demo plays it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from schemas.article import Article, parse
from schemas.rejected import Rejected
from stream.lab.sample import sample_wire


def test_articles_come_in_the_order_of_the_week() -> None:
    times = [line.at_ms for line in sample_wire()]
    assert times == sorted(times)


def test_three_lines_are_broken_and_stand_apart_from_each_other() -> None:
    wire = sample_wire()
    broken = [number for number, line in enumerate(wire) if line.key is None]
    assert len(broken) == 3
    assert all(isinstance(parse(wire[number].raw), Rejected) for number in broken)
    assert all(later - earlier > len(wire) // 6 for earlier, later in pairwise(broken))


def test_every_other_line_is_an_article_under_its_own_key() -> None:
    for line in sample_wire():
        if line.key is not None:
            article = parse(line.raw)
            assert isinstance(article, Article)
            assert article.id is not None
            assert line.key == article.id.encode()


def test_a_line_that_is_no_article_by_mistake_is_named(tmp_path: Path) -> None:
    good = {"id": "a", "source": "x.example", "published_at": "2022-09-12T00:00:00Z", "title": "x"}
    (tmp_path / "en.jsonl").write_text(json.dumps(good) + '\n\n{"id": "b"}\n')
    with pytest.raises(ValueError, match=r"en\.jsonl, line 3 is no article"):
        sample_wire(tmp_path)
