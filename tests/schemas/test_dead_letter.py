"""What the worker writes beside a dead letter is what its schema promises."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from schemas.article import parse
from schemas.rejected import Rejected
from schemas.topics import DLQ, RAW
from stream.worker.outputs import bug, dead_letter
from tests.schemas.files import validator


def headers(raw: bytes | None, rejected: Rejected) -> dict[str, str]:
    record = SimpleNamespace(
        topic=RAW.name,
        partition=3,
        offset=41,
        timestamp=0,
        key=b"k",
        value=raw,
        headers=(("traceparent", b"00-0-0-01"),),
    )
    letter = dead_letter(record, rejected, "code_articles")
    assert letter.topic == DLQ
    assert (letter.key, letter.value) == (b"k", raw)
    return {name: value.decode() for name, value in letter.headers}


@pytest.mark.parametrize("raw", [b"\xff", b'{"source":"\\ud800"}', b"[" * 1000, b"{}", b"", None])
def test_a_refused_record_keeps_its_bytes_and_says_why(raw: bytes | None) -> None:
    rejected = parse(raw)
    assert isinstance(rejected, Rejected)
    written = headers(raw, rejected)
    validator(DLQ).validate(written)
    assert written["__streams.errors.message"].startswith(rejected.message)
    assert written["tocsin.reason"] == rejected.reason
    assert (written["__streams.errors.partition"], written["__streams.errors.offset"]) == ("3", "41")


def test_a_bug_of_ours_comes_with_its_stack() -> None:
    try:
        raise KeyError("AZE")
    except KeyError as error:
        written = headers(b"{}", bug(error))
    validator(DLQ).validate(written)
    assert written["tocsin.reason"] == "bug"
    assert written["__streams.errors.exception"] == "builtins.KeyError"
    assert "test_a_bug_of_ours" in written["__streams.errors.stacktrace"]
