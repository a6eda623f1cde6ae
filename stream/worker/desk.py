"""The desk's side of delivery: a batch of codings is one Kafka transaction.

In it are the alerts, the suppressions, the changed stories and the input offset; so each coding takes effect once, for
all who read what is committed. The transactional id belongs to the partition: whoever takes the partition fences his
predecessor, then reads the committed offset and the stories, in that order. A worker that was thought dead and wakes
up is told so by its next transaction, and dies of it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import ProducerFenced

from agents.watch_events import Origin, Verdict
from schemas.action import Action, parse_coding_or_action
from schemas.coding import Coding
from schemas.rejected import Rejected
from schemas.topics import STORIES
from stream.settings import Settings
from stream.worker.consumer import FencedConsumer
from stream.worker.delivery import PATIENCE_S, close_producer, start_producer
from stream.worker.fetching import Batch
from stream.worker.metrics import Metrics
from stream.worker.outbox import Outbox
from stream.worker.outputs import (
    ORIGIN,
    Output,
    alert_outputs,
    bug,
    dead_letter,
    guarded,
    header,
    story_output,
    suppressed_output,
)
from stream.worker.stages import DeskState, Stages

log = structlog.get_logger(__name__)

STAGE = "watch_events"
TRANSACTIONAL_ID = "tocsin-desk-{partition}"

Committed = Callable[[TopicPartition], Awaitable[tuple[int | None, int]]]


class DeskStage:
    """Codings in, alerts out; keeps the position of its partition itself (a ``Keeper`` of the consumer's)."""

    def __init__(
        self,
        settings: Settings,
        stages: Stages,
        metrics: Metrics,
        committed: Committed,
        fail: Callable[[str, BaseException | None], None],
    ) -> None:
        self._settings = settings
        self._stages = stages
        self._metrics = metrics
        self._committed = committed
        self._fail = fail
        self._duration = metrics.stage(STAGE)
        self._producer: AIOKafkaProducer | None = None
        self._desk: DeskState | None = None
        self._position: int | None = None
        self._generation = 0
        self._spoilt: dict[int, Rejected] = {}
        self._waiting: list[Batch] = []
        self._folding: asyncio.Future[None] | None = None

    async def take(self, tp: TopicPartition, generation: int) -> int:
        """Fence whoever had the partition, read the state back, and answer the offset to go on from.

        Where this worker had it in the generation just before, nobody else can have had it: state and producer stay.
        """
        if self._position is not None and generation == self._generation + 1:
            self._generation = generation
            return self._position
        await self.release()
        started = time.monotonic()
        self._producer = await start_producer(self._settings, TRANSACTIONAL_ID.format(partition=tp.partition))
        committed, first = await self._committed(tp)
        position = first if committed is None else max(committed, first)
        if committed is not None and committed < first:
            log.error(
                "codings were deleted before the desk read them: the topic's retention is shorter than our lag",
                topic=tp.topic, partition=tp.partition, offset=committed, lost=first - committed,
                todo="raise retention.ms of the topic",
            )  # fmt: skip
        self._desk = self._stages.new_desk()
        records = await self._restore(self._desk)
        self._position, self._generation = position, generation
        self._metrics.stories.set(len(self._desk))
        log.info(
            "the desk is read back", partition=tp.partition, offset=position, records=records,
            stories=len(self._desk), seconds=round(time.monotonic() - started, 3),
        )  # fmt: skip
        return position

    async def release(self, *, failed: bool = False) -> None:
        """Forget the partition: its state is in the log."""
        producer, self._producer = self._producer, None
        self._desk = self._position = None
        self._metrics.stories.set(0)
        if producer is not None:
            await close_producer(producer, failed=failed)

    async def _restore(self, desk: DeskState) -> int:
        """Read the stories from the first to the last that is committed; answers how many records there were."""
        reader = AIOKafkaConsumer(
            **self._settings.kafka(), isolation_level="read_committed", auto_offset_reset="earliest",
            enable_auto_commit=False, fetch_max_wait_ms=100,
        )  # fmt: skip
        tp = TopicPartition(STORIES.name, 0)
        count = 0
        try:
            await reader.start()
            reader.assign([tp])
            end = (await reader.end_offsets([tp]))[tp]
            await reader.seek_to_beginning(tp)
            while await reader.position(tp) < end:
                for record in (await reader.getmany(tp, timeout_ms=200)).get(tp, []):
                    desk.restore(record.key, record.value)
                    count += 1
        finally:
            await reader.stop()
        return count

    async def take_batch(self, consumer: FencedConsumer, batch: Batch) -> None:
        """Put a batch to those that wait: when the transaction under way has ended, all of them go into the next."""
        self._waiting.append(batch)
        if self._folding is None or self._folding.done():
            self._folding = asyncio.ensure_future(self._fold(consumer))

    async def _fold(self, consumer: FencedConsumer) -> None:
        while self._waiting:
            batches, self._waiting = self._waiting, []
            begun = [batch for batch in batches if consumer.begin(batch)]
            if begun:
                await self._fold_once(consumer, begun)

    async def _fold_once(self, consumer: FencedConsumer, batches: list[Batch]) -> None:
        """Fold batches that follow each other in one transaction. A failure ends the process."""
        ok = False
        first = batches[0]
        try:
            ok = await self._transact(first.tp, [r for batch in batches for r in batch.records], batches[-1].end)
        except ProducerFenced as error:
            self._fail("another worker has taken the desk: nothing of this batch counts", error)
        except Exception as error:
            self._fail(f"the desk's transaction at {first.tp.topic}:{first.start} failed", error)
        finally:
            for batch in batches:
                consumer.finish(batch, ok=ok)
        if not ok and self._position is None:
            consumer.reopen()

    async def _transact(self, tp: TopicPartition, records: Sequence[Any], end: int) -> bool:
        """False where a record spoilt the state: it is read back, and that record set aside when it comes again."""
        assert self._producer is not None
        producer = self._producer
        tally = Tally(self._metrics)
        changes: dict[bytes | None, Output] = {}
        outbox = Outbox(producer)
        await producer.begin_transaction()
        rested = time.perf_counter()
        for record in records:
            verdict, outputs = self._judge(record)
            if verdict is not None and not self._apply(record, verdict):
                await producer.abort_transaction()
                await self.release()
                return False
            if verdict is not None:
                tally.add(record, verdict)
            for output in outputs:
                if output.topic is STORIES:
                    changes[output.key] = output
                else:
                    await outbox.put(output)
            if time.perf_counter() - rested > PATIENCE_S:
                await asyncio.sleep(0)
                rested = time.perf_counter()
        for output in changes.values():
            await outbox.put(output)
        await outbox.send()
        await producer.send_offsets_to_transaction({tp: end}, self._settings.group)
        await outbox.delivered()
        await producer.commit_transaction()
        self._position = end
        tally.tell()
        self._metrics.stories.set(0 if self._desk is None else len(self._desk))
        return True

    def _judge(self, record: Any) -> tuple[Verdict | None, Sequence[Output]]:
        """What one record of the log means, and what has to go out for it. Changes nothing."""
        started = time.perf_counter()
        spoilt = self._spoilt.get(record.offset)
        parsed: Coding | Action | Rejected = spoilt or parse_coding_or_action(record.value or b"")
        try:
            if not isinstance(parsed, Rejected):
                verdict = self._stages.watch(self._desk, parsed, record.timestamp, origin(record))
                outputs = guarded(_outputs(record, verdict))
                self._duration.observe(time.perf_counter() - started)
                return verdict, outputs
        except Exception as error:
            parsed = bug(error)
        self._metrics.dead_letter(STAGE, parsed.reason).inc()
        log.error("a coding was set aside", offset=record.offset, reason=parsed.reason, error=parsed.message)
        return None, [dead_letter(record, parsed, STAGE, attempts=2 if spoilt else 1)]

    def _apply(self, record: Any, verdict: Verdict) -> bool:
        assert self._desk is not None
        try:
            self._desk.apply(verdict)
        except Exception as error:
            self._spoilt[record.offset] = bug(error)
            log.error("a verdict could not be applied; reading the stories back", offset=record.offset, exc_info=error)
            return False
        return True


class Tally:
    """What a transaction will have told: counted when it has committed, and until then only what is counted is kept.

    Verdicts by the thousand would be looked through by the garbage collector again and again.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._counts: Counter[Any] = Counter()
        self._rung: list[int] = []

    def add(self, record: Any, verdict: Verdict) -> None:
        """Note one verdict."""
        for alert in verdict.alerts:
            self._counts[self._metrics.alert(alert.rule, alert.msg_type, str(alert.urgency))] += 1
            self._rung.append(record.timestamp)
        for each in verdict.suppressions:
            self._counts[self._metrics.suppressed(each.rule or "", each.reason)] += 1
        if verdict.outcome == "duplicate":
            self._counts[self._metrics.article("und", "duplicate")] += 1

    def tell(self) -> None:
        """Count all of it: it is out now."""
        now = time.time()
        for metric, times in self._counts.items():
            metric.inc(times)
        for at_ms in self._rung:
            self._metrics.alert_latency.observe(max(0.0, now - at_ms / 1000))


def _outputs(record: Any, verdict: Verdict) -> list[Output]:
    """A verdict as records, in the verdict's order."""
    outputs = [output for alert in verdict.alerts for output in alert_outputs(record, alert)]
    outputs += [suppressed_output(record, each) for each in verdict.suppressions]
    outputs += [story_output(record, key, value) for key, value in verdict.written]
    return outputs


def origin(record: Any) -> Origin | None:
    """Where in the raw topic the coding comes from; None for what has no such header (an editor's action)."""
    value = header(record, ORIGIN)
    if value is None:
        return None
    try:
        partition, _, offset = value.partition(b":")
        return Origin(int(partition), int(offset))
    except ValueError:
        return None
