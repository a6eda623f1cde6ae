"""A real Apache Kafka for the tests that need one: a single embedded broker a session, fresh topics a test.

The fixtures are here, not in ``tests/broker``, so that command-line tests share the same broker.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from stream.lab.broker import Broker
from stream.settings import Settings
from stream.topics import create_topics

Fresh = Callable[..., Settings]


@pytest.fixture(scope="session")
def home() -> Path:
    """Where Kafka's jars are kept between sessions; tests keep their data elsewhere."""
    return Path(os.environ.get("TOCSIN_HOME") or Path.home() / ".cache" / "tocsin")


@pytest.fixture(scope="session")
def broker(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The session's one broker, running. A test that stops or kills it uses ``own_broker`` instead."""
    running = Broker(home, data=tmp_path_factory.mktemp("broker"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_broker(home: Path, tmp_path: Path) -> Iterator[Broker]:
    """A broker of the test's own, not yet started: to kill, and to start again on the same data."""
    mine = Broker(home, data=tmp_path / "broker")
    yield mine
    mine.stop()


@pytest.fixture
def fresh(broker: Broker, tmp_path: Path) -> Fresh:
    """``fresh(desks=(), **settings)``: our topics made anew, all empty, and a consumer group that nobody used."""

    def make(desks: tuple[str, ...] = (), **overrides: object) -> Settings:
        settings = _settings(broker, tmp_path, **overrides)
        asyncio.run(_forget(settings))
        asyncio.run(create_topics(settings, desks, keep_old=True))
        return settings

    return make


@pytest.fixture
def kafka(fresh: Fresh) -> Settings:
    """Settings for the session's broker, with every fixed topic fresh and empty."""
    return fresh()


@pytest.fixture
def bare_kafka(broker: Broker, tmp_path: Path) -> Settings:
    """Settings for the session's broker, with none of our topics on it."""
    settings = _settings(broker, tmp_path)
    asyncio.run(_forget(settings))
    return settings


def _settings(broker: Broker, home: Path, **overrides: object) -> Settings:
    defaults: dict[str, object] = {
        "brokers": broker.bootstrap, "group": f"tocsin-{uuid.uuid4().hex[:8]}", "session_timeout_s": 6.0,
        "raw_partitions": 4, "metrics_port": 0, "log_format": "json", "home": home,
    }  # fmt: skip
    return Settings(**{**defaults, **overrides})  # type: ignore[arg-type]


async def _forget(settings: Settings) -> None:
    """Delete every topic of ours, and wait until none is left."""
    admin = AIOKafkaAdminClient(**settings.kafka())
    await admin.start()
    try:
        while ours := [name for name in await admin.list_topics() if name.startswith("tocsin.")]:
            await admin.delete_topics(ours)
    finally:
        await admin.close()
