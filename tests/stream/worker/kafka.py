"""Kafka without a network: aiokafka's own consumer, subscription and fetcher, whose questions are answered here.

So what the libraries do wrong, they do wrong here too, and a test shows it in milliseconds.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import Fetcher, FetchResult
from aiokafka.consumer.subscription_state import SubscriptionState
from aiokafka.structs import OffsetAndMetadata

A, B = TopicPartition("t", 0), TopicPartition("t", 1)


class Records:
    """What a broker answers to a fetch, as aiokafka unpacks it."""

    def __init__(self, tp: TopicPartition, start: int, end: int) -> None:
        self._tp, self.next_fetch_offset, self._end = tp, start, end

    def __iter__(self) -> Records:
        return self

    def __next__(self) -> Any:
        if self.next_fetch_offset >= self._end:
            raise StopIteration
        self.next_fetch_offset += 1
        return SimpleNamespace(
            topic=self._tp.topic, partition=self._tp.partition, offset=self.next_fetch_offset - 1, key=b"k", value=b"v",
            headers=(), timestamp=1_000, timestamp_type=0, checksum=None, serialized_key_size=1,
            serialized_value_size=1,
        )  # fmt: skip


class Kafka(AIOKafkaConsumer):  # type: ignore[misc]
    """A consumer of topic ``t`` in a group of which it is the only member; a test says when the group rebalances.

    ``offsets`` are the group's; questions about them are answered while ``answers`` is set.
    """

    def __init__(self) -> None:
        self.offsets: dict[TopicPartition, int] = {}
        self.answers = asyncio.Event()
        self.answers.set()
        self.closed_from: list[Any] = []
        self.looks = 0
        self._closed = False
        self._max_poll_records = None
        self._group_id = "g"
        self._client = SimpleNamespace(
            _loop=asyncio.get_running_loop(), _metadata_max_age_ms=1_000, close=self._close_from
        )
        self._subscription = SubscriptionState()
        self._subscription.subscribe({A.topic})
        self._fetcher = Fetcher(self._client, self._subscription, auto_offset_reset="earliest")
        self._fetcher._fetch_task.cancel()
        self._fetcher.beginning_offsets = self._first
        self._fetched_records, self._fetcher.fetched_records = self._fetcher.fetched_records, self._look
        self._coordinator = SimpleNamespace(
            generation=0, check_errors=lambda: None, close=self._close_from, _do_heartbeat=self._beat,
            _do_fetch_commit_offsets=self._tell, _do_commit_offsets=self._take, commit_offsets=self._take,
        )  # fmt: skip

    def __del__(self) -> None:
        """Nothing: there is no connection to warn of."""

    def assign_to(self, *tps: TopicPartition, at: int | None = None) -> int:
        """A rebalance ends: aiokafka goes to what is committed, or ``at``. Answers the generation."""
        self._coordinator.generation += 1
        self._subscription.assign_from_subscribed(set(tps))
        for tp in tps:
            self._subscription.seek(tp, self.offsets.get(tp, 0) if at is None else at)
        generation: int = self._coordinator.generation
        return generation

    def begin_rebalance(self) -> None:
        """The group wants everybody to join anew."""
        self._subscription.begin_reassignment()

    def arrive(self, tp: TopicPartition, count: int) -> None:
        """The broker answers a fetch: ``count`` records from the present position on."""
        assignment = self._subscription.subscription.assignment
        state = assignment.state_value(tp)
        state.highwater = state.position + count
        records = Records(tp, state.position, state.highwater)
        self._fetcher._records[tp] = FetchResult(tp, assignment=assignment, partition_records=records, backoff=0)
        for waiter in list(self._fetcher._fetch_waiters):
            self._fetcher._notify(waiter)

    def at(self, tp: TopicPartition) -> int:
        """The position."""
        position: int = self._subscription.subscription.assignment.state_value(tp).position
        return position

    async def committed(self, tp: TopicPartition) -> int | None:
        """As aiokafka's."""
        await self.answers.wait()
        return self.offsets.get(tp)

    async def _look(self, *args: Any, **options: Any) -> Any:
        self.looks += 1
        return await self._fetched_records(*args, **options)

    async def _beat(self) -> bool:
        return True

    async def _first(self, tps: Any, _timeout: int) -> dict[TopicPartition, int]:
        return dict.fromkeys(tps, 0)

    async def _tell(self, tps: Any) -> dict[TopicPartition, OffsetAndMetadata]:
        await self.answers.wait()
        return {tp: OffsetAndMetadata(offset, "") for tp, offset in self.offsets.items() if tp in tps}

    async def _take(self, _assignment: Any, offsets: dict[TopicPartition, OffsetAndMetadata]) -> None:
        await self.answers.wait()
        self.offsets.update({tp: each.offset for tp, each in offsets.items()})

    async def _close_from(self) -> None:
        self.closed_from.append(asyncio.get_running_loop())
