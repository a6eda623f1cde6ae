"""An alert in the terminal: what an editor must see at once is in the first line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from schemas.alert import Alert, ArticleRef, Quote, Sources
from schemas.coding import CodedEvent, Party
from stream.cli.show_alert import QUOTES, show_alert

AT = datetime(2022, 9, 15, 12, 0, tzinfo=UTC)


def _quote(article: str, language: str, exact: str) -> Quote:
    return Quote(
        article_id=article, url=None, language=language, part="body", exact=exact, prefix="ավելի վաղ ", suffix="\nև",
        start=0, end=len(exact),
    )  # fmt: skip


@pytest.fixture
def alert() -> Alert:
    event = CodedEvent(
        id="e", event_type="REQUEST", mode="assist", actor=(Party("ARM", "Armenia"),),
        recipient=(Party("CSTO", "Collective Security Treaty Organization"),),
    )  # fmt: skip
    return Alert(
        alert_id="a", story_id="s", version=2, msg_type="update", rule="csto-troop-request", desks=("world",),
        headline={"en": "Armenia asks the CSTO for troops", "ru": "Армения просит ОДКБ о войсках"}, urgency=2,
        confidence=0.9, status="corroborated", event=event, sources=Sources(articles=7, independent=3),
        articles=(ArticleRef(id="hy-1", source="masis.example", published_at=AT),),
        evidence=(_quote("hy-1", "hy", "դիմել է ՀԱՊԿ-ին"),), first_seen_at=AT, updated_at=AT, lexicon="l", rules="r",
    )  # fmt: skip


def _first(alert: Alert) -> str:
    return show_alert(alert).plain.splitlines()[0]


def test_the_first_line_has_urgency_and_headline(alert: Alert) -> None:
    assert _first(alert) == " 2  Armenia asks the CSTO for troops"


def test_all_that_an_editor_asks_is_told(alert: Alert) -> None:
    shown = show_alert(alert).plain
    assert "Armenia (ARM) → Collective Security Treaty Organization (CSTO)  REQUEST/assist" in shown
    assert "update, version 2 · confirmed by independent sources · 7 articles, 3 independent" in shown
    assert "rule csto-troop-request · desks world" in shown


def test_the_words_are_shown_in_their_language_with_their_outlet_on_one_line(alert: Alert) -> None:
    assert "\n    hy  masis.example: ավելի վաղ դիմել է ՀԱՊԿ-ին և\n" in show_alert(alert).plain


def test_quotes_that_are_not_shown_are_counted(alert: Alert) -> None:
    many = replace(alert, evidence=alert.evidence * (QUOTES + 2))
    assert "… and 2 more passages" in show_alert(many).plain


@dataclass(frozen=True)
class Case:
    msg_type: str
    status: str
    polarity: str
    first: str


@pytest.mark.parametrize(
    "case",
    [
        Case("update", "denied", "affirmed", "DENIED"),
        Case("alert", "single_source", "denied", "DENIED"),
        Case("update", "disputed", "affirmed", "DISPUTED"),
        Case("kill", "withdrawn", "affirmed", "KILLED"),
        Case("hold", "corroborated", "affirmed", "ON HOLD"),
    ],
    ids=lambda case: f"{case.msg_type}-{case.status}-{case.polarity}",
)
def test_what_must_not_be_mistaken_for_a_fact_says_so_in_the_first_line(alert: Alert, case: Case) -> None:
    changed = replace(
        alert, msg_type=case.msg_type, status=case.status, event=replace(alert.event, polarity=case.polarity)
    )
    assert f" {case.first} " in _first(changed)


def test_a_plain_alert_has_none_of_these_words(alert: Alert) -> None:
    assert not any(word in _first(alert) for word in ("DENIED", "DISPUTED", "KILLED", "ON HOLD"))


def test_the_headline_is_in_the_readers_language_where_there_is_one(alert: Alert) -> None:
    assert "Армения просит" in show_alert(alert, "ru").plain
    assert "Armenia asks" in show_alert(alert, "ka").plain
