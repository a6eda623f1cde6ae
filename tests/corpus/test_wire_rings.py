"""The sample wire through coder and desk, without Kafka: what must ring rings, what must not does not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.code_articles import code_articles, is_published
from agents.watch_events import Desk, Origin, watch_events
from schemas.alert import Alert
from schemas.coding import CodedEvent, Coding
from tests import loaded
from tests.corpus.scoring import is_forbidden, meets

_WIRE = Path(__file__).parents[2] / "stream" / "lab" / "wire"
_TABLE = tomllib.loads((Path(__file__).parent / "wire.toml").read_text("utf-8"))


def _ring(languages: tuple[str, ...]) -> list[Alert]:
    """All alerts of the articles in ``languages``, in the order of their publication."""
    coder, desk = loaded.coder(), Desk.load()
    lines = [line for code in languages for line in (_WIRE / f"{code}.jsonl").read_bytes().splitlines()]
    codings = [coding for line in lines if isinstance(coding := code_articles(coder, line), Coding)]
    assert len(codings) == len(lines)
    alerts: list[Alert] = []
    for offset, coding in enumerate(sorted(codings, key=lambda c: c.article.published_at)):
        if is_published(coding):
            at_ms = round(coding.article.published_at.timestamp() * 1000)
            verdict = watch_events(desk, coding, at_ms, Origin(0, offset))
            desk.apply(verdict)
            alerts += verdict.alerts
    return alerts


@pytest.fixture(scope="module")
def alerts() -> list[Alert]:
    return _ring(("en", "id", "ru"))


def _tells(event: CodedEvent, story: dict[str, Any]) -> bool:
    wanted = {k: story[k] for k in ("event_type", "mode", "actor", "recipient", "polarity") if k in story}
    turned = {**wanted, "actor": wanted.get("recipient", []), "recipient": wanted.get("actor", [])}
    return meets(event, wanted) or (bool(story.get("either_direction")) and meets(event, turned))


@pytest.mark.parametrize("story", _TABLE["story"], ids=lambda story: story["name"])
def test_what_must_ring_rings(alerts: list[Alert], story: dict[str, Any]) -> None:
    told = [a for a in alerts if _tells(a.event, story)]
    assert told
    last = [a for a in alerts if a.story_id == told[-1].story_id][-1]
    assert (last.msg_type == "kill") == bool(story.get("killed"))


@pytest.mark.parametrize("unwanted", _TABLE["must_not_ring"], ids=lambda row: row["why"])
def test_what_must_not_ring_does_not(alerts: list[Alert], unwanted: dict[str, Any]) -> None:
    assert [a.headline["en"] for a in alerts if is_forbidden(a.event, unwanted) and a.status != "denied"] == []


@pytest.mark.parametrize("language", ["az", "en", "hy", "id", "ka", "kk", "ru", "tr"])
def test_each_language_alone_rings_the_four_core_stories(language: str) -> None:
    alerts = _ring((language,))
    for story in _TABLE["story"]:
        if story["name"] in _CORE:
            assert any(_tells(a.event, story) for a in alerts), story["name"]


_CORE = {"armenia-asks-the-csto", "the-clash", "csto-refuses-armenia", "kazakhstan-does-not-leave-the-csto"}
