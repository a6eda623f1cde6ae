"""Texts made to stall a coder cost no more than their length: counted in lines of ours that run, not in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import msgspec
import pytest

from agents.code_articles import Coder, code_articles
from schemas.coding import Coding

_HOSTILE = {
    "cues": "Armenia denied that it did not deny that it asked ",
    "no spaces": "armeniaasked",
    "combining marks": "Armenia asked the CSTO" + "\u0301" * 20 + " ",
    "bidi marks": "\u202eArmenia asked the CSTO for troops\u202c ",
    "paragraphs": "Armenia asked the CSTO for troops.\n",
    "quotation marks": '"Armenia" asked "CSTO" ',
    "one word": "a" * 40,
    "a list": "Armenia, Azerbaijan, ",
    "mixed scripts": "Армения asked ОДКБ և İrəvan ",
    "blanks": "      \n    ",
    "stops": ". ",
    "brackets": "((Armenia asked)) ",
}


def _lines(work: Callable[[], Any]) -> int:
    """How many lines of Python run in ``work``."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_text_that_is_twice_as_long_costs_no_more_than_twice(coder: Coder, name: str) -> None:
    def cost(times: int) -> int:
        record = {
            "id": "x", "source": "s", "language": "en", "published_at": "2022-09-15T12:00:00Z",
            "title": "Armenia asked the CSTO for troops", "body": _HOSTILE[name] * times,
        }  # fmt: skip
        raw = msgspec.json.encode(record)
        return _lines(lambda: code_articles(coder, raw))

    times = 6_000 // len(_HOSTILE[name])
    cost(times)
    assert cost(2 * times) <= 2.3 * cost(times) + 2_000


def test_a_text_of_a_mebibyte_is_coded(coder: Coder) -> None:
    body = "Armenia asked the CSTO to send troops. The weather was mild in the valley.\n" * (2**20 // 76 - 20)
    record = {"id": "x", "source": "s", "language": "en", "published_at": "2022-09-15T12:00:00Z", "body": body}
    coding = code_articles(coder, msgspec.json.encode(record))
    assert isinstance(coding, Coding)
    assert [event.event_type for event in coding.events] == ["REQUEST"]
