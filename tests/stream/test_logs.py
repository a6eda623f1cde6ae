"""Logs: one JSON object a line for machines, the same for our lines and the libraries'."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import Any

import pytest

SCRIPT = """
import logging, sys, structlog
from stream.logs import configure
configure({arguments})
log = structlog.get_logger("stream.worker")
log.info("alert delivered", alert_id="a-1", partition=3, raw=b"\\xff", where=object)
log.debug("not wanted at info")
logging.getLogger("mode.worker").warning("a library says %s", "hello")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("a bug")
"""


def _run(arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments)],
        capture_output=True, text=True, check=True, env={**os.environ, **environment},
    )  # fmt: skip


def _on_a_terminal(arguments: str, **environment: str) -> str:
    parent, child = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments)],
        stdout=child, stderr=child, check=True, env={**os.environ, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(child)
    try:
        return os.read(parent, 100_000).decode()
    finally:
        os.close(parent)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _run('"auto", "info", "stdout"').stdout.splitlines()]


def test_a_pipe_gets_json_with_time_level_logger_and_fields(lines: list[dict[str, Any]]) -> None:
    ours = lines[0]
    assert (ours["event"], ours["level"], ours["logger"]) == ("alert delivered", "info", "stream.worker")
    assert (ours["alert_id"], ours["partition"]) == ("a-1", 3)
    assert ours["timestamp"].endswith("Z")


def test_a_librarys_line_looks_like_ours(lines: list[dict[str, Any]]) -> None:
    theirs = lines[1]
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("a library says hello", "warning", "mode.worker")
    assert set(theirs) == {"event", "level", "logger", "timestamp"}


def test_lines_below_the_level_are_left_out(lines: list[dict[str, Any]]) -> None:
    assert len(lines) == 3


def test_values_that_json_does_not_have_do_not_break_a_line(lines: list[dict[str, Any]]) -> None:
    assert lines[0]["raw"] == "\\xff"


def test_an_exception_is_one_line_with_its_stack(lines: list[dict[str, Any]]) -> None:
    assert lines[2]["level"] == "error"
    assert "ZeroDivisionError" in lines[2]["exception"]


def test_data_on_stdout_is_not_mixed_with_logs() -> None:
    done = _run('"json", "info", "stderr"')
    assert done.stdout == ""
    assert json.loads(done.stderr.splitlines()[0])["event"] == "alert delivered"


def test_text_into_a_pipe_has_no_colour() -> None:
    assert "\x1b[" not in _run('"text", "info", "stdout"').stdout


def test_a_person_at_a_terminal_gets_coloured_text_and_no_colour_when_told_so() -> None:
    coloured, plain = _on_a_terminal('"auto"', NO_COLOR=""), _on_a_terminal('"auto"', NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "alert delivered" in plain
    assert "\x1b[" not in plain
