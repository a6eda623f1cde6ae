"""A stalled worker is told from an idle one, and from one whose broker is away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from stream.settings import Settings
from stream.worker import watchdog
from stream.worker.metrics import Metrics
from stream.worker.progress import Progress
from stream.worker.watchdog import STALLED_AFTER_S, Watchdog

TP = TopicPartition("t", 0)


class Scene:
    """A watchdog whose clock and broker are ours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(watchdog, "clock", lambda: self.now)
        self.progress = Progress(0)
        self.consumer: Any = SimpleNamespace(partitions={TP: self.progress}, ready=True)
        self.metrics = Metrics(version="1", lexicon="l", rules="r", languages=())
        self.dog = Watchdog(Settings(), lambda: self.consumer, self.metrics)

    def look(self, after_s: float, end: int) -> str | None:
        self.now += after_s
        self.dog._look({TP: end})
        return self.dog.stalled()


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


def test_offsets_that_stand_still_while_there_is_lag_are_a_stall(scene: Scene) -> None:
    assert scene.look(0, end=5) is None
    assert scene.look(STALLED_AFTER_S - 1, end=5) is None
    assert scene.look(2, end=9) == "t:0 stands at 0 for 61 s, 9 records behind"


def test_an_idle_partition_is_no_stall(scene: Scene) -> None:
    scene.look(0, end=0)
    assert scene.look(STALLED_AFTER_S * 10, end=0) is None
    assert scene.look(1, end=5) is None, "the clock starts with the lag"


def test_a_slow_partition_is_no_stall(scene: Scene) -> None:
    scene.look(0, end=100)
    for offset in range(1, 5):
        scene.progress.begin(offset - 1, offset)
        scene.progress.finish(offset - 1, ok=True)
        assert scene.look(STALLED_AFTER_S - 1, end=100) is None


def test_a_broker_that_does_not_answer_is_no_stall(scene: Scene) -> None:
    scene.look(0, end=5)
    scene.now += STALLED_AFTER_S * 2
    assert scene.dog.stalled() is None


def test_lag_is_counted_in_records_not_yet_done(scene: Scene) -> None:
    scene.look(0, end=5)
    assert b'tocsin_consumer_lag_messages{partition="0",topic="t"} 5.0' in scene.metrics.exposition()


def test_a_partition_that_goes_away_takes_its_gauges_with_it(scene: Scene) -> None:
    scene.look(0, end=5)
    scene.consumer.partitions = {}
    scene.look(2, end=5)
    assert b'partition="0"' not in scene.metrics.exposition()
