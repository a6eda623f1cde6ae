"""``tocsin broker``: started by one command, found and stopped by others."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stream.lab.ports import HOST, free_port

pytestmark = pytest.mark.broker

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]


def test_it_is_started_found_used_and_stopped_by_commands_apart(tocsin: Tocsin, own_home: Path) -> None:
    port, at_home = free_port(), {"TOCSIN_HOME": str(own_home)}
    address = f"{HOST}:{port}"
    assert tocsin("broker", "status", **at_home).returncode == 3

    started = tocsin("broker", "start", "--port", str(port), **at_home)
    assert started.returncode == 0, started.stderr.decode()
    assert f"export TOCSIN_BROKERS={address}".encode() in started.stderr

    status = tocsin("broker", "status", **at_home)
    assert (status.returncode, status.stdout) == (0, f"{address}\n".encode())

    again = tocsin("broker", "start", "--port", str(port), **at_home)
    assert again.returncode == 0
    assert f"runs already at {address}".encode() in again.stderr

    assert tocsin("topics", "create", "--brokers", address, **at_home).returncode == 0
    assert b"1 sent," in tocsin("ingest", "-", "--brokers", address, stdin=b"{}", **at_home).stderr

    assert tocsin("broker", "stop", **at_home).stderr == b"The broker is stopped; its data stays.\n"
    assert tocsin("broker", "status", **at_home).returncode == 3
    assert tocsin("broker", "stop", **at_home).stderr == b"No broker ran.\n"
