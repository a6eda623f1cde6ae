"""The coder's side: a batch begins, is held, is sent, and is done when the broker has all of it, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError, MessageSizeTooLargeError

from schemas.topics import CODINGS, DLQ, RAW
from stream.settings import Settings
from stream.worker import consumer as gate_module
from stream.worker import delivery
from stream.worker.consumer import LEASE
from stream.worker.delivery import CoderStage, send
from stream.worker.fetching import Batch
from stream.worker.metrics import Metrics
from stream.worker.outputs import Output
from tests.broker import simple
from tests.broker.scene import article
from tests.stream.worker.conftest import Without
from tests.stream.worker.gate import SESSION_S, TP, Gate

NEWS, QUIET, BUG = "EVENT a", "nothing", "CODERBUG"


class Producer:
    """Takes what is sent, and delivers it when the test says so."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.deliveries: list[asyncio.Future[None]] = []
        self.full = 0

    async def send(self, topic: str, _value: bytes, **_options: Any) -> asyncio.Future[None]:
        if self.full:
            self.full -= 1
            raise KafkaTimeoutError
        self.sent.append(topic)
        self.deliveries.append(asyncio.get_running_loop().create_future())
        return self.deliveries[-1]


class Scene:
    """A coder's stage between a consumer that is open and a producer, all three of them the test's."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.producer = Producer()
        self.failures: list[str] = []
        metrics = Metrics(version="1", lexicon="l", rules="r", languages=())
        self.stage = CoderStage(simple.stages(), metrics, self.fail)
        self.stage._producer = self.producer

    def fail(self, what: str, _error: BaseException | None) -> None:
        self.failures.append(what)
        self.gate.fence()

    async def take(self, start: int, *bodies: str) -> None:
        """The agent gets a batch of articles; what can be done at once, is."""
        records = [
            SimpleNamespace(
                topic=RAW.name, partition=0, offset=start + number, key=b"k", value=article(start + number, body),
                headers=(), timestamp=1_000,
            )
            for number, body in enumerate(bodies)
        ]  # fmt: skip
        await self.stage.take(self.gate, Batch(TP, start, start + len(bodies), records, 1))
        await turns()

    @property
    def done(self) -> int:
        return self.gate.partitions[TP].done


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The worker's time, which stands still at the last heartbeat."""
    now = [0.0]
    monkeypatch.setattr(gate_module, "clock", lambda: now[0])
    return now


async def turns() -> None:
    """Let the others on the loop have their turns."""
    for _ in range(10):
        await asyncio.sleep(0)


def play(scene: Callable[[Scene], Any]) -> None:
    async def whole() -> None:
        await scene(Scene())

    asyncio.run(whole())


@pytest.mark.parametrize("cure", [None, "awaited"])
def test_a_batch_is_done_when_the_broker_has_its_outputs(cure: str | None, without: Without) -> None:
    without(cure)

    async def scene(one: Scene) -> None:
        await one.take(0, NEWS, NEWS)
        one.producer.deliveries[0].set_result(None)
        await turns()
        assert (one.done == 0) == (cure is None)
        one.producer.deliveries[1].set_result(None)
        await turns()
        assert one.done == 2

    play(scene)


@pytest.mark.parametrize("cure", [None, "lease"])
def test_nothing_is_sent_when_the_group_may_have_given_the_partition_away(
    cure: str | None, clock: list[float], without: Without
) -> None:
    without(cure)

    async def scene(one: Scene) -> None:
        await one.take(0, NEWS)
        clock[0] = LEASE * SESSION_S + 1
        late = asyncio.ensure_future(one.take(1, NEWS))
        await turns()
        assert (len(one.producer.sent) == 1) == (cure is None)
        one.gate._revoked = True
        await late
        for each in one.producer.deliveries:
            each.set_result(None)
        await turns()
        assert (one.done == 1) == (cure is None), "what was held is left to whoever comes next"

    play(scene)


def test_a_quiet_batch_sends_nothing_and_is_done() -> None:
    async def scene(one: Scene) -> None:
        await one.take(0, QUIET, QUIET)
        assert (one.producer.sent, one.done) == ([], 2)

    play(scene)


def test_a_bug_in_the_coder_sets_the_record_aside_and_the_batch_goes_on() -> None:
    async def scene(one: Scene) -> None:
        await one.take(0, NEWS, BUG, NEWS)
        assert one.producer.sent == [CODINGS.name, DLQ.name, CODINGS.name]
        assert one.failures == []

    play(scene)


def test_a_delivery_that_failed_ends_the_worker_and_no_offset_passes_it() -> None:
    async def scene(one: Scene) -> None:
        await one.take(0, NEWS)
        await one.take(1, NEWS)
        one.producer.deliveries[0].set_exception(MessageSizeTooLargeError())
        one.producer.deliveries[1].set_result(None)
        await turns()
        assert one.failures == ["codings of t:0@0 could not be delivered"]
        assert one.done == 0
        await one.take(2, NEWS)
        assert len(one.producer.sent) == 2, "nothing is sent after what is missing"

    play(scene)


def test_an_agent_that_is_cancelled_finishes_what_it_began_as_not_done() -> None:
    async def scene(one: Scene) -> None:
        one.producer.send = _never  # type: ignore[method-assign]
        taking = asyncio.ensure_future(one.take(0, NEWS))
        await turns()
        taking.cancel()
        await turns()
        assert (one.gate.partitions[TP].running, one.done) == (0, 0)

    play(scene)


def test_the_next_batch_is_coded_while_the_outputs_of_one_are_on_their_way() -> None:
    async def scene(one: Scene) -> None:
        await one.take(0, NEWS)
        await one.take(1, NEWS)
        assert len(one.producer.sent) == 2
        one.producer.deliveries[1].set_result(None)
        await turns()
        assert one.done == 0, "but no offset overtakes it"

    play(scene)


def test_what_a_full_queue_did_not_take_is_offered_again() -> None:
    async def scene(one: Scene) -> None:
        one.producer.full = 2
        await send(one.producer, Output(CODINGS, b"k", b"v", (), 0))
        assert one.producer.sent == [CODINGS.name]

    play(scene)


async def _never(*_args: Any, **_options: Any) -> Any:
    await asyncio.Event().wait()


def test_a_producer_waits_for_a_broker_and_repeats_nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = [KafkaConnectionError("nobody there"), None]

    async def start(_producer: AIOKafkaProducer) -> None:
        if (error := tries.pop(0)) is not None:
            raise error

    monkeypatch.setattr(AIOKafkaProducer, "start", start)
    monkeypatch.setattr(delivery, "CONNECT_PAUSE_S", 0)

    async def scene() -> None:
        producer = await delivery.start_producer(Settings())
        assert producer._txn_manager is not None, "it is idempotent"
        assert producer._sender._acks == -1
        assert producer._message_accumulator._batch_ttl == float("inf")
        assert producer.client.coordinator_lookup.__name__ == "lasting"
        await producer.stop()

    asyncio.run(scene())
    assert tries == []
