"""Apache Kafka's jars: fetched once by jgo from Maven Central, checked against ``kafka.tsv``, then never again.

What is in ``<home>/kafka/<version>`` is whole: it is renamed into place after every sum was right.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stream.lab.java import java_home

KAFKA = "4.4.0"
ENDPOINT = f"org.apache.kafka:kafka_2.13:{KAFKA}+org.slf4j:slf4j-simple:1.7.36"

_TABLE = Path(__file__).with_name("kafka.tsv")

# In a process of its own: jgo wants JAVA_HOME in the environment, logs as it likes, and Ctrl-C must end it.
_RESOLVE = """
import logging, sys
from pathlib import Path
logging.disable(logging.WARNING)
import jgo
for jar in jgo.build(sys.argv[1], cache_dir=Path(sys.argv[2])).all_jars:
    print(jar)
"""


class JarsMissing(Exception):
    """Kafka's jars are not here and could not be fetched; the message says what to do."""


class Jar(NamedTuple):
    """One file that the broker needs."""

    name: str
    size: int
    sha256: str


def kafka_jars(home: Path, java: Path, progress: Callable[[str], None]) -> Path:
    """The directory that holds all jars, fetched into ``home`` if need be. Raises :class:`JarsMissing`."""
    wanted = read_table()
    target = home / "kafka" / KAFKA
    if _whole(target, wanted):
        return target
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home / "kafka.lock", progress):
        if not _whole(target, wanted):  # another process may have fetched them while we waited
            _fetch(home, target, wanted, java, progress)
    return target


def read_table() -> tuple[Jar, ...]:
    """The jars of :data:`ENDPOINT`, with their sizes in bytes and their sums."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        return tuple(Jar(name, int(size), digest) for name, size, digest in rows)


def _whole(directory: Path, wanted: tuple[Jar, ...]) -> bool:
    """Whether every jar is there in its full size; the sums were checked before it got its name."""
    try:
        return all((directory / jar.name).stat().st_size == jar.size for jar in wanted)
    except OSError:
        return False


@contextmanager
def _locked(path: Path, progress: Callable[[str], None]) -> Iterator[None]:
    """Hold ``path`` alone among processes; a process that dies lets go of it."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("waiting for another process that fetches Apache Kafka")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(home: Path, target: Path, wanted: tuple[Jar, ...], java: Path, progress: Callable[[str], None]) -> None:
    """Resolve with jgo, check, and move into place."""
    part = home / "kafka" / f"{KAFKA}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for path in _resolve(home, java, progress, wanted):
        shutil.copyfile(path, part / path.name)
    _verify(part, wanted)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    shutil.rmtree(home / "fetching", ignore_errors=True)


def _resolve(home: Path, java: Path, progress: Callable[[str], None], wanted: tuple[Jar, ...]) -> list[Path]:
    """Run jgo in ``<home>/fetching``, which stays when it fails, so that the next try goes on from there."""
    work = home / "fetching"
    work.mkdir(exist_ok=True)
    environment = {**os.environ, "JAVA_HOME": str(java_home(java)), "M2_REPO": str(work / "m2")}
    with (work / "jgo.log").open("w+") as errors:
        resolving = subprocess.Popen(
            [sys.executable, "-c", _RESOLVE, ENDPOINT, str(work / "jgo")],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        told = ""
        try:
            while resolving.poll() is None:
                line = _so_far(work / "m2", wanted)
                if line != told:
                    progress(line)
                    told = line
                time.sleep(0.3)
            output = resolving.stdout.read() if resolving.stdout else ""
        finally:
            resolving.kill()
            resolving.wait()
        if resolving.returncode != 0:
            errors.seek(0)
            raise JarsMissing(_advice(home, errors.read()))
    return [Path(line) for line in output.splitlines() if line.endswith(".jar")]


def _so_far(repository: Path, wanted: tuple[Jar, ...]) -> str:
    """How far the fetching is, in words: first the descriptions of what is needed, then the jars."""
    names = {jar.name for jar in wanted}
    here = [path.stat().st_size for path in repository.rglob("*.jar") if path.name in names]
    if not here:
        return f"working out what Apache Kafka {KAFKA} needs ({sum(1 for _ in repository.rglob('*.pom'))} files read)"
    total = sum(jar.size for jar in wanted)
    return (
        f"fetching Apache Kafka {KAFKA}: {len(here)} of {len(wanted)} jars, "
        f"{sum(here) / 1e6:.0f} of {total / 1e6:.0f} MB"
    )


def _verify(directory: Path, wanted: tuple[Jar, ...]) -> None:
    """Every jar with the very bytes that ``kafka.tsv`` names, and none besides."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.iterdir()}
    named = {jar.name: jar.sha256 for jar in wanted}
    wrong = sorted(name for name in found.keys() | named.keys() if found.get(name) != named.get(name))
    if wrong:
        raise JarsMissing(
            f"What was fetched is not Apache Kafka {KAFKA} as we know it: {', '.join(wrong)} differ from "
            f"{_TABLE.name}.\nDelete {directory} and {directory.parents[1] / 'fetching'}, then try again; "
            "if it stays so, something between here and Maven Central changes files."
        )


def _advice(home: Path, errors: str) -> str:
    lines = [line for line in errors.strip().splitlines() if line.strip()]
    return (
        f"Apache Kafka could not be fetched: {lines[-1] if lines else 'jgo gave no reason'}\n"
        "The first start needs Maven Central (a proxy is taken from HTTPS_PROXY); every later one needs no network.\n"
        f"Or copy {home / 'kafka'} from a machine that has it, or use your own Kafka: set TOCSIN_BROKERS to host:port."
    )
