"""Medians, on a machine that others use too."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

RUNS = 7


def median_us(work: Callable[[], object], per: int = 1) -> float:
    """The median of several runs of ``work``, in microseconds for each of the ``per`` things that it does."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e6 / per)
    return statistics.median(times)


def quantile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
