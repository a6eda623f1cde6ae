"""A desk's broker in memory: what is committed, who holds the transactional id, and workers that share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced

from schemas.coding import Coding
from schemas.topics import ALERTS, CODINGS, RAW, STORIES
from stream.settings import Settings
from stream.worker.desk import DeskStage
from stream.worker.fetching import Batch
from stream.worker.metrics import Metrics
from stream.worker.outputs import coding_output
from stream.worker.progress import Progress
from tests.broker import simple
from tests.broker.scene import article
from tests.stream.worker.gate import Gate

TP = TopicPartition(CODINGS.name, 0)


class Ledger:
    """The broker, as a desk sees it: what is committed, and who holds the transactional id."""

    def __init__(self) -> None:
        self.offset: int | None = None
        self.first = 0
        self.records: list[tuple[str, bytes, bytes | None]] = []
        self.holder: Producer | None = None
        self.started = 0
        self.before_the_fence: Callable[[], Any] = lambda: None
        self.refuses: Exception | None = None

    async def start_producer(self, _settings: Settings, _transactional_id: str) -> Producer:
        self.before_the_fence()
        self.started += 1
        self.holder = Producer(self)
        return self.holder

    async def committed(self, _tp: TopicPartition) -> tuple[int | None, int]:
        return self.offset, self.first

    async def restore(self, _stage: DeskStage, desk: simple.SimpleDesk) -> int:
        stories = [(key, value) for topic, key, value in self.records if topic == STORIES.name]
        for key, value in stories:
            desk.restore(key, value)
        return len(stories)

    def told(self, topic: str = ALERTS.name) -> list[bytes]:
        return [value or b"" for name, _, value in self.records if name == topic]


@dataclass
class Pile:
    """A batch of records that has room for any."""

    records: list[tuple[bytes, bytes | None]] = field(default_factory=list)

    def append(self, *, key: bytes, value: bytes | None, **_options: Any) -> bool:
        self.records.append((key, value))
        return True


class Producer:
    """A transactional one; what it sent is there when it has committed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.begun = 0
        self.sent: list[tuple[str, bytes, bytes | None]] = []
        self.offset: int | None = None
        self.may_commit = asyncio.Event()
        self.may_commit.set()

    async def begin_transaction(self) -> None:
        self.begun, self.sent, self.offset = self.begun + 1, [], None

    async def partitions_for(self, _topic: str) -> set[int]:
        return {0}

    def create_batch(self) -> Pile:
        return Pile()

    async def send_batch(self, batch: Pile, topic: str, *, partition: int) -> asyncio.Future[None]:
        self.sent += [(topic, key, value) for key, value in batch.records]
        delivery = asyncio.get_running_loop().create_future()
        if self.ledger.refuses is None:
            delivery.set_result(None)
        else:
            delivery.set_exception(self.ledger.refuses)
        return delivery

    async def send_offsets_to_transaction(self, offsets: dict[TopicPartition, int], _group: str) -> None:
        [self.offset] = offsets.values()

    async def commit_transaction(self) -> None:
        await self.may_commit.wait()
        self.commit()

    def commit(self) -> None:
        if self.ledger.holder is not self:
            raise ProducerFenced
        self.ledger.records += self.sent
        self.ledger.offset = self.offset

    async def abort_transaction(self) -> None:
        self.sent = []

    async def stop(self) -> None:
        """Nothing to close."""


class Worker:
    """One worker's desk over a ledger that it may share with others."""

    def __init__(self, ledger: Ledger, stages: Any = None) -> None:
        self.ledger = ledger
        self.failures: list[str] = []
        self.gate = Gate()
        metrics = Metrics(version="1", lexicon="l", rules="r", languages=())
        self.stage = DeskStage(Settings(), stages or simple.stages(), metrics, ledger.committed, self.fail)

    def fail(self, what: str, _error: BaseException | None) -> None:
        self.failures.append(what)
        self.gate.fence()

    async def take(self, generation: int = 1) -> int:
        start = await self.stage.take(TP, generation)
        self.gate.partitions = {TP: Progress(start, commits=False)}
        return start

    async def fold(self, log: Sequence[Any]) -> None:
        """The agent gets the next batch, and its transaction comes to its end, or to where the test holds it."""
        start = log[0].offset
        await self.stage.take_batch(self.gate, Batch(TP, start, start + len(log), list(log), 1))
        for _ in range(20):
            await asyncio.sleep(0)


def log_of(*bodies: str, twice: bool = False) -> list[Any]:
    """Codings of articles with these bodies, as the coder left them; ``twice``: he was killed, and began anew."""
    raw = [
        SimpleNamespace(
            topic=RAW.name, partition=0, offset=number, key=b"k", value=article(number, body), headers=(),
            timestamp=1_000,
        )
        for number, body in enumerate(bodies)
    ]  # fmt: skip
    outputs = [coding_output(each, coding) for each in raw if isinstance(coding := simple.code(each.value), Coding)]
    return [
        SimpleNamespace(
            topic=CODINGS.name, partition=0, offset=number, key=each.key, value=each.value, headers=each.headers,
            timestamp=1_000,
        )
        for number, each in enumerate(outputs * (1 + twice))
    ]  # fmt: skip
