"""A transaction's outputs: each where every client puts its key, in order, and counted only when the broker has it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, ProducerFenced
from aiokafka.partitioner import DefaultPartitioner

from schemas.topics import ALERTS, STORIES, Topic
from stream.worker.outbox import Outbox
from stream.worker.outputs import Output

ROOM = 3


@dataclass
class Pile:
    """A batch with room for few records."""

    values: list[bytes] = field(default_factory=list)

    def append(self, *, value: bytes, **_options: Any) -> object | None:
        if len(self.values) == ROOM:
            return None
        self.values.append(value)
        return object()


class Producer:
    """Takes batches, and delivers them when the test says so."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, list[bytes]]] = []
        self.deliveries: list[asyncio.Future[None]] = []
        self.full = 0

    async def partitions_for(self, topic: str) -> set[int]:
        return set(range(3)) if topic == ALERTS.name else {0}

    def create_batch(self) -> Pile:
        return Pile()

    async def send_batch(self, batch: Pile, topic: str, *, partition: int) -> asyncio.Future[None]:
        if self.full:
            self.full -= 1
            raise KafkaTimeoutError
        self.sent.append((topic, partition, batch.values))
        self.deliveries.append(asyncio.get_running_loop().create_future())
        return self.deliveries[-1]


def output(key: bytes | None, value: bytes, topic: Topic = ALERTS) -> Output:
    return Output(topic, key, value, (), 0)


async def put_and_send(producer: Producer, *outputs: Output) -> Outbox:
    outbox = Outbox(producer)
    for each in outputs:
        await outbox.put(each)
    await outbox.send()
    return outbox


def test_a_key_goes_where_every_client_puts_it() -> None:
    producer, keys = Producer(), [f"story-{number}".encode() for number in range(40)]
    asyncio.run(put_and_send(producer, *(output(key, key) for key in keys)))
    found = {value: partition for _, partition, values in producer.sent for value in values}
    assert found == {key: DefaultPartitioner()(key, [0, 1, 2], [0, 1, 2]) for key in keys}
    assert set(found.values()) == {0, 1, 2}


def test_the_order_of_a_partition_is_that_of_the_outputs_and_a_full_batch_does_not_wait() -> None:
    async def scene() -> Producer:
        producer = Producer()
        outbox = Outbox(producer)
        for number in range(ROOM + 1):
            await outbox.put(output(b"s", b"%d" % number, STORIES))
        assert [values for _, _, values in producer.sent] == [[b"0", b"1", b"2"]]
        await outbox.send()
        return producer

    assert asyncio.run(scene()).sent == [(STORIES.name, 0, [b"0", b"1", b"2"]), (STORIES.name, 0, [b"3"])]


def test_what_the_producer_has_no_room_for_is_offered_again() -> None:
    producer = Producer()
    producer.full = 2
    asyncio.run(put_and_send(producer, output(b"s", b"v", STORIES)))
    assert producer.sent == [(STORIES.name, 0, [b"v"])]


def test_it_is_delivered_when_the_broker_has_every_batch() -> None:
    async def scene() -> None:
        producer = Producer()
        outbox = await put_and_send(producer, output(b"s", b"v", STORIES), output(b"s", b"v"))
        waiting = asyncio.ensure_future(outbox.delivered())
        for delivery in producer.deliveries:
            await asyncio.sleep(0)
            assert not waiting.done()
            delivery.set_result(None)
        await waiting

    asyncio.run(scene())


def test_a_batch_that_the_broker_refuses_is_an_error() -> None:
    async def scene() -> None:
        producer = Producer()
        outbox = await put_and_send(producer, output(b"s", b"v", STORIES), output(b"s", b"v"))
        producer.deliveries[0].set_exception(ProducerFenced())
        producer.deliveries[1].set_result(None)
        await outbox.delivered()

    with pytest.raises(ProducerFenced):
        asyncio.run(scene())
