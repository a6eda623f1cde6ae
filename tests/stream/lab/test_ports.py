"""Ports: free, taken, and by whom."""

from __future__ import annotations

import os
import socket
import sys

import pytest

from stream.lab.ports import HOST, PortTaken, free_port, holder_of, is_free


def test_a_port_with_a_listener_is_not_free_and_its_holder_is_named() -> None:
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        assert not is_free(port)
        message = str(PortTaken(port))
        assert f"Port {port}" in message
        assert "tocsin broker start --port" in message
        if sys.platform == "linux":
            assert f"(process {os.getpid()})" in message
    assert is_free(port)


def test_a_port_that_was_just_closed_counts_as_free() -> None:
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        caller = socket.create_connection((HOST, port))
        served, _ = listening.accept()
        served.close()  # the side that closes first keeps the port in TIME_WAIT
        caller.close()
    assert is_free(port)


def test_a_free_port_is_not_one_that_the_system_hands_out_to_others() -> None:
    assert free_port() < 32_768


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows it")
def test_nobody_holds_a_free_port() -> None:
    assert holder_of(free_port()) is None
