"""``ingest``, ``tail``, ``dlq`` and ``topics`` on a real broker, as a person's shell calls them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable
from io import RawIOBase
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord

from schemas.topics import ALERTS, DLQ, RAW, desk_topic
from stream.edges.ingest import send_lines
from stream.lab.broker import Broker
from stream.reading import reading, to_end
from stream.settings import Settings
from stream.topics import BrokerAway, create_topics

pytestmark = pytest.mark.broker

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]
Running = Callable[..., "subprocess.Popen[bytes]"]

ARTICLE = {"source": "example.org", "published_at": "2022-09-15T12:00:00Z", "title": "x"}


def _line(**fields: object) -> bytes:
    return json.dumps({**ARTICLE, **fields}).encode()


async def _read(settings: Settings, topic: str) -> list[ConsumerRecord]:
    async with reading(settings, topic, from_beginning=True) as consumer:
        return [record async for record in to_end(consumer)]


def _raw(settings: Settings) -> list[ConsumerRecord]:
    return asyncio.run(_read(settings, RAW.name))


async def _send(settings: Settings, topic: str, values: Iterable[bytes], **options: object) -> None:
    producer = AIOKafkaProducer(**settings.kafka())
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value, **options)
    finally:
        await producer.stop()


def test_every_line_arrives_as_it_is_good_or_bad(tocsin: Tocsin, kafka: Settings, tmp_path: Path) -> None:
    good, by_url = _line(id="a"), _line(url="https://example.org/a?utm_source=x")
    bad = [b"{not json", b"\xff\xfe", b'{"id": "' + b"x" * 20]
    file = tmp_path / "wire.jsonl"
    file.write_bytes(good + b"\r\n" + bad[0] + b"\n\n" + bad[1] + b"\n" + by_url + b"\n  \n" + bad[2])
    done = tocsin("ingest", str(file), on=kafka)
    assert done.returncode == 0
    assert done.stdout == b""
    assert done.stderr.startswith(b"5 sent, of which not readable as articles: 3 (`tocsin dlq list`")
    assert b"2 blank lines left out." in done.stderr
    found = {record.value: record.key for record in _raw(kafka)}
    assert set(found) == {good, by_url, *bad}
    assert found[good] == b"a"
    assert found[by_url] is not None  # the id that the coder will derive from the address
    assert found[bad[0]] is None


def test_versions_of_an_article_keep_their_order(tocsin: Tocsin, kafka: Settings) -> None:
    lines = [_line(id=f"a{number % 7}", version=number + 1) for number in range(3000)]
    done = tocsin("ingest", "-", on=kafka, stdin=b"\n".join(lines))
    assert b"3,000 sent." in done.stderr
    by_id: dict[str, list[int]] = {}
    partitions: dict[str, set[int]] = {}
    for record in _raw(kafka):
        article = json.loads(record.value)
        by_id.setdefault(article["id"], []).append(article["version"])
        partitions.setdefault(article["id"], set()).add(record.partition)
    assert sum(map(len, by_id.values())) == 3000
    assert all(versions == sorted(versions) for versions in by_id.values())
    assert all(len(used) == 1 for used in partitions.values())


def test_what_the_coder_will_refuse_as_too_large_is_sent_and_what_no_topic_takes_is_named(
    tocsin: Tocsin, kafka: Settings
) -> None:
    large, huge = _line(id="large", body="x" * (2 << 20)), _line(id="huge", body="x" * (4 << 20))
    done = tocsin("ingest", "-", on=kafka, stdin=b"\n".join([_line(id="a"), huge, large]))
    assert done.returncode == 1
    assert b"1 line not sent, being above 4 MiB, which no topic takes: line 2." in done.stderr
    assert sorted(len(record.value) for record in _raw(kafka))[1:] == [len(large)]


def test_a_pipe_that_stays_open_is_sent_line_by_line_and_ctrl_c_ends_it_cleanly(
    tocsin_running: Running, kafka: Settings
) -> None:
    sending = tocsin_running("ingest", "-", on=kafka)
    assert sending.stdin is not None
    sending.stdin.write(_line(id="a") + b"\n" + _line(id="b") + b"\n" + _line(id="half")[:10])
    sending.stdin.flush()
    while len(_raw(kafka)) < 2:
        pass
    os.killpg(sending.pid, signal.SIGINT)
    sending.wait()  # before its input is closed, which would end the half line
    _, told = sending.communicate()
    assert sending.returncode == 130
    assert b"2 sent, stopped after line 2; go on with `tail -n +3 FILE | tocsin ingest -`." in told
    assert {record.key for record in _raw(kafka)} == {b"a", b"b"}


def test_tail_shows_only_what_rings_after_it_started(tocsin_running: Running, kafka: Settings) -> None:
    asyncio.run(_send(kafka, ALERTS.name, [b'{"old": 1}']))
    tailing = tocsin_running("tail", "--jsonl", "--count", "1", on=kafka)
    done = threading.Event()

    def ring() -> None:
        while not done.wait(0.3):
            asyncio.run(_send(kafka, ALERTS.name, [b'{"new": 1}']))

    ringing = threading.Thread(target=ring)
    ringing.start()
    try:
        out, _ = tailing.communicate()
    finally:
        done.set()
        ringing.join()
    assert (tailing.returncode, out) == (0, b'{"new": 1}\n')


def test_tail_from_the_beginning_shows_committed_alerts_only(tocsin: Tocsin, kafka: Settings) -> None:
    async def transactions() -> None:
        producer = AIOKafkaProducer(**kafka.kafka(), transactional_id="test")
        await producer.start()
        try:
            for value, commit in ((b'{"n": 1}', True), (b'{"n": 2}', False), (b'{"n": 3}', True)):
                await producer.begin_transaction()
                await producer.send_and_wait(ALERTS.name, value, partition=0)
                await (producer.commit_transaction() if commit else producer.abort_transaction())
        finally:
            await producer.stop()

    asyncio.run(transactions())
    done = tocsin("tail", "--jsonl", "--from-beginning", "--count", "2", on=kafka)
    assert done.stdout == b'{"n": 1}\n{"n": 3}\n'
    assert [record.value for record in asyncio.run(_read(kafka, ALERTS.name))] == [b'{"n": 1}', b'{"n": 3}']


def test_tail_of_a_desk_reads_that_desks_topic_and_names_one_that_is_not_there(
    tocsin: Tocsin, fresh: Callable[..., Settings]
) -> None:
    kafka = fresh(desks=("world",))
    asyncio.run(_send(kafka, desk_topic("world").name, [b'{"desk": "world"}']))
    done = tocsin("tail", "--jsonl", "--from-beginning", "--desk", "world", "--count", "1", on=kafka)
    assert done.stdout == b'{"desk": "world"}\n'
    missing = tocsin("tail", "--desk", "sports", on=kafka)
    assert missing.returncode == 4
    assert b"tocsin.alerts.sports.v1" in missing.stderr


def test_ctrl_c_is_the_ordinary_end_of_tail(tocsin_running: Running, kafka: Settings) -> None:
    asyncio.run(_send(kafka, ALERTS.name, [b"{}"]))
    tailing = tocsin_running("tail", "--jsonl", "--from-beginning", on=kafka)
    assert tailing.stdout is not None
    assert tailing.stdout.readline() == b"{}\n"
    os.killpg(tailing.pid, signal.SIGINT)
    _, told = tailing.communicate()
    assert (tailing.returncode, told) == (0, b"")


LETTER = [
    ("__streams.errors.message", b"not JSON near byte 1: \x1b[2J"),
    ("__streams.errors.topic", RAW.name.encode()),
    ("__streams.errors.partition", b"3"),
    ("__streams.errors.offset", b"1754"),
    ("tocsin.stage", b"code_articles"),
    ("tocsin.reason", b"not_json"),
    ("tocsin.attempts", b"1"),
]


def test_dead_letters_are_listed_with_where_they_came_from_and_why(tocsin: Tocsin, kafka: Settings) -> None:
    assert tocsin("dlq", "list", on=kafka).stderr == b"No dead letters.\n"
    asyncio.run(_send(kafka, DLQ.name, [b"{oops"], headers=LETTER, partition=1, timestamp_ms=1_663_243_200_000))
    done = tocsin("dlq", "list", on=kafka)
    row = done.stdout.decode().splitlines()[-1]
    assert row.split()[:6] == ["1/0", "2022-09-15", "12:00:00", f"{RAW.name}/3/1754", "code_articles", "not_json"]
    assert row.rstrip().endswith("not JSON near byte 1: \\u001b[2J")


def test_a_dead_letter_is_shown_with_headers_and_bytes_and_can_be_had_raw(tocsin: Tocsin, kafka: Settings) -> None:
    value = b'{"id": "\xff\x1b[2J'
    asyncio.run(_send(kafka, DLQ.name, [b"first", value], headers=LETTER, partition=1, key=b"k"))
    shown = tocsin("dlq", "show", "1/1", on=kafka)
    text = shown.stdout.decode()
    assert "key           k\n" in text
    assert "__streams.errors.offset: 1754" in text
    assert '{"id": "\\xff\\u001b[2J' in text
    assert tocsin("dlq", "show", "1/1", "--raw", on=kafka).stdout == value


@pytest.mark.parametrize("place", ["1/0", "9/0"])
def test_a_dead_letter_that_is_not_there_is_a_failure_that_says_so(tocsin: Tocsin, kafka: Settings, place: str) -> None:
    done = tocsin("dlq", "show", place, on=kafka)
    assert done.returncode == 1
    assert f"There is no dead letter {place}".encode() in done.stderr


def test_a_place_that_is_none_is_a_wrong_call(tocsin: Tocsin, kafka: Settings) -> None:
    assert tocsin("dlq", "show", "first", on=kafka).returncode == 2


def test_topics_are_created_and_shown_with_the_desks_that_the_rules_name(tocsin: Tocsin, bare_kafka: Settings) -> None:
    before = tocsin("topics", "show", on=bare_kafka)
    assert before.returncode == 4
    created = tocsin("topics", "create", on=bare_kafka)
    assert created.returncode == 0
    names = {line.removeprefix("created ") for line in created.stdout.decode().splitlines()}
    assert {RAW.name, ALERTS.name} < names
    after = tocsin("topics", "show", on=bare_kafka)
    assert after.returncode == 0
    rows = {line.split()[0]: line.split() for line in after.stdout.decode().splitlines()[1:] if line.strip()}
    assert set(rows) == names
    assert rows[RAW.name][1:] == ["4", "1", "0", "35", "days", "fits"]
    assert b"\x1b" not in after.stdout


def test_a_broker_that_goes_in_the_middle_ends_ingest_and_what_was_written_is_told(
    own_broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stream.edges.ingest.PATIENCE_S", 1.0)
    settings = Settings(brokers=own_broker.start())
    asyncio.run(create_topics(settings))

    class Source(RawIOBase):
        """One line, and when that stands on the topic, the end of the broker and another line."""

        lines = iter([_line(id="a") + b"\n", _line(id="b") + b"\n", b""])

        def read(self, size: int = -1, /) -> bytes:
            line = next(self.lines)
            if b'"b"' in line:
                while not _raw(settings):
                    pass
                own_broker.kill()
            return line

    async def send() -> None:
        await send_lines(settings, Source(), asyncio.Event())

    with pytest.raises(BrokerAway, match="lines written before it went: 1"):
        asyncio.run(send())
