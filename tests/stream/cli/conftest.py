"""How the command line is called in these tests: in a process of its own, as a person's shell does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stream.lab.broker import Broker
from stream.lab.jars import kafka_jars
from stream.lab.java import find_java
from stream.settings import Settings

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "stream.cli.main", *arguments]


def environment(settings: Settings | None, **more: str) -> dict[str, str]:
    """Without what the developer's own shell may have set for tocsin."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    ours = {"TOCSIN_BROKERS": settings.brokers, "TOCSIN_RAW_PARTITIONS": "4"} if settings else {}
    return {**kept, **ours, **more}


@pytest.fixture
def tocsin(tmp_path: Path) -> Tocsin:
    """``tocsin(*arguments, on=settings, stdin=b"", **environment)``, run to its end in an empty directory."""

    def run(
        *arguments: str, on: Settings | None = None, stdin: bytes = b"", **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command(*arguments), input=stdin, capture_output=True, check=False, cwd=tmp_path,
            env=environment(on, **more),
        )  # fmt: skip

    return run


@pytest.fixture
def tocsin_running(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """The same, not waited for; ended with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, on: Settings | None = None, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=tmp_path, env=environment(on, **more), start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A TOCSIN_HOME of the test's own that borrows the jars."""
    kafka_jars(home, find_java(), lambda _line: None)
    mine = tmp_path / "home"
    mine.mkdir()
    (mine / "kafka").symlink_to(home / "kafka")
    yield mine
    Broker(mine).stop()
