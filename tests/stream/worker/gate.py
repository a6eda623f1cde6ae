"""A consumer that is open, whose thread and commits are the test's."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition

from stream.worker.consumer import FencedConsumer
from stream.worker.progress import Progress

TP = TopicPartition("t", 0)
SESSION_S = 10.0


class Gate(FencedConsumer):
    """A consumer that is open with token 1, whose thread and clock are ours."""

    def __init__(self) -> None:
        self.partitions = {TP: Progress(0)}
        self._working = self.opened = True
        self._token = 1
        self._revoked = self._fenced = False
        self._changed = asyncio.Event()
        self._committing = asyncio.Lock()
        self._opening = None
        self.answers: list[str] = []
        self.commits: list[dict[TopicPartition, int]] = []
        self.went_back = 0
        self.failures: list[str] = []
        self.app = SimpleNamespace(should_stop=False)
        self._thread = SimpleNamespace(call=self._call, commit_fenced=None, lease_from=0.0)
        self.transport = SimpleNamespace(settings=SimpleNamespace(session_timeout_s=SESSION_S), fail=self._fail)

    def _fail(self, what: str, _error: BaseException | None) -> None:
        self.failures.append(what)
        self.fence()

    async def _call(self, _what: Any, _token: int, offsets: dict[TopicPartition, int]) -> str:
        self.commits.append(offsets)
        return self.answers.pop(0)

    def _open_soon(self) -> None:
        self.went_back += 1
