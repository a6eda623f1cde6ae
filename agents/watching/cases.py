"""The cases beside a rule (``rules/<name>.test.toml``): what must ring by it, and what must stay silent.

``[[fires]]``: ``case`` (a sentence), ``event``, and ``status`` of the alert (``single_source``, if left out).
``[[silent]]``: ``case``, ``kind`` (one of :data:`KINDS`), ``event``, and ``reason``: that of the ledger, or
``unwatched`` where the rule is not concerned at all. An ``event`` has the fields of a CodedEvent, parties as codes;
``published_on`` is the day of its article (``2022-09-15``, if left out).
"""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from agents.watching.data import DataError, check_keys, read_toml
from schemas.alert import StoryStatus, SuppressedReason
from schemas.coding import CodedEvent

KINDS = ("denied", "historic", "wrong_actor", "rumour", "other")
UNWATCHED = "unwatched"
_DAY = date(2022, 9, 15)


class Case(NamedTuple):
    """``status`` is what the alert must have (None: nothing rings), ``reason`` what the ledger says (None: none)."""

    title: str
    kind: str
    event: CodedEvent
    published_on: date
    status: StoryStatus | None
    reason: SuppressedReason | None


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, firing ones first. Raises DataError with the file and the case."""
    table, text = read_toml(path)
    check_keys(table, path, text, {"fires", "silent"}, {"fires", "silent"})
    cases = []
    for case in table["fires"]:
        check_keys(case, path, text, {"case", "event"}, {"case", "event", "status"}, case.get("case"))
        status = case.get("status", "single_source")
        _one_of(path, case["case"], status, get_args(StoryStatus))
        cases.append(Case(case["case"], "fires", *_event(path, case), status, None))
    for case in table["silent"]:
        keys = {"case", "kind", "event", "reason"}
        check_keys(case, path, text, keys, keys, case.get("case"))
        _one_of(path, case["case"], case["kind"], KINDS)
        _one_of(path, case["case"], case["reason"], (*get_args(SuppressedReason), UNWATCHED))
        reason = None if case["reason"] == UNWATCHED else case["reason"]
        cases.append(Case(case["case"], case["kind"], *_event(path, case), None, reason))
    return cases


def _one_of(path: Path, case: str, value: Any, values: tuple[str, ...]) -> None:
    if value not in values:
        raise DataError(f"{path}: {case!r}: {value!r} is none of {', '.join(values)}")


def _event(path: Path, case: dict[str, Any]) -> tuple[CodedEvent, date]:
    fields = dict(case["event"])
    published = fields.pop("published_on", _DAY)
    for side in ("actor", "recipient"):
        fields[side] = [{"code": code, "name": code} for code in fields.get(side, ())]
    unknown = set(fields) - set(CodedEvent.__struct_fields__)
    if unknown:
        raise DataError(f"{path}: {case['case']!r}: an event has no {', '.join(sorted(unknown))}")
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, case["case"]))
    try:
        event = msgspec.convert({"id": identity, "mode": None, **fields}, CodedEvent)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {case['case']!r}: {error}") from None
    return event, published
