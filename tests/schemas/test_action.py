"""One log holds codings and actions; each record is read as what it is, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.action import MAX_BYTES, Action, parse_coding_or_action
from schemas.coding import Coding
from schemas.encode import encode
from schemas.rejected import Rejected

CODING: dict[str, Any] = {
    "article_id": "wire-1",
    "article": {"id": "wire-1", "source": "wire.example", "published_at": "2022-09-13T01:00:00Z"},
    "language": "en",
    "events": [],
    "lexicon": "sha256:0",
    "outcome": "quiet",
}
ACTION: dict[str, Any] = {"action_id": "a-1", "kind": "mute", "by": "desk@wire.example", "rule": "ceasefire"}


def read(record: object) -> Coding | Action | Rejected:
    return parse_coding_or_action(json.dumps(record).encode())


def test_a_record_with_an_action_id_is_an_action() -> None:
    action = read(ACTION)
    assert isinstance(action, Action)
    assert (action.kind, action.rule, action.until) == ("mute", "ceasefire", None)


def test_a_record_without_one_is_a_coding() -> None:
    coding = read(CODING)
    assert isinstance(coding, Coding)
    assert (coding.article_id, coding.article.version, coding.events) == ("wire-1", 1, ())


def test_a_field_from_a_later_version_is_ignored() -> None:
    assert read({**CODING, "later": [1]}) == read(CODING)
    assert read({**ACTION, "later": [1]}) == read(ACTION)


@pytest.mark.parametrize(
    ("record", "reason", "where", "words"),
    [
        ({}, "missing_field", "$.article_id", "`article_id` is missing"),
        ({**ACTION, "action_id": 1}, "wrong_type", "$.action_id", "but is 1"),
        ({**ACTION, "action_id": ""}, "wrong_type", "$.action_id", "is empty"),
        ({**ACTION, "kind": "shout"}, "wrong_type", "$.kind", 'it is "shout"'),
        ({**ACTION, "until": "dawn"}, "bad_date", "$.until", 'it is "dawn"'),
        ({**ACTION, "rule": None}, "missing_field", None, "say what the action is about"),
        ({"action_id": "a-1", "kind": "mute", "rule": "r"}, "missing_field", "$.by", "`by` is missing"),
        ({**CODING, "events": [{"id": "e", "mode": None}]}, "missing_field", "$.events[0].event_type", "is missing"),
        ({**CODING, "events": [{"event_type": "HUG"}]}, "wrong_type", "$.events[0].event_type", "may be"),
        ({**CODING, "article": 3}, "wrong_type", "$.article", "must be an object, but is 3"),
        ([], "wrong_type", None, "the record must be an object"),
    ],
)  # fmt: skip
def test_a_bad_record_is_refused_with_its_reason(record: object, reason: str, where: str | None, words: str) -> None:
    answer = read(record)
    assert isinstance(answer, Rejected)
    assert (answer.reason, answer.where) == (reason, where), answer.message
    assert words in answer.message


def test_a_refusal_keeps_the_id_where_it_can_be_read() -> None:
    for record, name in (({**ACTION, "kind": "shout"}, "a-1"), ({**CODING, "language": 3}, "wire-1")):
        answer = read(record)
        assert isinstance(answer, Rejected)
        assert answer.record_id == name


def test_a_tombstone_and_a_giant_are_refused() -> None:
    for raw, reason in ((None, "not_json"), (b" " * MAX_BYTES + b"{}", "oversize")):
        answer = parse_coding_or_action(raw)
        assert isinstance(answer, Rejected)
        assert answer.reason == reason


@given(
    st.binary(max_size=100) | st.sampled_from([CODING, ACTION]).map(lambda record: json.dumps(record).encode()),
    st.data(),
)
def test_any_bytes_are_a_coding_an_action_or_a_refusal(raw: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(raw)))
    answer = parse_coding_or_action(raw[:at] + data.draw(st.binary(max_size=3)) + raw[at:])
    if not isinstance(answer, Rejected):
        assert parse_coding_or_action(encode(answer)) == answer
