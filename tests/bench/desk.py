"""Codings that the desk folds in a second, with few and with many open stories."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from agents.watch_events import Desk, Origin, watch_events
from schemas.coding import Coding
from tests.bench.reports import reports

_MANY = 10_000
_SLICE = 1_000


def run(console: Console) -> None:
    coder, desk = Coder.load(), Desk.load()
    codings = [c for _, raw in reports(_MANY) if isinstance(c := code_articles(coder, raw), Coding)]
    table = Table("open stories", "codings a second, each a new story that rings")
    for begin in range(0, len(codings), _SLICE):
        start = time.perf_counter()
        for offset in range(begin, min(begin + _SLICE, len(codings))):
            desk.apply(watch_events(desk, codings[offset], 1_663_243_200_000 + offset, Origin(0, offset)))
        spent = time.perf_counter() - start
        if begin in (0, _SLICE * 4, _MANY - _SLICE):
            table.add_row(f"{begin:,}", f"{_SLICE / spent:,.0f}")
    console.print(table)
