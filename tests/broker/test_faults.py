"""A short slice of every fault; ``python -m tests.broker.faults`` plays them at their full size, with many seeds."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from stream.lab.broker import Broker
from tests.broker.faults import FAULTS, SHORT, run

KILL_THE_BROKER = {"broker", "away"}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_lost_reordered_or_told_twice(fault: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    seed = int(os.environ.get("TOCSIN_TEST_SEED") or random.randrange(1 << 31))
    print(f"\nseed {seed} (TOCSIN_TEST_SEED={seed} makes it again, as far as time allows)")
    broker: Broker = request.getfixturevalue("own_broker" if fault in KILL_THE_BROKER else "broker")
    if broker.running is None:
        broker.start()
    row = asyncio.run(run(fault, broker, seed, tmp_path, SHORT[fault]))
    print(row.HEAD, row, row.report, sep="\n")
    assert row.report.ok
    assert row.report.inputs >= SHORT[fault].articles
    assert row.report.alerts > 0 and row.report.set_aside > 0
    assert row.at_ends_s < float("inf"), "offsets are at their ends"
