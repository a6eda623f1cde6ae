"""A record made again is the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.alert import Suppressed
from schemas.coding import CodedEvent
from schemas.encode import encode
from schemas.rejected import Rejected


def test_fields_stand_in_the_order_of_their_declaration() -> None:
    assert encode(Rejected(message="m", reason="bug")).startswith(b'{"reason":"bug","message":"m","where":null')


def test_the_keys_of_a_map_are_sorted() -> None:
    one = CodedEvent(id="e", event_type="ASSAULT", mode=None, quantities={"wounded": 2, "killed": 1})
    other = CodedEvent(id="e", event_type="ASSAULT", mode=None, quantities={"killed": 1, "wounded": 2})
    assert encode(one) == encode(other)
    assert b'"quantities":{"killed":1,"wounded":2}' in encode(one)


def test_text_is_utf8_and_not_escaped() -> None:
    assert "Ժ😀".encode() in encode(Rejected(reason="bug", message="Ժ😀"))


def test_a_time_in_utc_is_written_with_a_z() -> None:
    at = datetime(2022, 9, 13, 1, 0, 0, 250_000, tzinfo=UTC)
    record = Suppressed(story_id=None, article_id="a", event_id="e", rule=None, reason="no_rule", detail="", at=at)
    assert b'"at":"2022-09-13T01:00:00.250000Z"' in encode(record)
