"""A stalled worker is told from an idle one, from one whose broker is away, and from one that slept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from stream.settings import Settings
from stream.worker import watchdog
from stream.worker.metrics import Metrics
from stream.worker.progress import Progress
from stream.worker.watchdog import LOOK_EVERY_S, Patience, Watchdog

TP = TopicPartition("t", 0)
STALLED_S, OPENING_S = Patience()


class Scene:
    """A watchdog whose clock and broker are ours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(watchdog, "clock", lambda: self.now)
        self.progress = Progress(0)
        self.consumer: Any = SimpleNamespace(partitions={TP: self.progress}, ready=True)
        self.metrics = Metrics(version="1", lexicon="l", rules="r", languages=())
        self.dog = Watchdog(Settings(), lambda: self.consumer, self.metrics, lambda why: None)
        self.dog._looked = self.now

    def look(self, for_s: float, end: int) -> str | None:
        """Look every two seconds for so long, the broker answering each time."""
        for _ in range(max(1, round(for_s / LOOK_EVERY_S))):
            self.now += LOOK_EVERY_S
            self.dog._look({TP: end})
        return self.dog.stalled()


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


def test_offsets_that_stand_still_while_there_is_lag_are_a_stall(scene: Scene) -> None:
    assert scene.look(0, end=5) is None
    assert scene.look(STALLED_S, end=5) is None
    assert scene.look(2, end=9) == "t:0 stands at 0 for 62 s, 9 records behind"


def test_an_idle_partition_is_no_stall(scene: Scene) -> None:
    scene.look(0, end=0)
    assert scene.look(STALLED_S * 10, end=0) is None
    assert scene.look(2, end=5) is None, "the time starts with the lag"


def test_work_under_way_is_a_stall_even_where_the_log_ends_before_it(scene: Scene) -> None:
    scene.progress.begin(0, 5)
    assert scene.look(STALLED_S + 4, end=0) is not None


def test_a_slow_partition_is_no_stall(scene: Scene) -> None:
    scene.look(0, end=100)
    for offset in range(1, 5):
        scene.progress.begin(offset - 1, offset)
        scene.progress.finish(offset - 1, ok=True)
        scene.progress.committed = offset
        assert scene.look(STALLED_S - 2, end=100) is None


def test_commits_that_never_get_through_are_a_stall_although_work_goes_on(scene: Scene) -> None:
    for offset in range(1, 40):
        scene.progress.begin(offset - 1, offset)
        scene.progress.finish(offset - 1, ok=True)
        stalled = scene.look(2, end=100)
    assert stalled == "t:0 stands at 0 for 76 s, 100 records behind"


def test_an_offset_that_the_desk_commits_itself_moves_with_its_work(scene: Scene) -> None:
    scene.progress.commits = False
    for offset in range(1, 40):
        scene.progress.begin(offset - 1, offset)
        scene.progress.finish(offset - 1, ok=True)
        assert scene.look(2, end=100) is None


def test_a_broker_that_does_not_answer_stops_the_time(scene: Scene) -> None:
    scene.look(STALLED_S - 10, end=5)
    scene.now += STALLED_S * 100
    assert scene.dog.stalled() is None
    assert scene.look(2, end=5) is None, "nor is it made up for when it answers again"


def test_the_time_in_which_the_broker_came_back_does_not_count(scene: Scene) -> None:
    scene.look(0, end=5)
    for _ in range(100):
        scene.dog._looked = None  # it did not answer
        assert scene.look(2, end=5) is None


def test_an_assignment_that_is_being_opened_has_longer(scene: Scene) -> None:
    scene.look(10, end=5)
    scene.consumer.ready = False
    assert scene.look(OPENING_S - 20, end=5) is None
    assert scene.look(40, end=5) is not None


def test_an_opening_without_end_is_a_stall_even_with_nothing_to_do(scene: Scene) -> None:
    scene.look(2, end=0)
    scene.consumer.ready, scene.consumer.partitions = False, {}
    assert scene.look(OPENING_S, end=0) is None
    assert scene.look(2, end=0) == "the assignment is not open after 182 s"


def test_a_thread_that_does_not_answer_is_a_stall(scene: Scene) -> None:
    scene.dog._unanswered = 6
    assert scene.dog.stalled() is None
    scene.dog._unanswered = 7
    assert scene.dog.stalled() == "the consumer's thread does not answer for 70 s"
    scene.look(2, end=0)
    assert scene.dog.stalled() is None


def test_lag_is_counted_in_records_not_yet_done(scene: Scene) -> None:
    scene.look(0, end=5)
    assert b'tocsin_consumer_lag_messages{partition="0",topic="t"} 5.0' in scene.metrics.exposition()


def test_a_partition_that_goes_away_takes_its_gauges_with_it(scene: Scene) -> None:
    scene.look(0, end=5)
    scene.consumer.partitions = {}
    scene.look(2, end=5)
    assert b'partition="0"' not in scene.metrics.exposition()
