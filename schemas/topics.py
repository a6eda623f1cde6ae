"""Every topic, declared once: its name, key, partitions, retention and the record that it carries."""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.action import Action
from schemas.alert import Alert, Suppressed
from schemas.article import Article
from schemas.coding import Coding
from schemas.dead_letter import DeadLetterHeaders
from schemas.story import Story

DAY_MS = 86_400_000
MIB = 1 << 20


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as it is created.

    ``partitions`` is the default where more than one is allowed; ``retention_ms`` is None for a compacted topic;
    ``record`` is what the value may be, empty where it is somebody else's bytes: then ``headers`` says what is known.
    """

    name: str
    key: Literal["article id", "story id", "the original key"]
    partitions: int
    fixed_partitions: bool = False
    retention_ms: int | None
    record: tuple[type[msgspec.Struct], ...]
    headers: type[msgspec.Struct] | None = None
    max_bytes: int = MIB

    def config(self) -> dict[str, str]:
        """The broker's topic settings."""
        settings = {"max.message.bytes": str(self.max_bytes)}
        if self.retention_ms is None:
            settings["cleanup.policy"] = "compact"
        else:
            settings["cleanup.policy"] = "delete"
            settings["retention.ms"] = str(self.retention_ms)
        return settings


RAW = Topic(
    name="tocsin.articles.raw.v1", key="article id", partitions=8, retention_ms=35 * DAY_MS,
    record=(Article,), max_bytes=4 * MIB,
)  # fmt: skip
CODINGS = Topic(
    name="tocsin.codings.v1", key="article id", partitions=1, fixed_partitions=True, retention_ms=90 * DAY_MS,
    record=(Coding, Action), max_bytes=4 * MIB,
)  # fmt: skip
ALERTS = Topic(
    name="tocsin.alerts.v1", key="story id", partitions=3, retention_ms=400 * DAY_MS, record=(Alert,),
)  # fmt: skip
# Besides the stories it holds what else the desk remembers, under keys that start with "~" (schemas/story.py).
STORIES = Topic(
    name="tocsin.stories.v1", key="story id", partitions=1, fixed_partitions=True, retention_ms=None, record=(Story,),
)  # fmt: skip
SUPPRESSED = Topic(
    name="tocsin.suppressed.v1", key="story id", partitions=1, fixed_partitions=True, retention_ms=90 * DAY_MS,
    record=(Suppressed,),
)  # fmt: skip
DLQ = Topic(
    name="tocsin.articles.dlq.v1", key="the original key", partitions=3, retention_ms=14 * DAY_MS, record=(),
    headers=DeadLetterHeaders, max_bytes=5 * MIB,
)  # fmt: skip

FIXED = (RAW, CODINGS, ALERTS, STORIES, SUPPRESSED, DLQ)


def desk_topic(desk: str) -> Topic:
    """The topic of one desk that a rule names: the same bytes as on :data:`ALERTS`."""
    return Topic(
        name=f"tocsin.alerts.{desk}.v1", key="story id", partitions=ALERTS.partitions,
        retention_ms=ALERTS.retention_ms, record=(Alert,),
    )  # fmt: skip
