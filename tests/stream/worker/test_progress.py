"""No commit passes an unfinished record, whatever the order of ends."""

from __future__ import annotations

import random

import pytest

from stream.worker.progress import Progress


def test_nothing_is_pending_before_the_first_batch_is_finished() -> None:
    progress = Progress(7)
    assert progress.begin(7, 10) == "begin"
    assert (progress.done, progress.pending, progress.running) == (7, None, 1)


def test_a_finished_batch_is_pending_until_it_is_committed() -> None:
    progress = Progress(0)
    progress.begin(0, 5)
    progress.finish(0, ok=True)
    assert progress.pending == 5
    progress.committed = 5
    assert progress.pending is None


def test_a_restart_goes_on_from_what_is_committed_or_from_what_is_done_where_somebody_else_commits() -> None:
    ours, theirs = Progress(0), Progress(0, commits=False)
    for each in (ours, theirs):
        each.begin(0, 5)
        each.finish(0, ok=True)
    assert (ours.safe, theirs.safe) == (0, 5)
    ours.committed = 5
    assert ours.safe == 5


def test_a_later_batch_does_not_carry_an_earlier_one_along() -> None:
    progress = Progress(0)
    progress.begin(0, 5)
    progress.begin(5, 9)
    progress.finish(5, ok=True)
    assert progress.pending is None
    progress.finish(0, ok=True)
    assert progress.pending == 9


def test_a_batch_that_failed_is_never_passed() -> None:
    progress = Progress(0)
    progress.begin(0, 5)
    progress.begin(5, 9)
    progress.finish(0, ok=False)
    progress.finish(5, ok=True)
    assert (progress.pending, progress.running) == (None, 0)


def test_a_batch_that_comes_again_is_left() -> None:
    progress = Progress(0)
    progress.begin(0, 5)
    assert progress.begin(0, 5) == "leave"
    assert progress.running == 1


def test_a_batch_that_skips_records_does_not_begin() -> None:
    progress = Progress(0)
    assert progress.begin(3, 5) == "gap"
    assert (progress.expected, progress.running) == (0, 0)


@pytest.mark.parametrize("start", [3, 50])
def test_where_the_broker_moved_the_position_the_batch_begins_and_can_be_committed(start: int) -> None:
    progress = Progress(10)
    assert progress.begin(start, start + 2, reset=True) == "begin"
    progress.finish(start, ok=True)
    assert progress.pending == start + 2


def test_an_offset_that_somebody_else_commits_is_never_pending() -> None:
    progress = Progress(0, commits=False)
    progress.begin(0, 5)
    progress.finish(0, ok=True)
    assert (progress.done, progress.pending) == (5, None)


def test_what_was_handed_out_and_not_begun_is_waiting() -> None:
    progress = Progress(0)
    progress.hand(0, 5)
    progress.hand(5, 7)
    progress.begin(0, 5)
    assert progress.waiting == 2


@pytest.mark.parametrize("seed", range(20))
def test_done_is_always_the_first_offset_that_is_not_finished(seed: int) -> None:
    chance = random.Random(seed)
    progress, at = Progress(0), 0
    open_: list[tuple[int, int]] = []
    finished: set[int] = set()
    for _ in range(200):
        if not open_ or chance.random() < 0.5:
            end = at + chance.randrange(1, 9)
            progress.begin(at, end)
            open_.append((at, end))
            at = end
        else:
            start, end = open_.pop(chance.randrange(len(open_)))
            progress.finish(start, ok=True)
            finished.update(range(start, end))
        assert progress.done == next(offset for offset in range(at + 1) if offset not in finished)
