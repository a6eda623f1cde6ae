"""A worker as a real process on a real Kafka: from article to alert, and what happens when something is wrong."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from schemas.topics import ALERTS, CODINGS, DLQ, RAW, desk_topic
from stream.settings import Settings
from stream.worker.outputs import header
from tests.broker import simple
from tests.broker.checker import check, read_all
from tests.broker.scene import Crew, article, crew, feed, mixed_articles, play, until_done
from tests.conftest import Fresh

AT_MS = 1_663_225_500_000


@pytest.fixture
def settings(fresh: Fresh) -> Settings:
    return fresh(("world",))


@pytest.fixture
def workers(settings: Settings, tmp_path: Path) -> Iterator[Crew]:
    with crew(settings, tmp_path) as one:
        yield one


def records(settings: Settings, topic: str) -> list[Any]:
    return asyncio.run(read_all(settings, [topic]))[topic]


def test_an_article_becomes_the_same_alert_for_all_and_for_its_desk(settings: Settings, workers: Crew) -> None:
    workers.start().wait_ready()
    asyncio.run(_send(settings, RAW.name, article(1, "EVENT clash"), headers=[("traceparent", b"00-1-2-01")]))
    asyncio.run(until_done(settings))
    [alert], [desk] = records(settings, ALERTS.name), records(settings, desk_topic("world").name)
    assert alert.value == desk.value
    told = json.loads(alert.value)
    assert alert.key == desk.key == told["story_id"].encode()
    assert alert.timestamp == AT_MS
    assert dict(alert.headers) == dict(desk.headers) == {
        "ce_specversion": b"1.0", "ce_id": told["alert_id"].encode(), "ce_source": b"/tocsin/watch_events",
        "ce_type": b"tocsin.alert.v1", "ce_time": b"2022-09-15T07:05:00Z", "ce_subject": alert.key,
        "content-type": b"application/json", "traceparent": b"00-1-2-01",
    }  # fmt: skip
    assert asyncio.run(check(settings, simple.stages())).ok


def test_health_tells_the_truth_and_nothing_else_is_served(settings: Settings, workers: Crew) -> None:
    worker = workers.start()
    seen = set()
    while (status := worker.get("/readyz")[0]) != 200:
        seen.add(status)
        time.sleep(0.01)
    assert seen <= {0, 503}
    assert worker.get("/livez")[0] == 200
    assert [worker.get(path)[0] for path in ("/", "/table", "/router", "/stats")] == [404] * 4
    play(settings, [article(1, "EVENT a"), article(2), b"no json", article(4, "EVENT a", language="xx")])
    text = worker.get("/metrics")[1]
    for line in (
        'tocsin_articles_total{language="en",outcome="coded"} 1.0',
        'tocsin_articles_total{language="en",outcome="quiet"} 1.0',
        'tocsin_articles_total{language="other",outcome="coded"} 1.0',
        'tocsin_articles_total{language="und",outcome="rejected"} 1.0',
        'tocsin_events_total{event_type="ASSAULT",polarity="affirmed"} 2.0',
        'tocsin_alerts_total{msg_type="update",rule="simple",urgency="3"} 1.0',
        'tocsin_dlq_records_total{error="not_json",stage="code_articles"} 1.0',
        "tocsin_alert_latency_seconds_count 2.0",
        "tocsin_stories 1.0",
    ):
        assert line in text, f"{line} is not in:\n{text}"


def test_sigterm_drains_and_leaves_the_group(settings: Settings, workers: Crew) -> None:
    first = workers.start()
    first.wait_ready()
    asyncio.run(feed(settings, mixed_articles(3_000, seed=1)))
    began = time.monotonic()
    assert first.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 10
    assert asyncio.run(_members(settings)) == 0
    workers.start()
    asyncio.run(until_done(settings))
    report = asyncio.run(check(settings, simple.stages()))
    assert report.ok, report
    assert report.repeated_codings == report.repeated_dead_letters == 0, "a clean end repeats nothing"


def test_poison_is_set_aside_at_each_stage_and_the_rest_goes_on(settings: Settings, workers: Crew) -> None:
    poison = {
        b"\xff\xfe": "not_json", b'{"id": "\xff"}': "bad_utf8", b"{" * 10_000: "not_json",
        article(1, "x" * (2 << 20)): "oversize", article(2, "CODERBUG"): "bug", article(3, "HUGE EVENT x"): "oversize",
        article(4, published_at="yesterday"): "bad_date",
    }  # fmt: skip
    at_the_desk = {article(5, "EVENT DESKBUG"): "bug", article(6, "EVENT SPOIL"): "bug"}
    workers.start()
    good = [article(number, "EVENT good") for number in range(10, 20)]
    play(settings, [*good[:5], *poison, *at_the_desk, *good[5:]])
    play(settings, [b"no coding at all"], topic=CODINGS.name)
    play(settings, [article(30, "EVENT good")])
    letters = records(settings, DLQ.name)
    coder = {each.value: header(each, "tocsin.reason") for each in letters if _stage(each) == "code_articles"}
    assert coder.keys() == poison.keys(), "the bytes are untouched"
    for raw in (b"\xff\xfe", article(2, "CODERBUG"), article(3, "HUGE EVENT x"), article(4, published_at="yesterday")):
        assert coder[raw] in (poison[raw].encode(), b"bad_utf8")
    desk = [each for each in letters if _stage(each) == "watch_events"]
    assert sorted((header(each, "tocsin.reason") or b"").decode() for each in desk) == ["bug", "bug", "not_json"]
    [bug] = [each for each in letters if b"CODERBUG" in each.value]
    assert b"the coder has a bug" in (header(bug, "__streams.errors.stacktrace") or b"")
    assert header(bug, "__streams.errors.exception") == b"builtins.RuntimeError"
    assert header(bug, "__streams.errors.topic") == RAW.name.encode()
    assert len(records(settings, ALERTS.name)) == 11
    report = asyncio.run(check(settings, simple.stages()))
    assert report.ok, report


def test_two_workers_share_the_work_and_one_of_them_keeps_the_desk(settings: Settings, workers: Crew) -> None:
    for worker in (workers.start(), workers.start()):
        worker.wait_ready()
    asyncio.run(_until_shared(workers))
    play(settings, mixed_articles(2_000, seed=2))
    texts = [worker.get("/metrics")[1] for worker in workers.workers]
    assert all("tocsin_articles_total{" in text for text in texts), "both have coded"
    assert sum("tocsin_alerts_total{" in text for text in texts) == 1
    report = asyncio.run(check(settings, simple.stages()))
    assert report.ok, report


def test_a_missing_topic_is_named_before_anything_is_read(settings: Settings, workers: Crew) -> None:
    asyncio.run(_delete(settings, ALERTS.name))
    worker = workers.start()
    assert worker.process.wait(30) == 1
    assert f"topic {ALERTS.name} is not on the broker" in worker.log.read_text()
    assert "tocsin topics create" in worker.log.read_text()


def test_a_taken_port_is_named(settings: Settings, workers: Crew) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        worker = workers.start(metrics_port=other.getsockname()[1])
        assert worker.process.wait(30) == 1
    assert "is taken, perhaps by another worker" in worker.log.read_text()


def _stage(letter: Any) -> str:
    return (header(letter, "tocsin.stage") or b"").decode()


async def _send(settings: Settings, topic: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    producer = AIOKafkaProducer(**settings.kafka())
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=b"k", headers=headers, timestamp_ms=AT_MS)
    finally:
        await producer.stop()


async def _until_shared(workers: Crew) -> None:
    """Until each worker says that its assignment of the same generation is open."""
    while True:
        generations = [said[-1]["generation"] for worker in workers.workers if (said := worker.said("ready"))]
        if len(generations) == len(workers.workers) and len(set(generations)) == 1:
            return
        await asyncio.sleep(0.1)


async def _members(settings: Settings) -> int:
    admin = AIOKafkaAdminClient(**settings.kafka())
    await admin.start()
    try:
        [response] = await admin.describe_consumer_groups([settings.group])
        return len(response.groups[0][5])
    finally:
        await admin.close()


async def _delete(settings: Settings, topic: str) -> None:
    admin = AIOKafkaAdminClient(**settings.kafka())
    await admin.start()
    try:
        await admin.delete_topics([topic])
        while topic in await admin.list_topics():  # noqa: ASYNC110 (there is no event to wait for)
            await asyncio.sleep(0.05)
    finally:
        await admin.close()
