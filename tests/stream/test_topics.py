"""The topics on a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import CODINGS, DLQ, FIXED, RAW, STORIES, desk_topic
from stream.lab.ports import free_port
from stream.settings import Settings
from stream.topics import (
    BrokerAway,
    TopicMissing,
    TopicUnfit,
    check_topics,
    create_topics,
    show_topics,
    wanted_topics,
)

NAMES = {topic.name for topic in FIXED}


def test_every_fixed_topic_and_every_desk_is_wanted_with_the_partitions_that_are_set() -> None:
    wanted = {t.name: t.partitions for t in wanted_topics(Settings(raw_partitions=5, alert_partitions=2), ("world",))}
    assert set(wanted) == NAMES | {"tocsin.alerts.world.v1"}
    assert (wanted[RAW.name], wanted["tocsin.alerts.world.v1"], wanted[CODINGS.name]) == (5, 2, 1)


def test_no_broker_is_told_apart_and_the_message_says_what_to_do() -> None:
    settings = Settings(brokers=f"127.0.0.1:{free_port()}")
    with pytest.raises(BrokerAway, match=r"No Kafka broker answers at 127(?s:.)*tocsin broker start"):
        asyncio.run(create_topics(settings))


@pytest.mark.broker
def test_topics_are_made_once_and_a_second_time_is_no_error(bare_kafka: Settings) -> None:
    first = asyncio.run(create_topics(bare_kafka, ("world",)))
    second = asyncio.run(create_topics(bare_kafka, ("world", "asia")))
    assert set(first.created) == NAMES | {desk_topic("world").name}
    assert second.created == (desk_topic("asia").name,)
    assert set(second.existing) == set(first.created)


@pytest.mark.broker
def test_two_that_make_the_topics_at_once_do_not_disturb_each_other(bare_kafka: Settings) -> None:
    async def both() -> tuple[int, int]:
        one, other = await asyncio.gather(create_topics(bare_kafka), create_topics(bare_kafka))
        return len(one.created), len(other.created)

    assert sum(asyncio.run(both())) == len(FIXED)


@pytest.mark.broker
def test_a_topic_that_is_missing_is_named(bare_kafka: Settings) -> None:
    with pytest.raises(TopicMissing, match="tocsin topics create") as caught:
        asyncio.run(check_topics(bare_kafka))
    assert set(caught.value.names) == NAMES
    asyncio.run(create_topics(bare_kafka))
    asyncio.run(check_topics(bare_kafka))


@pytest.mark.broker
@pytest.mark.parametrize(
    ("name", "partitions", "config", "complaint"),
    [
        (CODINGS.name, 3, CODINGS.config(), "exactly 1"),
        (DLQ.name, 3, {**DLQ.config(), "max.message.bytes": "1048588"}, "must take 5242880"),
        (STORIES.name, 1, {**STORIES.config(), "cleanup.policy": "delete"}, "must have compact"),
    ],
)
def test_a_topic_that_would_lose_or_refuse_records_is_refused(
    bare_kafka: Settings, name: str, partitions: int, config: dict[str, str], complaint: str
) -> None:
    asyncio.run(_make(bare_kafka, NewTopic(name, partitions, 1, topic_configs=config)))
    with pytest.raises(TopicUnfit, match=f"{name}.*{complaint}"):
        asyncio.run(create_topics(bare_kafka))


@pytest.mark.broker
def test_more_partitions_are_the_owners_choice_where_order_does_not_need_one(
    fresh: Callable[..., Settings],
) -> None:
    settings = fresh(raw_partitions=6)
    asyncio.run(check_topics(replace(settings, raw_partitions=4)))


@pytest.mark.broker
def test_showing_counts_records_and_marks_what_is_missing(kafka: Settings) -> None:
    asyncio.run(_send(kafka, RAW.name, 3))
    shown = {found.topic.name: found for found in asyncio.run(show_topics(kafka, ("world",)))}
    assert (shown[RAW.name].state, shown[RAW.name].partitions, shown[RAW.name].messages) == ("fits", 4, 3)
    assert shown[desk_topic("world").name].state == "missing"


@pytest.mark.broker
def test_the_broker_holds_what_the_contract_promises_on_raw_and_dead_letters(kafka: Settings) -> None:
    asyncio.run(_send(kafka, RAW.name, 1, size=RAW.max_bytes - 1000))
    asyncio.run(_send(kafka, DLQ.name, 1, size=DLQ.max_bytes - 1000))


async def _make(settings: Settings, topic: NewTopic) -> None:
    admin = AIOKafkaAdminClient(**settings.kafka())
    await admin.start()
    try:
        await admin.create_topics([topic])
    finally:
        await admin.close()


async def _send(settings: Settings, topic: str, count: int, size: int = 1) -> None:
    producer = AIOKafkaProducer(**settings.kafka(), max_request_size=6 << 20)
    await producer.start()
    try:
        for _ in range(count):
            await producer.send_and_wait(topic, b"x" * size)
    finally:
        await producer.stop()


@pytest.mark.broker
@pytest.mark.parametrize(("keep_old", "kept_ms"), [(False, str(RAW.retention_ms)), (True, "-1")])
def test_a_replay_of_old_news_is_kept_only_where_that_is_asked_for(
    bare_kafka: Settings, keep_old: bool, kept_ms: str
) -> None:
    asyncio.run(create_topics(bare_kafka, keep_old=keep_old))
    assert asyncio.run(_retention(bare_kafka, RAW.name)) == kept_ms


async def _retention(settings: Settings, topic: str) -> str:
    admin = AIOKafkaAdminClient(**settings.kafka())
    await admin.start()
    try:
        wanted = ConfigResource(ConfigResourceType.TOPIC, topic, configs={"retention.ms": None})
        (answer,) = await admin.describe_configs([wanted])
        return str(answer.resources[0][4][0][1])
    finally:
        await admin.close()
