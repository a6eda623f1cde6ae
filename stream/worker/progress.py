"""How far one partition is: handed out, begun, done, committed. No I/O and no clock, so that it can be tried at a desk.

Offsets are positions, as Kafka commits them: ``done`` is the first offset that is not yet done. It only ever moves
over batches that are finished without a gap, so that no commit can pass an unfinished record.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

Answer = Literal["begin", "leave", "gap"]


class Progress:
    """One partition since it was opened at ``start``.

    ``commits`` is False for a partition whose offset somebody else commits (the desk, in its transaction).
    """

    __slots__ = ("_ranges", "begun", "commits", "committed", "expected", "handed", "running")

    def __init__(self, start: int, *, commits: bool = True) -> None:
        self.expected = start
        self.committed = start
        self.commits = commits
        self.handed = 0
        self.begun = 0
        self.running = 0
        self._ranges: deque[_Range] = deque()

    @property
    def done(self) -> int:
        """The first offset whose outcome is not yet durable. May be read from another thread."""
        try:
            return self._ranges[0].start
        except IndexError:
            return self.expected

    @property
    def safe(self) -> int:
        """Where a restart would go on. May be read from another thread."""
        return self.committed if self.commits else self.done

    @property
    def waiting(self) -> int:
        """Records that were handed out and not yet looked at."""
        return self.handed - self.begun

    def hand(self, start: int, end: int) -> None:
        """A batch goes to an agent."""
        self.handed += end - start

    @property
    def pending(self) -> int | None:
        """The offset to commit, or None where there is nothing new."""
        return self.done if self.commits and self.done > self.committed else None

    def begin(self, start: int, end: int, *, reset: bool = False) -> Answer:
        """A batch from ``start`` to ``end`` wants to begin.

        ``leave``: it, or a later one, was begun before. ``gap``: records before it are missing, go back for them.
        ``reset`` says that the broker itself moved the position (its log begins later, or ends earlier, than where
        we stood): there is nothing to go back to.
        """
        self.begun += end - start
        if start != self.expected and not reset:
            return "gap" if start > self.expected else "leave"
        if start < self.committed:
            self.committed = start
        self.running += 1
        self._ranges.append(_Range(start))
        self.expected = end
        return "begin"

    def finish(self, start: int, *, ok: bool) -> None:
        """The batch that began at ``start`` has ended; where not ``ok``, ``done`` will never pass it."""
        self.running -= 1
        for each in self._ranges:
            if each.start == start:
                each.finished = ok
        while self._ranges and self._ranges[0].finished:
            self._ranges.popleft()


class _Range:
    __slots__ = ("finished", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.finished = False
