"""What we mend of the libraries is still broken in them, and is mended here: a test that fails tells to take it out."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from stream.worker.upstream import keep_looking

GROUP = 0


async def _look(*, mended: bool) -> int:
    """Look for a group's coordinator through a connection that breaks once."""
    producer = AIOKafkaProducer(transactional_id="t", retry_backoff_ms=1)
    answers: list[int | Exception] = [KafkaConnectionError("closed"), 7]

    async def lookup(_kind: int, _key: str) -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fine(*_: object, **__: object) -> bool:
        return True

    producer.client.coordinator_lookup = lookup
    producer.client.ready = producer.client.force_metadata_update = fine
    if mended:
        keep_looking(producer)
    found: int = await producer._sender._find_coordinator(GROUP, "group")
    return found


def test_a_connection_that_breaks_while_a_coordinator_is_looked_for_ends_the_librarys_sender() -> None:
    with pytest.raises(KafkaError):
        asyncio.run(_look(mended=False))


def test_a_coordinator_is_looked_for_until_it_is_found() -> None:
    assert asyncio.run(_look(mended=True)) == 7
