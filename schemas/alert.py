"""What rings: ``tocsin.alerts.v1`` and the desks' topics, and what did not: ``tocsin.suppressed.v1``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from schemas.article import Moment
from schemas.coding import CodedEvent, Confidence, Offset, Part, Version

MsgType = Literal["alert", "update", "correction", "hold", "release", "kill"]
StoryStatus = Literal["single_source", "corroborated", "disputed", "denied", "withdrawn"]
SuppressedReason = Literal[
    "denied", "historic", "folded", "below_status", "below_confidence",
    "muted", "embargoed", "stale", "held_by_storm_brake", "no_rule",
]  # fmt: skip


class Related(msgspec.Struct, frozen=True):
    """Another story that this one answers."""

    story_id: str
    relation: Literal["answers"]


class Sources(msgspec.Struct, frozen=True):
    """How many articles carry the story, and how many publishers that are independent of each other."""

    articles: int
    independent: int


class ArticleRef(msgspec.Struct, frozen=True, kw_only=True):
    """An article that carries the story, as a newsroom cites it."""

    id: str
    url: str | None = None
    source: str
    title: str | None = None
    language: str | None = None
    published_at: Moment


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The words that the alert rests on, in their language; ``exact`` has at most 300 characters."""

    article_id: str
    url: str | None
    language: str
    part: Part
    exact: Annotated[str, msgspec.Meta(max_length=300)]
    prefix: str
    suffix: str
    start: Offset
    end: Offset


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a story, told to newsrooms.

    ``alert_id`` is the UUIDv5 of story id and version; ``urgency`` is IPTC's, 1 (flash) to 9; ``headline`` maps a
    language to a sentence made from the coded event; all times come from Kafka timestamps.
    """

    alert_id: str
    story_id: str
    version: Version
    msg_type: MsgType
    references: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    rule: str
    desks: tuple[str, ...] = ()
    headline: dict[str, str]
    urgency: Annotated[int, msgspec.Meta(ge=1, le=9)]
    reasons: tuple[str, ...] = ()
    note: str | None = None
    confidence: Confidence
    status: StoryStatus
    event: CodedEvent
    sources: Sources
    articles: tuple[ArticleRef, ...] = ()
    evidence: tuple[Quote, ...] = ()
    subjects: tuple[str, ...] = ()
    first_seen_at: Moment
    updated_at: Moment
    lexicon: str
    rules: str


class Suppressed(msgspec.Struct, frozen=True, kw_only=True):
    """A coded event that did not ring, and why."""

    story_id: str | None
    article_id: str
    event_id: str
    rule: str | None
    reason: SuppressedReason
    detail: str
    at: Moment
