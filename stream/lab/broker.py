"""The embedded broker: a real Apache Kafka, one node, on 127.0.0.1 alone, for the demo, for trying out and for tests.

Not for production: one copy of each record, no encryption, no passwords.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from stream.lab.child import launch
from stream.lab.jars import kafka_jars
from stream.lab.java import find_java
from stream.lab.kraft import answers, properties
from stream.lab.ports import HOST, PortTaken, free_port, is_free

_JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


class BrokerFailed(Exception):
    """The broker ended, or did not answer in time; the message has its last words and the path of its log."""


class AlreadyRuns(Exception):
    """A broker runs already on this data."""

    def __init__(self, running: Running) -> None:
        self.running = running
        super().__init__(f"The broker runs already at {running.bootstrap} (process {running.pid}).")


class Running(msgspec.Struct, frozen=True):
    """What another process needs to find the broker."""

    pid: int
    port: int

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"


class _Paths(NamedTuple):
    """Where a broker keeps what it has."""

    data: Path

    @property
    def properties(self) -> Path:
        return self.data / "server.properties"

    @property
    def state(self) -> Path:
        return self.data / "running.json"

    @property
    def log(self) -> Path:
        return self.data / "broker.log"

    @property
    def kafka(self) -> Path:
        return self.data / "kafka"


class Broker:
    """One broker on one data directory: ``start``, ``stop``, ``kill``, and start again on the same data.

    ``home`` holds Kafka's jars and, unless ``data`` says otherwise, the data in ``home/broker``. ``port=None`` takes
    one that is free, and keeps it over restarts of this object. An attached broker ends when this process does, by
    whatever cause; a ``detached`` one stays until somebody stops it. Ctrl-C at the terminal reaches neither.
    """

    def __init__(
        self, home: Path, port: int | None = None, *, data: Path | None = None, detached: bool = False
    ) -> None:
        self.home = home
        self.port = port
        self._paths = _Paths((data or home / "broker").absolute())
        self._detached = detached
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self._paths.data

    @property
    def log(self) -> Path:
        """What the broker says: warnings and errors, and why it died."""
        return self._paths.log

    @property
    def running(self) -> Running | None:
        """The broker that runs on this data, whoever started it; a state file whose process is gone counts as none."""
        try:
            found = msgspec.json.decode(self._paths.state.read_bytes(), type=Running)
        except (OSError, msgspec.DecodeError):
            return None
        return found if _is_broker(found.pid, self._paths.properties) else None

    @property
    def pid(self) -> int | None:
        running = self.running
        return running.pid if running else None

    @property
    def bootstrap(self) -> str:
        """``127.0.0.1:port``. Raises BrokerFailed where no port is known yet."""
        running = self.running
        if running is None and self.port is None:
            raise BrokerFailed("The broker was not started, and no port is set.")
        return running.bootstrap if running else f"{HOST}:{self.port}"

    def start(self, progress: Callable[[str], None] | None = None, timeout: float = 90.0) -> str:
        """Start, wait until it answers, and return its address.

        Raises JavaMissing, JarsMissing, :class:`AlreadyRuns`, PortTaken, or :class:`BrokerFailed`.
        """
        tell = progress or (lambda _line: None)
        java = find_java()
        jars = kafka_jars(self.home, java, tell)
        self.data.mkdir(parents=True, exist_ok=True)
        with _starting(self.data / "starting.lock"):
            running = self.running
            if running is not None:
                raise AlreadyRuns(running)
            self._reap()
            if self.port is None:
                self.port = free_port()
            elif not is_free(self.port):
                raise PortTaken(self.port)
            self._paths.properties.write_text(properties(self.port, free_port(), self._paths.kafka))
            command = (str(java), *_JVM, "-cp", f"{jars}/*")
            if not (self._paths.kafka / "meta.properties").exists():
                tell("preparing the broker's data directory")
                self._format(command)
            tell(f"starting Apache Kafka on {HOST}:{self.port}")
            self._launch((*command, "kafka.Kafka", str(self._paths.properties)))
            try:
                self._wait_until_it_answers(timeout)
            except BaseException:
                self.kill()
                raise
        return self.bootstrap

    def stop(self, timeout: float = 10.0) -> bool:
        """End it: SIGTERM, then SIGKILL after ``timeout`` seconds. False where none ran."""
        return self._end(signal.SIGTERM, timeout)

    def kill(self) -> bool:
        """End it at once by SIGKILL, as a fault would; the data stays. False where none ran."""
        return self._end(signal.SIGKILL, 10.0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _format(self, command: tuple[str, ...]) -> None:
        """Kafka's own `kafka-storage format`, with a new cluster's id."""
        shutil.rmtree(self._paths.kafka, ignore_errors=True)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")  # no option
        done = subprocess.run(
            [*command, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self._paths.properties)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise BrokerFailed(
                f"The broker's data directory {self._paths.kafka} could not be prepared:\n"
                f"{_last_lines(done.stdout + done.stderr)}"
            )

    def _launch(self, command: tuple[str, ...]) -> None:
        """Start Java in a session of its own, its words going to the log."""
        self._process = launch(command, self._paths.log, guarded=not self._detached)
        state = Running(pid=self._process.pid, port=self.port or 0)
        part = self._paths.state.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(state))
        part.rename(self._paths.state)

    def _wait_until_it_answers(self, timeout: float) -> None:
        """Until a client gets the cluster's metadata with a live broker in it."""
        assert self._process is not None
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise BrokerFailed(
                    f"The broker ended with status {self._process.returncode} before it answered. Its last words:\n"
                    f"{_last_lines(self.log.read_text(errors='replace'))}\nAll of them are in {self.log}."
                )
            if not is_free(self.port or 0) and answers(self.bootstrap):
                return
            time.sleep(0.05)
        raise BrokerFailed(
            f"The broker did not answer on {self.bootstrap} within {timeout:.0f} seconds; see {self.log}. "
            "Is the machine very busy, or short of memory (it takes 512 MB)?"
        )

    def _end(self, first: signal.Signals, timeout: float) -> bool:
        running = self.running
        if running is None:
            self._reap()
            self._paths.state.unlink(missing_ok=True)
            return False
        for number in (first, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, number)
            if self._gone(running.pid, timeout):
                break
        self._reap()
        self._paths.state.unlink(missing_ok=True)
        return True

    def _gone(self, pid: int, timeout: float) -> bool:
        """Wait until the process is gone, ours or another's child."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._process is not None and self._process.pid == pid and self._process.poll() is not None:
                return True
            if not _is_broker(pid, self._paths.properties):
                return True
            time.sleep(0.02)
        return False

    def _reap(self) -> None:
        """Take our dead child's status, and close its pipe, which ends its watcher."""
        if self._process is not None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
            self._process = None


@contextlib.contextmanager
def _starting(path: Path) -> Iterator[None]:
    """Of two processes that start on the same data, the second waits for the first (and then finds it running)."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_broker(pid: int, properties: Path) -> bool:
    """Whether process ``pid`` is alive and is the broker of this data, not a later process of the same number."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # not Linux
        listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        command = listed.stdout
    return str(properties) in command  # empty for a zombie


def _last_lines(text: str, count: int = 8) -> str:
    """The end of a log, without the stacks of Java's exceptions."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("\tat ")]
    return "\n".join(lines[-count:]) or "(it said nothing)"
