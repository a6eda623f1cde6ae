"""What the desk answers to one record, and where a record came from."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from schemas.alert import Alert, Suppressed
from schemas.encode import encode
from schemas.story import ArticleMemory, Mark, Story

Record = Story | Mark | ArticleMemory
Outcome = Literal["news", "nothing", "duplicate", "stale_version"]


class Origin(NamedTuple):
    """Where the article of a coding stood in ``tocsin.articles.raw.v1``."""

    partition: int
    offset: int


class Verdict(msgspec.Struct, frozen=True, dict=True):
    """What follows from one record: all of it is to be written in one transaction.

    ``changes`` are (key, record) pairs for ``tocsin.stories.v1``, None for a tombstone; each key stands once. Where
    several verdicts go into one transaction, only the last change of a key needs to be written.
    """

    changes: tuple[tuple[str, Record | None], ...] = ()
    alerts: tuple[Alert, ...] = ()
    suppressions: tuple[Suppressed, ...] = ()
    outcome: Outcome = "nothing"

    @cached_property
    def written(self) -> tuple[tuple[str, bytes | None], ...]:
        """The changes as the bytes that travel: what is sent is what the desk keeps, made once."""
        return tuple((key, None if record is None else encode(record)) for key, record in self.changes)
