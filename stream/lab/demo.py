"""The demo's parts: a worker in a process of its own, the replay of the sample wire, and the count at the end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaProducer
from prometheus_client.parser import text_string_to_metric_families

from schemas.alert import Suppressed
from schemas.topics import DLQ, RAW, SUPPRESSED
from stream.lab.child import end, launch
from stream.lab.sample import Line
from stream.reading import reading, to_end
from stream.settings import Settings

READY_WITHIN_S = 60.0
DRAIN_WITHIN_S = 10.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks the worker on this machine, and never a proxy that the environment names for the world outside."""


class WorkerFailed(Exception):
    """The worker ended, or was not ready in time; the message has its last words."""


@dataclass(kw_only=True, slots=True)
class Counts:
    """What became of the articles, and of what was found in them."""

    outcomes: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    dead: list[tuple[str, str]] = field(default_factory=list)
    suppressed: Counter[str] = field(default_factory=Counter)


class Worker:
    """``tocsin worker`` as a child, that drains on :meth:`stop` and does not outlive us."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings = settings
        self._log = log
        self._url = f"http://{settings.metrics_host}:{settings.metrics_port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is not ready yet."""
        command = (sys.executable, "-m", "stream.cli.main", "worker")
        self._process = launch(command, self._log, environment=_environment(self._settings))

    async def ready(self) -> None:
        """Until it says that it is. Raises :class:`WorkerFailed`."""
        end_at = asyncio.get_running_loop().time() + READY_WITHIN_S
        while await asyncio.to_thread(self._get, "/readyz") is None:
            self.check()
            if asyncio.get_running_loop().time() > end_at:
                raise WorkerFailed(f"The worker was not ready within {READY_WITHIN_S:.0f} seconds; see {self._log}.")
            await asyncio.sleep(0.05)

    def check(self) -> None:
        """Raises :class:`WorkerFailed` where it has ended."""
        if self._process is not None and self._process.poll() is not None:
            lines = self._log.read_text(errors="replace").strip().splitlines()[-8:]
            raise WorkerFailed(
                f"The worker ended with status {self._process.returncode}. Its last words:\n" + "\n".join(lines)
            )

    def outcomes(self) -> Counter[str]:
        """How many articles had which outcome, by its own metrics."""
        found: Counter[str] = Counter()
        for family in text_string_to_metric_families(self._get("/metrics") or ""):
            for sample in family.samples:
                if sample.name == "tocsin_articles_total":
                    found[sample.labels["outcome"]] += int(sample.value)
        return +found

    def stop(self) -> int | None:
        """Let it finish what is under way and leave; answers its exit status, None where it was not started."""
        if self._process is None:
            return None
        process, self._process = self._process, None
        return end(process, DRAIN_WITHIN_S)

    def _get(self, path: str) -> str | None:
        """The page's text, or None where it does not answer 200."""
        try:
            with _OPENER.open(self._url + path, timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except (urllib.error.URLError, OSError):
            return None


def _environment(settings: Settings) -> dict[str, str]:
    """Ours, with what the demo sets put over it: what the user set for his own Kafka stays."""
    over: Mapping[str, object] = {
        "TOCSIN_BROKERS": settings.brokers, "TOCSIN_GROUP": settings.group, "TOCSIN_HOME": settings.home,
        "TOCSIN_RAW_PARTITIONS": settings.raw_partitions, "TOCSIN_ALERT_PARTITIONS": settings.alert_partitions,
        "TOCSIN_SESSION_TIMEOUT_S": settings.session_timeout_s, "TOCSIN_METRICS_HOST": settings.metrics_host,
        "TOCSIN_METRICS_PORT": settings.metrics_port, "TOCSIN_LOG_FORMAT": "text",
    }  # fmt: skip
    return {**os.environ, **{name: str(value) for name, value in over.items()}}


async def replay(settings: Settings, wire: Sequence[Line], seconds: float) -> AsyncIterator[Line]:
    """Send ``wire`` evenly over ``seconds``, each record with the time at which its article came out.

    So the desk sees the week as it went: nothing is stale, and stories fold and expire as they did.
    """
    producer = AIOKafkaProducer(**settings.kafka(), acks="all", enable_idempotence=True, linger_ms=2)
    loop = asyncio.get_running_loop()
    await producer.start()
    try:
        started, deliveries = loop.time(), []
        for number, line in enumerate(wire):
            await asyncio.sleep(max(0.0, started + seconds * number / len(wire) - loop.time()))
            deliveries.append(await producer.send(RAW.name, line.raw, key=line.key, timestamp_ms=line.at_ms))
            yield line
        await asyncio.gather(*deliveries)
    finally:
        await producer.stop()


async def count_dead(settings: Settings) -> list[tuple[str, str]]:
    """Of each dead letter, oldest first, the reason's code and its message."""
    async with reading(settings, DLQ.name, from_beginning=True) as consumer:
        letters = [record async for record in to_end(consumer)]
    said = [dict(record.headers) for record in sorted(letters, key=lambda record: int(record.timestamp))]
    return [(_text(headers, "tocsin.reason"), _text(headers, "__streams.errors.message")) for headers in said]


def _text(headers: Mapping[str, bytes], name: str) -> str:
    return headers.get(name, b"?").decode("utf-8", "replace")


async def count_suppressed(settings: Settings) -> Counter[str]:
    """How many coded events did not ring, by reason."""
    async with reading(settings, SUPPRESSED.name, from_beginning=True) as consumer:
        return Counter([msgspec.json.decode(r.value, type=Suppressed).reason async for r in to_end(consumer)])
