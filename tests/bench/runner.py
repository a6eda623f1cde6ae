"""One runner of a race as a process of its own: ``python -m tests.bench.runner NAME``, settings from TOCSIN_*.

It works on what lies on Kafka until the time is over or the backlog has ended, prints one line of JSON (``event`` is
``measured``; ``seconds`` and ``cpu`` are from the first record on) and ends at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agents.code_articles import Coder, code_articles, is_published
from schemas.coding import Coding
from schemas.rejected import Rejected
from stream import logs
from stream.settings import Settings
from stream.worker import app
from stream.worker.stages import Stages
from tests.bench import mix
from tests.bench.rivals import LOOPS

DESK = "desk"
LOADS = ("real", "instant")
_WARM = 300


class Stopwatch:
    """Around one function: runs from its first call, and ends the process when the time or the records are over."""

    def __init__(self, work: Callable[..., Any], seconds: float, records: int) -> None:
        self._work = work
        self._seconds = seconds
        self._records = records
        self._count = 0
        self._started = self._cpu = 0.0

    def __call__(self, *given: Any) -> Any:
        """What ``work`` answers."""
        if not self._count:
            self._started, self._cpu = time.perf_counter(), time.process_time()
        self._count += 1
        answer = self._work(*given)
        if self._count == self._records or time.perf_counter() - self._started > self._seconds:
            self._tell()
        return answer

    def _tell(self) -> None:
        seconds, cpu = time.perf_counter() - self._started, time.process_time() - self._cpu
        told = {"event": "measured", "records": self._count, "seconds": seconds, "cpu": cpu}
        os.write(sys.stdout.fileno(), json.dumps(told).encode() + b"\n")
        os._exit(0)


def instant(coder: Coder) -> Callable[[bytes], Coding | Rejected]:
    """A coder that has its two answers ready, and gives them in the proportion of the mix."""
    verdicts = [one for raw in mix.articles(coder, 200) if isinstance(one := code_articles(coder, raw), Coding)]
    loud = next(one for one in verdicts if is_published(one))
    quiet = next(one for one in verdicts if not is_published(one))
    answers = [loud, *[quiet] * (mix.PUBLISHED - 1)] * 50
    left: list[Coding] = []

    def code(_raw: bytes) -> Coding:
        if not left:
            left.extend(answers)
        return left.pop()

    return code


def stages(load: str) -> Stages:
    """The worker's stages, everything loaded, with the coder that the load asks for."""
    coder = Coder.load()
    for raw in mix.articles(coder, _WARM):
        code_articles(coder, raw)
    real = Stages.load()
    code = instant(coder) if load == "instant" else lambda raw: code_articles(coder, raw)
    return replace(real, code=code, warm=lambda go_on: None)


def main() -> None:
    """The program; see the module's words."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=[*LOOPS, DESK])
    parser.add_argument("--load", choices=LOADS, default="real")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--records", type=int, required=True)
    options = parser.parse_args()
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.log_format, "warning")
    if options.name == DESK:
        real = Stages.load()
        watch = Stopwatch(real.watch, options.seconds, options.records)
        app.run(settings, replace(real, watch=watch, warm=lambda go_on: None))
        return
    given = stages(options.load)
    LOOPS[options.name](settings, replace(given, code=Stopwatch(given.code, options.seconds, options.records)))


if __name__ == "__main__":
    main()
