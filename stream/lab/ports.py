"""Ports of this machine: one that is free, or who holds one that is not."""

from __future__ import annotations

import random
import socket
from pathlib import Path

HOST = "127.0.0.1"

_RANGE = range(21_000, 29_000)
"""Below what Linux and macOS hand out to outgoing connections, which might take a port between our look and our use."""


class PortTaken(Exception):
    """Something listens already where we would."""

    def __init__(self, port: int) -> None:
        self.port = port
        holder = holder_of(port)
        who = f"It is held by {holder}." if holder else "It may be another `tocsin broker`, or a Kafka of your own."
        super().__init__(
            f"Port {port} on {HOST} is taken. {who}\n"
            "See `tocsin broker status`; stop what holds it, or take another: `tocsin broker start --port 29192`.\n"
            f"If it is your own Kafka, use it: TOCSIN_BROKERS={HOST}:{port}."
        )


def is_free(port: int) -> bool:
    """Whether nothing listens on ``port``; connections that are winding down do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Some port on which nothing listens now. Raises OSError where none of a thousand tries is free."""
    for port in random.sample(_RANGE, 1000):
        if is_free(port):
            return port
    raise OSError(f"no free port found from {_RANGE.start} to {_RANGE.stop}")


def holder_of(port: int) -> str | None:
    """``"java (process 123)"`` where Linux lets us see it, else None."""
    try:
        inodes = {
            f"socket:[{fields[9]}]"
            for table in ("/proc/net/tcp", "/proc/net/tcp6")
            for fields in (line.split() for line in Path(table).read_text().splitlines()[1:])
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port
        }
    except OSError:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in inodes for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            continue
    return None
