"""From a raw article on its topic to its alert on the alerts topic, and from a cold worker to its first alert."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from rich.console import Console
from rich.table import Table

from schemas.topics import ALERTS, RAW
from stream.lab.broker import Broker
from stream.lab.demo import Worker
from stream.lab.ports import free_port
from stream.settings import Settings
from stream.topics import create_topics
from tests.bench.reports import reports
from tests.bench.timing import quantile

_RATES = (100, 200)
_SECONDS = 15
_GIVE_UP_S = 60.0
_SETTLE_S = 6.0
"""The worker rings as soon as it can and loads its other languages meanwhile; the rates are of a settled one."""


def run(console: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as directory, Broker(Path(directory)) as broker:
        settings = Settings(brokers=broker.bootstrap, home=Path(directory), metrics_port=free_port())
        asyncio.run(_measure(settings, Path(directory) / "worker.log", console))


async def _measure(settings: Settings, log: Path, console: Console) -> None:
    await create_topics(settings, ("world",))
    consumer = AIOKafkaConsumer(
        ALERTS.name, bootstrap_servers=settings.brokers, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    producer = AIOKafkaProducer(bootstrap_servers=settings.brokers, acks="all", linger_ms=0)
    await consumer.start()
    await producer.start()
    articles = iter(reports(1 + sum(_RATES) * _SECONDS))
    worker = Worker(settings, log)
    try:
        sent: dict[str, float] = {}
        rung: dict[str, float] = {}
        listening = asyncio.create_task(_listen(consumer, rung))
        await _send(producer, *next(articles), sent)
        started = time.perf_counter()
        worker.start()
        await _until(lambda: len(rung) == 1)
        console.print(f"cold worker start to first alert: {next(iter(rung.values())) - started:.2f} s")
        await asyncio.sleep(_SETTLE_S)
        table = Table("articles a second", "articles", "p50 ms", "p99 ms", "worst ms")
        for rate in _RATES:
            sent.clear()
            rung.clear()
            await _paced(producer, [next(articles) for _ in range(rate * _SECONDS)], rate, sent)
            await _until(lambda: len(rung) >= len(sent))
            late = [(rung[i] - sent[i]) * 1e3 for i in sent if i in rung]
            cells = (len(late), f"{quantile(late, 0.5):.0f}", f"{quantile(late, 0.99):.0f}", f"{max(late):.0f}")
            table.add_row(str(rate), *map(str, cells))
        console.print(table)
        listening.cancel()
    finally:
        worker.stop()
        await producer.stop()
        await consumer.stop()


async def _paced(
    producer: AIOKafkaProducer, articles: list[tuple[str, bytes]], rate: int, sent: dict[str, float]
) -> None:
    begin = time.perf_counter()
    for number, (identity, raw) in enumerate(articles):
        await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        await _send(producer, identity, raw, sent)


async def _send(producer: AIOKafkaProducer, identity: str, raw: bytes, sent: dict[str, float]) -> None:
    sent[identity] = time.perf_counter()
    await producer.send(RAW.name, raw, key=identity.encode())


async def _listen(consumer: AIOKafkaConsumer, rung: dict[str, float]) -> None:
    async for message in consumer:
        alert = msgspec.json.decode(message.value)
        rung.setdefault(alert["articles"][0]["id"], time.perf_counter())


async def _until(holds: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + _GIVE_UP_S
    while not holds() and time.perf_counter() < deadline:  # noqa: ASYNC110 (what it waits for has no event)
        await asyncio.sleep(0.01)
