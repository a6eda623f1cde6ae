"""The embedded broker lives, dies and comes back as it should. Every test here starts one of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import RAW
from stream.lab.broker import AlreadyRuns, Broker, BrokerFailed
from stream.lab.ports import HOST, PortTaken, free_port
from stream.settings import Settings
from stream.topics import TopicMissing, check_topics, create_topics

pytestmark = pytest.mark.broker

START = """
import sys, time
from pathlib import Path
from stream.lab.broker import Broker
broker = Broker(Path(sys.argv[1]), data=Path(sys.argv[2]), detached=sys.argv[3] == "detached")
broker.start()
print(broker.pid, flush=True)
time.sleep(600 if sys.argv[3] == "attached" else 0)
"""


@pytest.fixture
def starter(home: Path, tmp_path: Path) -> Iterator[Broker]:
    """A broker on the data directory that a child process starts, to look at it and to clean up."""
    seen = Broker(home, data=tmp_path / "broker")
    yield seen
    seen.stop()


def _child(broker: Broker, mode: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", START, broker.home, broker.data, mode],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert int(child.stdout.readline()) == broker.pid
    return child


def _until_gone(broker: Broker) -> None:
    while broker.pid is not None:
        time.sleep(0.05)


def test_records_outlive_a_kill_of_the_broker(own_broker: Broker) -> None:
    said: list[str] = []
    settings = Settings(brokers=own_broker.start(said.append))
    asyncio.run(create_topics(settings))
    asyncio.run(_send(settings, b"before"))
    first = own_broker.pid
    assert own_broker.kill()
    assert own_broker.pid is None
    assert own_broker.start(said.append) == settings.brokers
    assert own_broker.pid not in (None, first)
    asyncio.run(check_topics(settings))
    assert asyncio.run(_first(settings)) == b"before"
    assert said == [
        "preparing the broker's data directory",
        f"starting Apache Kafka on {settings.brokers}",
        f"starting Apache Kafka on {settings.brokers}",
    ]
    assert own_broker.stop()
    assert not own_broker.stop()


def test_a_topic_that_nobody_made_does_not_appear_and_only_this_machine_is_served(own_broker: Broker) -> None:
    settings = Settings(brokers=own_broker.start())
    with pytest.raises(KafkaError):
        asyncio.run(_send(settings, b"x"))
    with pytest.raises(TopicMissing) as caught:
        asyncio.run(check_topics(settings))
    assert RAW.name in caught.value.names
    with pytest.raises(AlreadyRuns, match=f"already at {settings.brokers}"):
        Broker(own_broker.home, data=own_broker.data).start()
    if sys.platform == "linux":
        assert set(_listening_addresses(own_broker.pid or 0)) == {HOST}


def test_a_port_that_is_taken_is_named_and_nothing_is_left_behind(home: Path, tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        broker = Broker(home, port, data=tmp_path)
        with pytest.raises(PortTaken, match=f"Port {port}"):
            broker.start()
        assert broker.running is None


def test_a_stale_state_file_is_not_taken_for_a_broker(own_broker: Broker) -> None:
    own_broker.data.mkdir()
    state = own_broker.data / "running.json"
    state.write_text(f'{{"pid": {os.getpid()}, "port": 1}}')  # a process that lives, but is no broker
    assert own_broker.running is None
    state.write_text('{"pid":')
    assert own_broker.running is None
    assert not own_broker.stop()
    assert not state.exists()


def test_a_broker_that_cannot_start_says_its_last_words(own_broker: Broker) -> None:
    own_broker.start()
    own_broker.stop()
    (own_broker.data / "kafka" / "meta.properties").write_text("node.id=7\nversion=1\ncluster.id=x\n")
    with pytest.raises(BrokerFailed, match=r"ended with status 1(?s:.)*node id 7(?s:.)*broker\.log"):
        own_broker.start()
    assert own_broker.running is None


def test_an_attached_broker_ends_when_its_parent_is_killed(starter: Broker) -> None:
    child = _child(starter, "attached")
    assert starter.pid is not None
    child.kill()
    child.communicate()
    _until_gone(starter)


def test_ctrl_c_at_the_terminal_does_not_reach_the_broker(starter: Broker) -> None:
    child = _child(starter, "attached")
    child.send_signal(signal.SIGSTOP)  # so that it cannot stop its broker in answer to the next signal
    os.killpg(child.pid, signal.SIGINT)  # what a terminal does: the whole foreground group gets it
    settings = Settings(brokers=starter.bootstrap)
    asyncio.run(create_topics(settings))
    assert starter.pid is not None
    child.kill()
    child.communicate()


def test_a_detached_broker_stays_and_another_process_finds_and_stops_it(starter: Broker) -> None:
    child = _child(starter, "detached")
    child.communicate()
    assert child.returncode == 0
    asyncio.run(create_topics(Settings(brokers=starter.bootstrap)))
    assert starter.stop()
    assert starter.running is None


def test_no_port_is_known_before_a_broker_is_started(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BrokerFailed, match="not started"):
        _ = Broker(home, data=tmp_path).bootstrap
    port = free_port()
    assert Broker(home, port, data=tmp_path).bootstrap == f"{HOST}:{port}"


async def _send(settings: Settings, value: bytes) -> None:
    producer = AIOKafkaProducer(**settings.kafka(), request_timeout_ms=2000)
    await producer.start()
    try:
        await producer.send_and_wait(RAW.name, value, partition=0)
    finally:
        await producer.stop()


async def _first(settings: Settings) -> bytes | None:
    consumer = AIOKafkaConsumer(**settings.kafka())
    await consumer.start()
    try:
        part = TopicPartition(RAW.name, 0)
        consumer.assign([part])
        await consumer.seek_to_beginning(part)
        value: bytes | None = (await consumer.getone()).value
        return value
    finally:
        await consumer.stop()


def _listening_addresses(pid: int) -> list[str]:
    """The addresses on which the process listens, from what Linux shows of it."""
    inodes = {
        target.removeprefix("socket:[").removesuffix("]")
        for target in (str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir())
        if target.startswith("socket:[")
    }
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address = fields[1].rpartition(":")[0][-8:]
                found.append(socket.inet_ntoa(bytes.fromhex(address)[::-1]))
    return found
