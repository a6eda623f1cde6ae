"""One Kafka node that is broker and controller (KRaft): its settings, and whether it answers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from stream.lab.ports import HOST

MIB = 1 << 20


def properties(port: int, controller_port: int, data: Path) -> str:
    """The text of ``server.properties``: on this machine alone, small, quick to start and to come back."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{HOST}:{controller_port}",
        "listeners": f"BROKER://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
        "advertised.listeners": f"BROKER://{HOST}:{port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": data,
        "auto.create.topics.enable": "false",
        "message.max.bytes": 6 * MIB,  # 5 MiB of value on the dead-letter topic, with headers
        "default.replication.factor": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        # After a SIGKILL the controller waits for the dead broker's session before it lets the new one in.
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "log.cleaner.dedupe.buffer.size": 16 * MIB,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def answers(bootstrap: str) -> bool:
    """Whether a client gets the cluster's metadata with a live broker in it.

    Asks in a thread of its own, since the caller may have a loop that runs.
    """
    answer: list[bool] = []

    async def ask() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
        try:
            await admin.start()
            answer.append(bool((await admin.describe_cluster())["brokers"]))
        finally:
            await admin.close()

    def run() -> None:
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            asyncio.run(ask())

    asking = threading.Thread(target=run)
    asking.start()
    asking.join()
    return bool(answer and answer[0])
