"""What goes out is made from the record alone, and never larger than its topic takes."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from schemas.alert import Alert, Sources
from schemas.coding import ArticleStub, CodedEvent, Coding
from schemas.encode import encode
from schemas.rejected import Rejected
from schemas.topics import ALERTS, CODINGS, DLQ, RAW
from stream.worker.outputs import (
    Output,
    Oversize,
    alert_outputs,
    bug,
    coding_output,
    dead_letter,
    guarded,
    header,
    story_output,
)

AT = datetime(2022, 9, 15, 7, 5, tzinfo=UTC)


def raw_record(**fields: Any) -> Any:
    given = {
        "topic": RAW.name, "partition": 3, "offset": 41, "timestamp": 1_663_225_500_000, "key": b"k", "value": b"{}",
        "headers": (("traceparent", b"00-a-b-01"), ("other", b"x")),
    }  # fmt: skip
    return SimpleNamespace(**{**given, **fields})


def coding() -> Coding:
    stub = ArticleStub(id="a", source="wire", published_at=AT)
    return Coding(article_id="a", article=stub, language="en", events=(), lexicon="sha256:l")


def test_a_coding_says_where_it_comes_from_and_keeps_the_time_of_its_article() -> None:
    output = coding_output(raw_record(), coding())
    assert output == Output(
        CODINGS, b"a", encode(coding()),
        (("tocsin.origin", b"3:41"), ("tocsin.lexicon", b"sha256:l"), ("traceparent", b"00-a-b-01")),
        1_663_225_500_000,
    )  # fmt: skip


def test_an_alert_goes_to_all_and_to_each_desk_of_its_rule_in_the_same_bytes() -> None:
    alert = Alert(
        alert_id="i", story_id="s", version=1, msg_type="alert", rule="r", desks=("world", "asia"),
        headline={}, urgency=3, confidence=1.0, status="single_source",
        event=CodedEvent(id="e", event_type="AID", mode=None), sources=Sources(1, 1), first_seen_at=AT, updated_at=AT,
        lexicon="l", rules="r",
    )  # fmt: skip
    outputs = alert_outputs(raw_record(), alert)
    assert [each.topic.name for each in outputs] == [ALERTS.name, "tocsin.alerts.world.v1", "tocsin.alerts.asia.v1"]
    assert len({each[1:] for each in outputs}) == 1
    assert header(SimpleNamespace(headers=outputs[0].headers), "ce_time") == b"2022-09-15T07:05:00Z"


def test_a_dead_letter_is_the_record_as_it_came_and_why() -> None:
    record = raw_record(value=b"\xff\x00")
    refused = Rejected(reason="bad_date", message="no date", where="$.published_at")
    letter = dead_letter(record, refused, "code_articles")
    assert (letter.topic, letter.key, letter.value, letter.timestamp_ms) == (DLQ, b"k", b"\xff\x00", record.timestamp)
    assert dict(letter.headers) == {
        "__streams.errors.exception": b"Rejected.bad_date", "__streams.errors.message": b"no date (at $.published_at)",
        "__streams.errors.stacktrace": b"", "__streams.errors.topic": RAW.name.encode(),
        "__streams.errors.partition": b"3", "__streams.errors.offset": b"41", "tocsin.stage": b"code_articles",
        "tocsin.reason": b"bad_date", "tocsin.attempts": b"1", "traceparent": b"00-a-b-01",
    }  # fmt: skip


def test_a_record_without_key_and_value_can_still_be_set_aside() -> None:
    letter = dead_letter(raw_record(key=None, value=None), Rejected(reason="not_json", message="empty"), "s")
    assert letter.value == b""


def test_a_message_with_half_a_surrogate_pair_can_still_be_told() -> None:
    letter = dead_letter(raw_record(), Rejected(reason="bug", message="\ud800"), "s")
    assert b"\\ud800" in dict(letter.headers)["__streams.errors.message"]


def test_a_bug_is_told_with_the_end_of_its_stack() -> None:
    def deep(levels: int) -> None:
        if not levels:
            raise KeyError("x" * 40_000)
        deep(levels - 1)

    try:
        deep(3)
    except KeyError as error:
        told = bug(error)
    assert (told.reason, told.exception) == ("bug", "builtins.KeyError")
    assert told.stacktrace is not None and len(told.stacktrace) == 16_384


def test_the_largest_dead_letter_of_a_bug_fits_its_topic() -> None:
    told = Rejected(reason="bug", message="m", exception="e" * 100, stacktrace="s" * 16_384)
    letter = dead_letter(raw_record(value=b"x" * RAW.max_bytes, key=b"k" * 512), told, "code_articles")
    assert guarded([letter]) == [letter]


def test_an_output_that_the_broker_would_refuse_is_never_sent() -> None:
    with pytest.raises(Oversize, match=r"tocsin\.alerts\.v1 would have 1,0"):
        guarded([Output(ALERTS, b"k", b"x" * ALERTS.max_bytes, (), 0)])


def test_a_story_that_is_over_is_a_tombstone() -> None:
    assert story_output(raw_record(), "s", None).value is None
