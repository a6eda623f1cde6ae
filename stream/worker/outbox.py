"""The outputs of one transaction, gathered into batches of their partitions as they arise.

A batch is one delivery to wait for and one request to send, where a record by itself costs a future and a turn of the
sender: a desk that tells of each story on three topics would spend more on that than on the stories.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2

from stream.worker.delivery import queued
from stream.worker.outputs import Output

_hash = lru_cache(maxsize=8192)(murmur2)

Place = tuple[str, int]


class Outbox:
    """Takes outputs in, in the order of each partition, and hands on what is full; :meth:`send` hands on the rest."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._partitions: dict[str, list[int]] = {}
        self._open: dict[Place, Any] = {}
        self._deliveries: list[asyncio.Future[Any]] = []

    async def put(self, output: Output) -> None:
        """Take one output in. Raises KafkaError where the producer can send no more."""
        place = output.topic.name, await self._partition(output)
        batch = self._open.get(place)
        if batch is None:
            batch = self._open[place] = self._producer.create_batch()
        if not _append(batch, output):
            await self._hand_on(place, batch)
            batch = self._open[place] = self._producer.create_batch()
            _append(batch, output)

    async def send(self) -> None:
        """Put what is still here on its way. Raises as :meth:`put`."""
        while self._open:
            await self._hand_on(*self._open.popitem())

    async def delivered(self) -> None:
        """Wait until the broker has all that was sent. Raises KafkaError for what it refuses."""
        for delivery in self._deliveries:
            await delivery

    async def _partition(self, output: Output) -> int:
        """Where all clients put a record with this key."""
        name = output.topic.name
        partitions = self._partitions.get(name)
        if partitions is None:
            partitions = self._partitions[name] = sorted(await self._producer.partitions_for(name))
        if len(partitions) == 1 or output.key is None:
            return partitions[0]
        number: int = _hash(output.key) & 0x7FFFFFFF
        return partitions[number % len(partitions)]

    async def _hand_on(self, place: Place, batch: Any) -> None:
        """Put a batch in the producer's queue; waits while there is no room, however long the broker is away."""
        topic, partition = place
        offered = queued(topic, lambda: self._producer.send_batch(batch, topic, partition=partition))
        self._deliveries.append(await offered)


def _append(batch: Any, output: Output) -> bool:
    """False where the batch is full. An empty one takes any record."""
    added = batch.append(
        timestamp=output.timestamp_ms, key=output.key, value=output.value, headers=list(output.headers)
    )
    return added is not None
