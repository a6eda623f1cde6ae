"""A child process that hears nothing of the terminal's Ctrl-C, and does not outlive us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# The shell becomes the command, and leaves behind a watcher in the same process group: when the pipe on its standard
# input closes, because we died however suddenly, it ends the command. (PR_SET_PDEATHSIG would be Linux only, and fires
# when the thread that started the child ends, not the process.)
_GUARDED = """exec 3<&0
(read _ <&3; kill -TERM $$; for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 $$ || exit; done; kill -KILL $$) &
exec "$@" 3<&- </dev/null"""


def launch(
    command: Sequence[str], log: Path, *, guarded: bool = True, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, its words appended to ``log``.

    The answer's pid is the command's own, and its process group's. If ``guarded``, it gets SIGTERM when this process
    ends by whatever cause, or when the answer's ``stdin`` is closed, and SIGKILL ten seconds later.
    """
    with log.open("ab") as file:
        return subprocess.Popen(
            ("/bin/sh", "-c", _GUARDED, "sh", *command) if guarded else command,
            stdin=subprocess.PIPE if guarded else subprocess.DEVNULL,
            stdout=file, stderr=subprocess.STDOUT, env=environment, start_new_session=True,
        )  # fmt: skip


def end(process: subprocess.Popen[bytes], timeout: float) -> int:
    """SIGTERM, after ``timeout`` seconds SIGKILL; answers the exit status. The watcher goes with it."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    return process.wait()
