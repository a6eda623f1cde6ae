"""What one article costs the coder, beside one bare pass of its automaton over the same text."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from agents.coding.fold import fold_plain
from tests.bench.timing import median_us

_WIRE = Path(__file__).parents[2] / "stream" / "lab" / "wire"
_QUIET = "The bakery on the corner said that flour is dearer again and that it will sell fewer rolls this winter. "
_LENGTH = 3_000


def run(console: Console) -> None:
    start = time.perf_counter()
    coder = Coder.load()
    english = coder.lexicon.language("en")
    loaded = time.perf_counter() - start
    assert english is not None
    quiet = (_QUIET * 40)[:_LENGTH]
    relevant = "".join(_bodies())[:_LENGTH]
    table = Table("3,000 characters, English", "µs an article", "of one bare pass", title=f"loaded in {loaded:.2f} s")
    passing = median_us(lambda: english.gate.find_matches_as_indexes(fold_plain(quiet), overlapping=True))
    table.add_row("one pass of the automaton", f"{passing:.0f}", "1")
    for name, body in (("quiet", quiet), ("five reports in one", relevant)):
        raw = msgspec.json.encode(
            {"id": "b", "source": "b", "published_at": "2022-09-15T00:00:00Z", "language": "en", "body": body}
        )
        cost = median_us(lambda raw=raw: code_articles(coder, raw))  # type: ignore[misc]
        table.add_row(name, f"{cost:.0f}", f"{cost / passing:.1f}")
    wire = [line for path in _WIRE.glob("??.jsonl") for line in path.read_bytes().splitlines()]
    cost = median_us(lambda: [code_articles(coder, line) for line in wire], per=len(wire))
    table.add_row(f"the sample wire ({len(wire)} articles, eight languages)", f"{cost:.0f}", f"{cost / passing:.1f}")
    console.print(table)


def _bodies() -> list[str]:
    lines = (_WIRE / "en.jsonl").read_bytes().splitlines()[3:8]
    return [msgspec.json.decode(line)["body"] for line in lines]
