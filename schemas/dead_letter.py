"""What the headers of a dead letter say; its key and value are the sender's own bytes, untouched."""

from __future__ import annotations

from typing import Annotated

import msgspec

from schemas.rejected import Reason

Count = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+$")]
"""A whole number in decimal digits: Kafka's headers are bytes, these are text in UTF-8."""


class DeadLetterHeaders(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "exception": "__streams.errors.exception",
        "message": "__streams.errors.message",
        "stacktrace": "__streams.errors.stacktrace",
        "topic": "__streams.errors.topic",
        "partition": "__streams.errors.partition",
        "offset": "__streams.errors.offset",
        "stage": "tocsin.stage",
        "reason": "tocsin.reason",
        "attempts": "tocsin.attempts",
    },
):
    """The headers of one record on ``tocsin.articles.dlq.v1``, by Kafka's own names (KIP-1034) and ours.

    ``message`` tells a person what was wrong; ``topic``, ``partition`` and ``offset`` say where the record came from;
    ``exception`` is the name of a bug of ours, with its ``stacktrace``, or ``Rejected.<reason>`` with an empty one.
    """

    exception: str
    message: str
    stacktrace: str
    topic: str
    partition: Count
    offset: Count
    stage: str
    reason: Reason
    attempts: Count
