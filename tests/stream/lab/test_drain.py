"""Whether all has gone through is read from offsets."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.topics import CODINGS, RAW
from stream.lab.drain import wait_until_drained
from stream.settings import Settings

pytestmark = pytest.mark.broker


def test_it_waits_for_the_commit_of_the_last_record_of_every_topic_in_turn(kafka: Settings) -> None:
    async def scenario() -> list[str]:
        happened: list[str] = []
        producer = AIOKafkaProducer(**kafka.kafka())
        worker = AIOKafkaConsumer(**kafka.kafka(), group_id=kafka.group, enable_auto_commit=False)
        await producer.start()
        await worker.start()
        raw, codings = TopicPartition(RAW.name, 2), TopicPartition(CODINGS.name, 0)
        worker.assign([raw, codings])
        try:
            for _ in range(3):
                await producer.send_and_wait(RAW.name, b"{}", partition=2)
            waiting = asyncio.ensure_future(wait_until_drained(kafka))
            waiting.add_done_callback(lambda _: happened.append("drained"))
            await worker.commit({raw: 2})
            await asyncio.sleep(0.5)
            await producer.send_and_wait(CODINGS.name, b"{}")
            happened.append("raw committed")
            await worker.commit({raw: 3})
            await asyncio.sleep(0.5)
            happened.append("codings committed")
            await worker.commit({codings: 1})
            await waiting
        finally:
            await worker.stop()
            await producer.stop()
        return happened

    assert asyncio.run(scenario()) == ["raw committed", "codings committed", "drained"]


def test_empty_topics_are_drained(kafka: Settings) -> None:
    asyncio.run(wait_until_drained(kafka))
