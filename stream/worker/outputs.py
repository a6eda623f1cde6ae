"""What goes out, as values: codings, dead letters, alerts. Pure, so that the same input makes the same bytes."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple

from schemas.alert import Alert, Suppressed
from schemas.coding import Coding
from schemas.encode import encode
from schemas.rejected import Rejected
from schemas.topics import ALERTS, CODINGS, DLQ, STORIES, SUPPRESSED, Topic, desk_topic

Headers = tuple[tuple[str, bytes], ...]

ORIGIN = "tocsin.origin"
LEXICON = "tocsin.lexicon"
TRACE = "traceparent"
CE_SOURCE = b"/tocsin/watch_events"
STACK_LIMIT = 16_384
OVERHEAD = 512
"""What a record costs on the wire beside its key, value and headers, generously."""


class Output(NamedTuple):
    """One record to send; ``timestamp_ms`` is that of the record it was made from."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int

    @property
    def size(self) -> int:
        """Bytes, as the broker counts them against the topic's limit; never less than it does."""
        named = sum(len(name) + len(value) + 8 for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + named + OVERHEAD


class Oversize(Exception):
    """An output is larger than its topic takes: the input that made it is set aside."""


def guarded(outputs: Sequence[Output]) -> Sequence[Output]:
    """The same outputs. Raises :class:`Oversize` for one that the broker would refuse."""
    for each in outputs:
        if each.size > each.topic.max_bytes:
            raise Oversize(
                f"a record for {each.topic.name} would have {each.size:,} bytes, more than the "
                f"{each.topic.max_bytes:,} that the topic takes"
            )
    return outputs


def coding_output(record: Any, coding: Coding) -> Output:
    """A coding, in the raw record's time, so that coding it again makes the same record."""
    headers = ((ORIGIN, b"%d:%d" % (record.partition, record.offset)), (LEXICON, coding.lexicon.encode()))
    return Output(CODINGS, coding.article_id.encode(), encode(coding), headers + traced(record), record.timestamp)


def alert_outputs(record: Any, alert: Alert) -> list[Output]:
    """An alert for all, and the same bytes for each desk that its rule names. CloudEvents 1.0, Kafka binary mode."""
    value, key = encode(alert), alert.story_id.encode()
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", alert.alert_id.encode()),
        ("ce_source", CE_SOURCE),
        ("ce_type", b"tocsin.alert.v1"),
        ("ce_time", alert.updated_at.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("ce_subject", key),
        ("content-type", b"application/json"),
        *traced(record),
    )
    topics = (ALERTS, *(desk_topic(desk) for desk in alert.desks))
    return [Output(topic, key, value, headers, record.timestamp) for topic in topics]


def suppressed_output(record: Any, suppressed: Suppressed) -> Output:
    """Why an event did not ring."""
    key = None if suppressed.story_id is None else suppressed.story_id.encode()
    return Output(SUPPRESSED, key, encode(suppressed), traced(record), record.timestamp)


def story_output(record: Any, key: str, value: bytes | None) -> Output:
    """A change of the desk's state, encoded; None deletes the key."""
    return Output(STORIES, key.encode(), value, (), record.timestamp)


def dead_letter(record: Any, rejected: Rejected, stage: str, attempts: int = 1) -> Output:
    """The record as it came, with why it was refused (Kafka's header names, KIP-1034)."""
    told = rejected.message if rejected.where is None else f"{rejected.message} (at {rejected.where})"
    headers = (
        ("__streams.errors.exception", (rejected.exception or f"Rejected.{rejected.reason}").encode()),
        ("__streams.errors.message", told.encode("utf-8", "backslashreplace")),
        ("__streams.errors.stacktrace", (rejected.stacktrace or "").encode("utf-8", "backslashreplace")),
        ("__streams.errors.topic", record.topic.encode()),
        ("__streams.errors.partition", b"%d" % record.partition),
        ("__streams.errors.offset", b"%d" % record.offset),
        ("tocsin.stage", stage.encode()),
        ("tocsin.reason", rejected.reason.encode()),
        ("tocsin.attempts", b"%d" % attempts),
        *traced(record),
    )
    value = b"" if record.value is None and record.key is None else record.value
    return Output(DLQ, record.key, value, headers, record.timestamp)


def bug(error: Exception) -> Rejected:
    """An exception of a pure function: ours, whatever the record was. The end of the stack is what tells."""
    if isinstance(error, Oversize):
        return Rejected(reason="oversize", message=str(error), exception="Oversize")
    stack = "".join(traceback.format_exception(error))
    return Rejected(
        reason="bug",
        message=f"{type(error).__name__}: {error}",
        exception=f"{type(error).__module__}.{type(error).__qualname__}",
        stacktrace=stack[-STACK_LIMIT:],
    )


def traced(record: Any) -> Headers:
    """The ``traceparent`` that came with the record, to go on with what it becomes."""
    return tuple((name, value) for name, value in record.headers if name == TRACE and value is not None)


def header(record: Any, wanted: str) -> bytes | None:
    """The first value of a header, or None."""
    return next((value for name, value in record.headers if name == wanted), None)
