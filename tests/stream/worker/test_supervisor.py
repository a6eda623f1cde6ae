"""The supervisor's patience, and what it makes of ends, with small children in place of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stream.worker.supervisor import Pace, supervise

PACE = Pace(first_s=0.01, longest_s=0.05)


def test_the_wait_doubles_up_to_its_limit() -> None:
    waits: list[float] = []
    for _ in range(7):
        waits.append(Pace().after(waits[-1] if waits else None, ran_s=0.5))
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_a_worker_that_ran_well_begins_anew() -> None:
    assert Pace().after(30, ran_s=60) == 1


def child(tmp_path: Path, *codes: int) -> tuple[str, ...]:
    """A command that ends with each of ``codes`` in its turn."""
    state = tmp_path / "codes"
    state.write_text(" ".join(map(str, codes)))
    text = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]); first, *rest = p.read_text().split(); "
        "p.write_text(' '.join(rest)); sys.exit(int(first))"
    )
    return (sys.executable, "-c", text, str(state))


def test_a_worker_that_died_is_started_until_it_ends_well(tmp_path: Path) -> None:
    assert supervise(child(tmp_path, 1, 3, 1, 0), PACE) == 0
    assert (tmp_path / "codes").read_text() == ""


@pytest.mark.parametrize("code", [2, 4, 5])
def test_what_no_other_start_would_change_is_given_up_at_once(tmp_path: Path, code: int) -> None:
    assert supervise(child(tmp_path, code, 0), PACE) == code
    assert (tmp_path / "codes").read_text() == "0"


def _supervisor(text: str, pace: str = "") -> subprocess.Popen[str]:
    """A supervisor in a process of its own, over a child that runs ``text``; both print."""
    program = f"import sys; from stream.worker.supervisor import *; sys.exit(supervise((sys.executable, '-c', {text!r})"
    return subprocess.Popen([sys.executable, "-c", f"{program}{pace}))"], stdout=subprocess.PIPE, text=True)


def _hear(process: subprocess.Popen[str], wanted: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if wanted in line:
            return line
    raise AssertionError(f"{wanted} was never said")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_end_is_awaited(number: signal.Signals) -> None:
    text = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("drained", flush=True), sys.exit(0)))
print("up", flush=True)
time.sleep(60)"""
    process = _supervisor(text)
    _hear(process, "up")
    process.send_signal(number)
    _hear(process, "drained")
    assert process.wait() == 0


def test_a_signal_during_the_wait_ends_it() -> None:
    process = _supervisor("import sys; sys.exit(1)", ", Pace(first_s=1000)")
    _hear(process, "starting it again")
    process.terminate()
    assert process.wait() == 0


def test_a_supervisor_that_is_killed_closes_the_pipe_that_its_worker_watches(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    process = _supervisor(f"import sys, pathlib; print('up', flush=True); sys.stdin.read(); open({str(gone)!r}, 'w')")
    _hear(process, "up")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while not gone.exists():
        time.sleep(0.02)
