"""Three paths are served, and no more; a taken port has a name."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from stream.worker.health import HealthServer, PortTaken
from stream.worker.metrics import Metrics


def server(live: str | None = None, ready: str | None = None) -> HealthServer:
    metrics = Metrics(version="1", lexicon="l", rules="r", languages=())
    return HealthServer(metrics, lambda: live, lambda: ready)


async def get(one: HealthServer, *paths: str) -> list[tuple[int, str]]:
    await one.start("127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{one.port}") as session:
            return [(answer.status, await answer.text()) for path in paths for answer in [await session.get(path)]]
    finally:
        await one.stop()


def test_a_well_worker_is_live_and_ready() -> None:
    assert asyncio.run(get(server(), "/livez", "/readyz")) == [(200, "ok"), (200, "ok")]


def test_what_is_wrong_is_told_with_503() -> None:
    answers = asyncio.run(get(server("t:0 stands at 5", "starting"), "/livez", "/readyz"))
    assert answers == [(503, "t:0 stands at 5"), (503, "starting")]


def test_metrics_are_served_as_prometheus_text() -> None:
    [(status, text)] = asyncio.run(get(server(), "/metrics"))
    assert status == 200
    assert 'tocsin_build_info{lexicon="l",rules="r",version="1"} 1.0' in text


def test_nothing_else_is_served() -> None:
    answers = asyncio.run(get(server(), "/", "/table", "/metrics/", "/router/x"))
    assert [status for status, _ in answers] == [404] * 4


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken"):
            asyncio.run(server().start("127.0.0.1", port))
