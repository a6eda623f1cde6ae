"""The topics are as the contract has them."""

from __future__ import annotations

import pytest

from schemas.action import Action
from schemas.alert import Alert, Suppressed
from schemas.article import MAX_BYTES, Article
from schemas.coding import Coding
from schemas.story import Story
from schemas.topics import ALERTS, DLQ, FIXED, RAW, desk_topic

DAY_MS = 24 * 60 * 60 * 1000
MIB = 1024 * 1024

CONTRACT = [
    # name, the one partition it must have or None for many, key, records, days kept or None for compacted
    ("tocsin.articles.raw.v1", None, "article id", (Article,), 35),
    ("tocsin.codings.v1", 1, "article id", (Coding, Action), 90),
    ("tocsin.alerts.v1", None, "story id", (Alert,), 400),
    ("tocsin.stories.v1", 1, "story id", (Story,), None),
    ("tocsin.suppressed.v1", 1, "story id", (Suppressed,), 90),
    ("tocsin.articles.dlq.v1", None, "the original key", (), 14),
]


def test_the_fixed_topics_are_those_of_the_contract_and_no_others() -> None:
    assert [topic.name for topic in FIXED] == [row[0] for row in CONTRACT]


@pytest.mark.parametrize(("name", "one", "key", "records", "days"), CONTRACT, ids=[row[0] for row in CONTRACT])
def test_a_topic_is_as_the_contract_has_it(
    name: str, one: int | None, key: str, records: tuple[type, ...], days: int | None
) -> None:
    topic = next(topic for topic in FIXED if topic.name == name)
    assert topic.fixed_partitions == (one == 1)
    assert topic.partitions == 1 if one else topic.partitions > 1
    assert topic.key == key
    assert topic.record == records
    assert topic.retention_ms == (None if days is None else days * DAY_MS)


def test_a_topic_is_deleted_by_age_or_compacted_never_both() -> None:
    for topic in FIXED:
        config = topic.config()
        if topic.retention_ms is None:
            assert config["cleanup.policy"] == "compact"
            assert "retention.ms" not in config
        else:
            assert config["cleanup.policy"] == "delete"
            assert config["retention.ms"] == str(topic.retention_ms)


def test_what_is_refused_for_its_size_still_arrives_to_be_refused() -> None:
    assert RAW.config()["max.message.bytes"] == str(4 * MIB)
    assert DLQ.config()["max.message.bytes"] == str(5 * MIB)
    assert MAX_BYTES == MIB < RAW.max_bytes < DLQ.max_bytes


def test_a_desk_s_topic_is_the_alerts_topic_under_its_name() -> None:
    topic = desk_topic("world")
    assert topic.name == "tocsin.alerts.world.v1"
    for name in ("key", "partitions", "fixed_partitions", "retention_ms", "record", "max_bytes"):
        assert getattr(topic, name) == getattr(ALERTS, name), name
