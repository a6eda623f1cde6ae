"""Kafka's jars: fetched once, checked, whole, and never fetched again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stream.lab import jars
from stream.lab.jars import KAFKA, JarsMissing, kafka_jars, read_table
from stream.lab.java import find_java

NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")

# Stands in for jgo where the network is not what a test is about: gives out the jars of another home, slowly.
STAND_IN = """
import shutil, sys, time
from pathlib import Path
out = Path(sys.argv[2]); out.mkdir(parents=True, exist_ok=True)
with (out.parents[1] / "runs").open("a") as runs: runs.write("x")
for jar in sorted(Path({source!r}).iterdir()):
    shutil.copyfile(jar, out / jar.name); time.sleep({pause}); print(out / jar.name)
"""

FETCH = """
import sys
from pathlib import Path
from stream.lab import jars
jars._RESOLVE = Path(sys.argv[2]).read_text()
print(jars.kafka_jars(Path(sys.argv[1]), jars.Path("/usr/bin/java"), lambda line: print(line, flush=True)))
"""


def _quietly(_line: str) -> None:
    pass


@pytest.fixture
def filled(home: Path) -> Path:
    """The session's jars, fetched now if no test did so yet."""
    return kafka_jars(home, find_java(), _quietly)


def _stand_in(tmp_path: Path, source: Path, pause: float = 0.0) -> Path:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN.format(source=str(source), pause=pause))
    return script


def _fetching(home: Path, stand_in: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", FETCH, home, stand_in], stdout=subprocess.PIPE, text=True)


@pytest.mark.broker
def test_a_second_start_needs_no_network(filled: Path, home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from stream.lab.java import find_java\n"
        "from stream.lab.jars import kafka_jars; print(kafka_jars(Path(sys.argv[1]), find_java(), print))\n"
        "print('jgo' in sys.modules or 'requests' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, home],
        env={**os.environ, **NO_NETWORK}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [str(filled), "False"]


@pytest.mark.broker
def test_a_first_start_without_a_network_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_NETWORK.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(JarsMissing, match=r"could not be fetched(?s:.)*HTTPS_PROXY(?s:.)*TOCSIN_BROKERS"):
        kafka_jars(tmp_path, find_java(), _quietly)
    assert not (tmp_path / "kafka" / KAFKA).exists()


@pytest.mark.broker
def test_two_processes_at_once_fetch_once_and_both_have_all_of_it(filled: Path, tmp_path: Path) -> None:
    stand_in = _stand_in(tmp_path, filled, pause=0.02)
    both = [_fetching(tmp_path / "home", stand_in) for _ in range(2)]
    outputs = [process.communicate()[0].splitlines() for process in both]
    assert [lines[-1] for lines in outputs] == [str(tmp_path / "home" / "kafka" / KAFKA)] * 2
    assert sum("waiting for another process" in line for lines in outputs for line in lines) <= 1
    assert (tmp_path / "home" / "runs").read_text() == "x"
    _all_there(tmp_path / "home")


@pytest.mark.broker
def test_a_process_killed_while_it_fetches_leaves_nothing_in_the_way(filled: Path, tmp_path: Path) -> None:
    killed = _fetching(tmp_path / "home", _stand_in(tmp_path, filled, pause=0.5))
    while not list((tmp_path / "home" / "fetching").rglob("*.jar")):
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    assert not (tmp_path / "home" / "kafka" / KAFKA).exists()
    again = _fetching(tmp_path / "home", _stand_in(tmp_path, filled))
    again.communicate()
    assert again.returncode == 0
    _all_there(tmp_path / "home")


@pytest.mark.broker
def test_a_jar_that_was_changed_on_the_way_is_refused_by_name(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    shutil.copytree(filled, source)
    victim = source / "re2j-1.8.jar"
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    monkeypatch.setattr(jars, "_RESOLVE", _stand_in(tmp_path, source).read_text())
    with pytest.raises(JarsMissing, match=r"re2j-1\.8\.jar differ from kafka\.tsv"):
        kafka_jars(tmp_path / "home", find_java(), _quietly)
    assert not (tmp_path / "home" / "kafka" / KAFKA).exists()


@pytest.mark.broker
def test_a_jar_that_is_cut_short_on_disk_is_fetched_again(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "home" / "kafka" / KAFKA
    shutil.copytree(filled, target)
    (target / "re2j-1.8.jar").write_bytes(b"")
    monkeypatch.setattr(jars, "_RESOLVE", _stand_in(tmp_path, filled).read_text())
    assert kafka_jars(tmp_path / "home", find_java(), _quietly) == target
    _all_there(tmp_path / "home")


def test_the_table_names_the_kafka_that_is_asked_for() -> None:
    names = {jar.name for jar in read_table()}
    assert f"kafka_2.13-{KAFKA}.jar" in names
    assert "slf4j-simple-1.7.36.jar" in names
    assert len(names) == len(read_table())


def _all_there(home: Path) -> None:
    found = {path.name: path.stat().st_size for path in (home / "kafka" / KAFKA).iterdir()}
    assert found == {jar.name: jar.size for jar in read_table()}
