"""Reading a topic as an onlooker: every partition, no consumer group, so that nobody's offsets move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError

from stream.settings import Settings
from stream.topics import BrokerAway, need_topics

POLL_MS = 200


@asynccontextmanager
async def reading(settings: Settings, *topics: str, from_beginning: bool) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer on all partitions of ``topics``, at their first record or behind their last.

    It sees what is committed, never an aborted transaction. Raises BrokerAway or TopicMissing.
    """
    counts = await need_topics(settings, topics)
    parts = [TopicPartition(topic, number) for topic in topics for number in range(counts[topic])]
    consumer = AIOKafkaConsumer(
        **settings.kafka(), enable_auto_commit=False, isolation_level="read_committed",
        max_partition_fetch_bytes=6 << 20, request_timeout_ms=20_000,
    )  # fmt: skip
    try:
        try:
            await consumer.start()
        except (KafkaConnectionError, OSError) as error:
            raise BrokerAway(settings.brokers) from error
        consumer.assign(parts)
        if from_beginning:
            await consumer.seek_to_beginning(*parts)
        else:
            await consumer.seek_to_end(*parts)
            for part in parts:  # a seek is lazy: what comes between now and the first fetch must not be missed
                await consumer.position(part)
        yield consumer
    finally:
        await consumer.stop()


async def to_end(consumer: AIOKafkaConsumer) -> AsyncIterator[ConsumerRecord]:
    """Every record up to the ends that the topics have now, in order within each partition.

    Raises KafkaError where the broker goes before the ends are known; after that it waits for it to return.
    """
    parts = sorted(consumer.assignment())
    ends = await consumer.end_offsets(parts)
    while behind := [part for part in parts if await consumer.position(part) < ends[part]]:
        for part, records in (await consumer.getmany(*behind, timeout_ms=POLL_MS)).items():
            for record in records:
                if record.offset < ends[part]:
                    yield record


async def as_they_come(consumer: AIOKafkaConsumer) -> AsyncIterator[ConsumerRecord]:
    """Every record from the consumer's position on, as it comes, without end."""
    while True:
        for records in (await consumer.getmany(timeout_ms=POLL_MS)).values():
            for record in records:
                yield record
