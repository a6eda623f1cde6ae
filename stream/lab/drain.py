"""Whether everything that was sent has gone through: by offsets, not by waiting for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas.topics import CODINGS, RAW
from stream.settings import Settings
from stream.topics import need_topics

LOOK_EVERY_S = 0.1


async def wait_until_drained(settings: Settings, topics: Sequence[str] = (RAW.name, CODINGS.name)) -> None:
    """Until the group has done all that stands on ``topics``, each after the one before it, since that feeds it.

    Waits without end where nobody works: the caller sees to the worker. Raises BrokerAway or TopicMissing.
    """
    counts = await need_topics(settings, topics)
    admin = AIOKafkaAdminClient(**settings.kafka())
    consumer = AIOKafkaConsumer(**settings.kafka(), enable_auto_commit=False)
    try:
        await admin.start()
        await consumer.start()
        for topic in topics:
            parts = [TopicPartition(topic, number) for number in range(counts[topic])]
            while await _lag(admin, consumer, settings.group, parts) > 0:  # noqa: ASYNC110  (Kafka tells nobody)
                await asyncio.sleep(LOOK_EVERY_S)
    finally:
        await consumer.stop()
        await admin.close()


async def _lag(admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, group: str, parts: list[TopicPartition]) -> int:
    """Records of ``parts`` that the group has not yet committed as done."""
    first, last = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
    committed = await admin.list_consumer_group_offsets(group, partitions=parts)
    done = {part: found.offset for part, found in committed.items() if found.offset >= 0}
    return sum(max(0, last[part] - max(first[part], done.get(part, 0))) for part in parts)
