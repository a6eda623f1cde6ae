"""``tocsin demo``: from nothing to alerts, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stream.settings import Settings
from stream.topics import create_topics, show_topics

pytestmark = pytest.mark.broker

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]
Running = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def places(home: Path, tmp_path: Path) -> dict[str, str]:
    """Kafka's jars where they are, all temporary files where this test can look for what was left."""
    (tmp_path / "tmp").mkdir()
    away = "http://127.0.0.1:9"  # a proxy for the world outside has no say in what happens on this machine
    return {"TOCSIN_HOME": str(home), "TMPDIR": str(tmp_path / "tmp"), "http_proxy": away, "https_proxy": away}


def _left_behind(places: dict[str, str]) -> list[str]:
    """Temporary files, and processes that work on them."""
    listed = subprocess.run(["ps", "-A", "-o", "command="], capture_output=True, text=True, check=True).stdout
    files = [path.name for path in Path(places["TMPDIR"]).iterdir()]
    return files + [line for line in listed.splitlines() if places["TMPDIR"] in line]


def test_once_rings_prints_only_alerts_and_leaves_nothing_and_again_the_very_same(
    tocsin: Tocsin, places: dict[str, str]
) -> None:
    done = tocsin("demo", "--once", "--jsonl", **places)
    assert done.returncode == 0, done.stderr.decode()
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({alert["alert_id"] for alert in alerts}) == len(alerts) > 0
    assert all(alert["event"]["actor"] or alert["event"]["recipient"] for alert in alerts)
    told = done.stderr.decode()
    assert re.search(r"^articles +\d+: .*\b3 rejected", told, re.MULTILINE)
    assert re.search(rf"^alerts +{len(alerts)}: ", told, re.MULTILINE)
    assert re.search(r"^dead letters +3\n( +\w+: .+\n){3}", told, re.MULTILINE)
    assert _left_behind(places) == []
    assert tocsin("demo", "--once", "--jsonl", **places).stdout == done.stdout


def test_it_goes_on_listening_rings_for_an_article_of_ones_own_and_ctrl_c_cleans_up(
    tocsin_running: Running, places: dict[str, str]
) -> None:
    showing = tocsin_running("demo", "--jsonl", **places)
    assert showing.stderr is not None
    assert showing.stdout is not None
    alerts: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda out: any(map(alerts.put, out)), args=(showing.stdout,), daemon=True).start()
    told = ""
    while "Ctrl-C ends the demo" not in told:
        line = showing.stderr.readline().decode()
        assert line, told
        told += line
    feed = next(line for line in told.splitlines() if line.startswith("  echo '"))
    echo, _, ingest = feed.partition(" | ")
    article = shlex.split(echo)[1].encode()
    called = shlex.split(ingest)
    assert called[1:3] == ["ingest", "--brokers"]
    subprocess.run([sys.executable, "-m", "stream.cli.main", *called[1:]], input=article, check=True)
    while json.loads(alerts.get())["articles"][0]["id"] != json.loads(article)["id"]:
        pass
    os.killpg(showing.pid, signal.SIGINT)
    rest = showing.stderr.read()
    assert showing.wait() == 0
    assert b"The demo's data is removed." in rest
    assert _left_behind(places) == []


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker's process as Linux shows it")
def test_a_worker_that_dies_ends_the_demo_with_its_last_words(tocsin_running: Running, places: dict[str, str]) -> None:
    showing = tocsin_running("demo", **places)
    assert showing.stderr is not None
    while b"Ready" not in showing.stderr.readline():
        pass
    children = [int(pid) for pid in Path(f"/proc/{showing.pid}/task/{showing.pid}/children").read_text().split()]
    workers = [pid for pid in children if b"stream.cli.main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    _, told = showing.communicate()
    assert showing.returncode == 1
    assert b"Error: The worker ended with status -9. Its last words:\n" in told
    assert _left_behind(places) == []


def test_a_demo_that_is_killed_takes_its_broker_and_its_worker_with_it(
    tocsin_running: Running, places: dict[str, str]
) -> None:
    showing = tocsin_running("demo", **places)
    assert showing.stderr is not None
    while b"Ready" not in showing.stderr.readline():
        pass
    showing.kill()
    showing.communicate()
    while any("/tocsin-demo-" in line for line in _left_behind(places)):
        time.sleep(0.1)


def test_on_ones_own_kafka_it_makes_its_topics_and_deletes_them(
    tocsin: Tocsin, bare_kafka: Settings, places: dict[str, str]
) -> None:
    done = tocsin("demo", "--once", "--jsonl", on=bare_kafka, **places)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout
    assert {found.state for found in asyncio.run(show_topics(bare_kafka, ("world",)))} == {"missing"}


def test_it_does_not_ring_among_somebodys_real_articles(
    tocsin: Tocsin, bare_kafka: Settings, places: dict[str, str]
) -> None:
    asyncio.run(create_topics(bare_kafka))
    done = tocsin("demo", "--once", on=bare_kafka, **places)
    assert done.returncode == 1
    assert b"Unset TOCSIN_BROKERS" in done.stderr
    assert {found.state for found in asyncio.run(show_topics(bare_kafka))} == {"fits"}
