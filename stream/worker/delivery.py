"""The coder's side of delivery: a batch begins, is coded, is held, is sent, is finished.

At least once and in order: the offset of a batch counts only after the broker has taken every output of it; a batch
that cannot be finished is left to whoever comes next. What is sent twice is the same bytes with the same origin, and
the desk knows it by that.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError

from schemas.coding import Coding
from schemas.rejected import Rejected
from schemas.topics import DLQ
from stream.settings import Settings
from stream.worker.consumer import FencedConsumer
from stream.worker.fetching import Batch
from stream.worker.metrics import Metrics
from stream.worker.outputs import Output, bug, coding_output, dead_letter, guarded
from stream.worker.stages import Stages
from stream.worker.upstream import keep_looking, keep_waiting

log = structlog.get_logger(__name__)

STAGE = "code_articles"
PATIENCE_S = 0.005
"""How long we compute before others on the loop (the sender, the desk, health) get their turn."""
MAX_SETTLING = 16
"""Batches whose outputs may be on their way at once: sends stay in order, and only the answers are waited for apart."""
MAX_REQUEST = DLQ.max_bytes + 65_536
MAX_BATCH = 524_288
RETRY_MS = 20
"""A transaction right after another is often told to wait a moment; 100 ms, the usual, would show in the latency."""
CONNECT_PAUSE_S = 1.0
CLOSE_FAILED_S = 1.0


async def start_producer(settings: Settings, transactional_id: str | None = None) -> AIOKafkaProducer:
    """An idempotent producer that is connected; with an id, a transactional one that has fenced its predecessor.

    Waits while the broker is away. It never gives a record up while the broker may still come back.
    """
    while True:
        producer = AIOKafkaProducer(
            **settings.kafka(), acks="all", enable_idempotence=True, transactional_id=transactional_id,
            max_batch_size=MAX_BATCH, max_request_size=MAX_REQUEST, linger_ms=0, retry_backoff_ms=RETRY_MS,
        )  # fmt: skip
        keep_looking(producer)
        keep_waiting(producer)
        try:
            await producer.start()
            return producer
        except KafkaConnectionError as error:
            await producer.stop()
            log.warning("no broker answers; trying again", brokers=settings.brokers, error=str(error))
            await asyncio.sleep(CONNECT_PAUSE_S)
        except BaseException:
            await producer.stop()
            raise


async def send(producer: AIOKafkaProducer, output: Output) -> asyncio.Future[Any]:
    """Put one output in the producer's queue; the answer is its delivery, which must be awaited.

    Waits while the queue is full, however long the broker is away: what was not taken in can be offered again.
    """
    return await queued(
        output.topic.name,
        lambda: producer.send(
            output.topic.name, output.value, key=output.key, timestamp_ms=output.timestamp_ms,
            headers=list(output.headers),
        ),
    )  # fmt: skip


async def queued(topic: str, offer: Callable[[], Awaitable[asyncio.Future[Any]]]) -> asyncio.Future[Any]:
    """Offer something for ``topic`` until the producer's queue takes it in; the answer is its delivery."""
    while True:
        try:
            delivery = await offer()
        except KafkaTimeoutError:
            log.warning("the broker takes nothing in; waiting", topic=topic)
        else:
            delivery.add_done_callback(_seen)
            return delivery


async def close_producer(producer: AIOKafkaProducer, *, failed: bool = False) -> None:
    """Close it; after a failure, do not wait for what may never come."""
    with contextlib.suppress(TimeoutError, KafkaError):
        await asyncio.wait_for(producer.stop(), CLOSE_FAILED_S if failed else None)


def _seen(delivery: asyncio.Future[Any]) -> None:
    """The first failure ends the process; the others need no lines of their own."""
    if not delivery.cancelled():
        delivery.exception()


