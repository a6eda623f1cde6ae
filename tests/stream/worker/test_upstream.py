"""What we mend of the libraries is still broken in them, and is mended here: a test that fails tells to take it out."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError

from stream.worker.upstream import keep_looking, keep_waiting

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


async def _send_across_a_time_without_a_leader(*, mended: bool) -> list[bool]:
    """Two records, one before the leader comes back and one after: whether each of them is on its way then."""
    producer, tp, leader = AIOKafkaProducer(enable_idempotence=True), TopicPartition("t", 0), -1
    waiting = producer._message_accumulator
    waiting._batch_ttl = -1.0  # the time is over as soon as it begins
    waiting._cluster = SimpleNamespace(leader_for_partition=lambda _tp: leader)
    producer._txn_manager.set_pid_and_epoch(1, 0)
    if mended:
        keep_waiting(producer)
    sent = [await waiting.add_message(tp, b"k", b"1", 1)]
    waiting.drain_by_nodes(set())
    sent.append(await waiting.add_message(tp, b"k", b"2", 1))
    leader = 7
    on_their_way, _ = waiting.drain_by_nodes(set())
    assert list(on_their_way) == [7]
    return [not each.done() for each in sent]


def test_a_record_that_waits_for_a_leader_too_long_is_left_out_by_the_library_and_the_next_is_sent() -> None:
    assert asyncio.run(_send_across_a_time_without_a_leader(mended=False)) == [False, True]


def test_a_record_waits_for_a_leader_for_as_long_as_it_takes() -> None:
    assert asyncio.run(_send_across_a_time_without_a_leader(mended=True)) == [True, True]
