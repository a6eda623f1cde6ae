"""The consumer's side of the fence: what runs in the thread that speaks to Kafka for the group.

Every assignment that is opened gets a token. Whoever fetches, seeks or commits shows it, and is answered only while
the assignment, the generation and the token still fit; the checks stand right before the act, with no await between.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError, KafkaTimeoutError
from aiokafka.structs import OffsetAndMetadata

from stream.worker.upstream import MendedThread

log = structlog.get_logger(__name__)

MAX_RECORDS = 500
"""Records in one fetch, of all partitions together."""
LONG_POLL_MS = 25
"""How long the broker waits for records. A partition whose records were just taken joins the next poll only."""
PREFETCH_BACKOFF_S = 0.01
"""How long the fetcher holds back all partitions of a broker for one whose records still wait (0.1 s by itself)."""
MAX_FETCH_WAIT_S = 0.1
GONE_PAUSE_S = 0.01
"""Whoever asks while the group rebalances, and has not told us yet, would else spin."""
RETRY_S = 0.1
OFFSETS_TIMEOUT_MS = 10_000
ENDS_TIMEOUT_MS = 3_000
REBALANCE_TIMEOUT_S = 20.0
REQUEST_TIMEOUT_S = 40.0

Commit = Literal["committed", "fenced", "failed"]


class Opening(NamedTuple):
    """An assignment that may be worked on: from which offset of each partition, and with which token."""

    token: int
    generation: int
    starts: dict[TopicPartition, int]


class Batch(NamedTuple):
    """A run of records of one partition; ``start`` and ``end`` are positions, so that gaps in the log are inside.

    ``reset`` is True where the broker moved the position, because what we wanted is not in its log.
    """

    tp: TopicPartition
    start: int
    end: int
    records: list[Any]
    token: int
    reset: bool = False


class FencedThread(MendedThread):
    """Faust's consumer thread, with fetches, seeks and commits that are fenced by generation."""

    logger = logging.getLogger("faust.consumer")

    _token: int = 0
    _held: tuple[Any, int] | None = None
    _left: dict[TopicPartition, int]
    lease_from: float = 0.0
    """When the last heartbeat that succeeded was sent, on :func:`clock`."""

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> AIOKafkaConsumer:
        settings = self.transport.settings
        self._left = {}
        return AIOKafkaConsumer(
            **settings.kafka(),
            client_id=f"tocsin-worker-{settings.group}",
            group_id=settings.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=int(settings.session_timeout_s * 1000),
            heartbeat_interval_ms=int(settings.session_timeout_s * 1000 / 5),
            rebalance_timeout_ms=int(REBALANCE_TIMEOUT_S * 1000),
            request_timeout_ms=int(REQUEST_TIMEOUT_S * 1000),
            max_poll_interval_ms=300_000,
            fetch_max_wait_ms=LONG_POLL_MS,
        )

    async def on_start(self) -> None:
        """Connect, and note the time of each heartbeat from now on."""
        await super().on_start()
        consumer = self._ensure_consumer()
        consumer._fetcher._prefetch_backoff = PREFETCH_BACKOFF_S
        coordinator = consumer._coordinator
        beat = coordinator._do_heartbeat

        async def timed() -> bool:
            sent = clock()
            alive: bool = await beat()
            if alive:
                self.lease_from = sent
            return alive

        coordinator._do_heartbeat = timed

    async def rewind(self) -> Opening | None:
        """Go back to the committed offsets of the present assignment, and open it.

        None where the assignment changed meanwhile, or changes just now. Retries while the broker is away.
        """
        consumer = self._ensure_consumer()
        subscription, coordinator = consumer._subscription.subscription, consumer._coordinator
        assignment: Any = None if subscription is None else subscription.assignment
        generation = coordinator.generation
        committed: Mapping[TopicPartition, OffsetAndMetadata] = {}
        first: Mapping[TopicPartition, int] = {}
        while True:
            if not self._is_current(assignment, generation):
                return None
            try:
                if await coordinator._do_heartbeat():
                    if assignment.tps:
                        committed = await coordinator._do_fetch_commit_offsets(assignment.tps)
                        first = await consumer._fetcher.beginning_offsets(assignment.tps, OFFSETS_TIMEOUT_MS)
                    break
            except KafkaError as error:
                if not error.retriable and not isinstance(error, KafkaTimeoutError):
                    raise
            await asyncio.sleep(RETRY_S)
        if not self._is_current(assignment, generation):
            return None
        self._token += 1
        self._held = (assignment, generation)
        starts = {}
        for tp in assignment.tps:
            known = committed.get(tp)
            starts[tp] = first[tp] if known is None else max(known.offset, first[tp])
            if known is not None and known.offset < first[tp]:
                _alarm_retention(tp, known.offset, first[tp])
            consumer._fetcher.seek_to(tp, starts[tp])
            self._left[tp] = starts[tp]
        return Opening(self._token, generation, starts)

    async def fetch(self, token: int, partitions: Collection[TopicPartition]) -> list[Batch]:
        """What has arrived for ``partitions``; waits at most 0.1 s, and where the token does not fit, a moment."""
        consumer = self._ensure_consumer()
        fetcher = consumer._fetcher
        if consumer._closed or fetcher._closed:
            raise ConsumerStoppedError()
        consumer._coordinator.check_errors()
        with fetcher._subscriptions.fetch_context():
            batches = await self._fetch_now(token, partitions)
            if not batches and self._fits(token):
                waiter = fetcher._create_fetch_waiter()
                done, _ = await asyncio.wait([waiter], timeout=MAX_FETCH_WAIT_S)
                if done:
                    waiter.result()
                else:
                    waiter.cancel()
                batches = await self._fetch_now(token, partitions)
            elif not batches:
                await asyncio.sleep(GONE_PAUSE_S)
        return batches

    async def _fetch_now(self, token: int, partitions: Collection[TopicPartition]) -> list[Batch]:
        """Never suspends: ``fetched_records`` would wait for a reassignment, which ``_fits`` rules out."""
        if not self._fits(token) or not partitions or self._held is None:
            return []
        fetcher, assignment = self._ensure_consumer()._fetcher, self._held[0]
        states = {tp: assignment.state_value(tp) for tp in partitions}
        before = {tp: state.position for tp, state in states.items() if state.has_valid_position}
        drained = await fetcher.fetched_records(partitions, timeout=0, max_records=MAX_RECORDS)
        batches = []
        for tp, start in before.items():
            end = states[tp].position if states[tp].has_valid_position else start
            if end != start:
                reset = start != self._left[tp]
                self._left[tp] = end
                batches.append(Batch(tp, start, end, drained.get(tp, []), token, reset))
        return batches

    async def seek_fenced(self, token: int, tp: TopicPartition, offset: int) -> bool:
        """Move one partition's position; False where the token no longer fits."""
        if not self._fits(token):
            return False
        self._ensure_consumer()._fetcher.seek_to(tp, offset)
        self._left[tp] = offset
        return True

    async def commit_fenced(self, token: int, offsets: Mapping[TopicPartition, int]) -> Commit:
        """Commit once, under the generation that the token was given for. A failure is an answer, not an exception."""
        if not self._fits(token, reassigning=True) or self._held is None:
            return "fenced"
        coordinator = self._ensure_consumer()._coordinator
        try:
            await coordinator._do_commit_offsets(
                self._held[0], {tp: OffsetAndMetadata(offset, "") for tp, offset in offsets.items()}
            )
        except KafkaError as error:
            if error.retriable:
                return "failed"
            log.warning("offsets not committed: the group has moved on", error=repr(error), offsets=_shown(offsets))
            return "fenced"
        return "committed"

    async def committed(self, tp: TopicPartition) -> tuple[int | None, int]:
        """The group's committed offset of ``tp`` (None: never committed) and the first one in the log."""
        consumer = self._ensure_consumer()
        found = await consumer._coordinator.fetch_committed_offsets([tp])
        first = await consumer._fetcher.beginning_offsets([tp], OFFSETS_TIMEOUT_MS)
        return (found[tp].offset if tp in found else None), first[tp]

    async def ends(self) -> dict[TopicPartition, int]:
        """The end of each assigned partition, as the broker says now. Raises KafkaError where it does not answer.

        It is asked in any case: where nothing is assigned, for a partition of each topic.
        """
        consumer = self._ensure_consumer()
        tps = consumer.assignment() or {TopicPartition(topic, 0) for topic in consumer.subscription()}
        found: dict[TopicPartition, int] = await consumer._fetcher.end_offsets(tps, ENDS_TIMEOUT_MS)
        return found

    def _fits(self, token: int, *, reassigning: bool = False) -> bool:
        """Whether ``token`` is the newest and its assignment the present one; ``reassigning``: also on the way out."""
        if token != self._token or self._held is None:
            return False
        return self._is_current(*self._held, reassigning=reassigning)

    def _is_current(self, assignment: Any, generation: int, *, reassigning: bool = False) -> bool:
        consumer = self._ensure_consumer()
        state = consumer._subscription
        return (
            assignment is not None
            and generation > 0
            and generation == consumer._coordinator.generation
            and state.subscription is not None
            and state.subscription.assignment is assignment
            and assignment.active
            and (reassigning or not state.reassignment_in_progress)
        )


def clock() -> float:
    """Seconds that also pass while the machine sleeps, where the system has such a clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _alarm_retention(tp: TopicPartition, wanted: int, first: int) -> None:
    log.error(
        "records were deleted before they were read: the topic's retention is shorter than our lag",
        topic=tp.topic, partition=tp.partition, offset=wanted, lost=first - wanted,
        todo="raise retention.ms of the topic, or add workers",
    )  # fmt: skip


def _shown(offsets: Mapping[TopicPartition, int]) -> dict[str, int]:
    return {f"{tp.topic}:{tp.partition}": offset for tp, offset in offsets.items()}