class CoderStage:
    """Articles in, codings and dead letters out."""

    def __init__(self, stages: Stages, metrics: Metrics, fail: Callable[[str, BaseException | None], None]) -> None:
        self._stages = stages
        self._metrics = metrics
        self._fail = fail
        self._producer: AIOKafkaProducer | None = None
        self._warmed: asyncio.Future[None] | None = None
        self._ending = False
        self._settling: set[asyncio.Future[None]] = set()
        self._duration = metrics.stage(STAGE)

    async def start(self, settings: Settings) -> None:
        """Connect the producer. Meanwhile, while the group forms and after, the agent loads what it will need."""
        self._warmed = asyncio.ensure_future(asyncio.to_thread(self._stages.warm, lambda: not self._ending))
        self._producer = await start_producer(settings)

    async def stop(self, *, failed: bool) -> None:
        """Close the producer; everything that was awaited is out already. A process waits for its threads to end."""
        self._ending = True
        if self._producer is not None:
            await close_producer(self._producer, failed=failed)

    async def take(self, consumer: FencedConsumer, batch: Batch) -> None:
        """Work on one batch, or leave it where it is not ours any more. A failure ends the process."""
        if not consumer.begin(batch):
            return
        deliveries: list[asyncio.Future[Any]] = []
        held = False
        try:
            held = await self._send(consumer, batch, deliveries)
        except Exception as error:
            self._give_up(batch, error)
        finally:
            settling = asyncio.ensure_future(self._settle(consumer, batch, deliveries, held))
            self._settling.add(settling)
            settling.add_done_callback(self._settling.discard)
        while len(self._settling) >= MAX_SETTLING:
            await asyncio.wait(self._settling, return_when=asyncio.FIRST_COMPLETED)

    async def _settle(
        self, consumer: FencedConsumer, batch: Batch, deliveries: list[asyncio.Future[Any]], held: bool
    ) -> None:
        """Finish the batch when the broker has all of its outputs; meanwhile the next one is coded."""
        ok = False
        try:
            for delivery in deliveries:
                await delivery
            ok = held
        except Exception as error:
            self._give_up(batch, error)
        finally:
            consumer.finish(batch, ok=ok)

    def _give_up(self, batch: Batch, error: Exception) -> None:
        where = f"{batch.tp.topic}:{batch.tp.partition}@{batch.start}"
        self._fail(f"codings of {where} could not be delivered", error)

    async def _send(self, consumer: FencedConsumer, batch: Batch, deliveries: list[asyncio.Future[Any]]) -> bool:
        """Put all outputs of the batch on their way. False: the group may have given the partition to another."""
        assert self._producer is not None
        rested = time.perf_counter()
        for record in batch.records:
            output = self._code(record)
            if output is not None:
                if not await consumer.hold(batch):
                    return False
                deliveries.append(await send(self._producer, output))
            if time.perf_counter() - rested > PATIENCE_S:
                await asyncio.sleep(0)
                rested = time.perf_counter()
        return True

    def _code(self, record: Any) -> Output | None:
        """The one output of a raw record, or None for a quiet article."""
        started = time.perf_counter()
        try:
            verdict = self._stages.code(record.value or b"")
            output = None
            if isinstance(verdict, Coding) and self._stages.is_published(verdict):
                [output] = guarded([coding_output(record, verdict)])
        except Exception as error:
            verdict = bug(error)
        if isinstance(verdict, Rejected):
            tell = log.info if verdict.exception is None else log.error
            tell("an article was set aside", **_where(record), reason=verdict.reason, error=verdict.message)
            output = dead_letter(record, verdict, STAGE)
        self._count(record, verdict)
        self._duration.observe(time.perf_counter() - started)
        return output

    def _count(self, record: Any, verdict: Coding | Rejected) -> None:
        metrics = self._metrics
        if isinstance(verdict, Rejected):
            metrics.article("und", "rejected").inc()
            metrics.dead_letter(STAGE, verdict.reason).inc()
            return
        metrics.article(metrics.language(verdict.language), verdict.outcome).inc()
        metrics.source_delay.observe(max(0.0, record.timestamp / 1000 - verdict.article.published_at.timestamp()))
        for event in verdict.events:
            metrics.event(event.event_type, event.polarity).inc()


def _where(record: Any) -> dict[str, Any]:
    return {"topic": record.topic, "partition": record.partition, "offset": record.offset}
