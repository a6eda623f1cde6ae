"""The sample wire: articles that tell 12 to 16 September 2022 as agencies did, and a few that are broken."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from schemas.article import Article, parse

WIRE = Path(__file__).with_name("wire")
BROKEN = "bad.jsonl"


class Line(NamedTuple):
    """One line of the wire: its bytes, its article's id (None where it is broken), and when it came out."""

    raw: bytes
    key: bytes | None
    at_ms: int


def sample_wire(directory: Path = WIRE) -> tuple[Line, ...]:
    """All articles in the order in which they came out, the broken lines spread evenly among them.

    Raises ValueError for a line outside of ``bad.jsonl`` that is no article: the sample itself is wrong then.
    """
    good = sorted(
        (_line(path, number, raw) for path in sorted(directory.glob("*.jsonl")) if path.name != BROKEN
         for number, raw in enumerate(path.read_bytes().split(b"\n"), start=1) if raw.strip()),
        key=lambda line: line.at_ms,
    )  # fmt: skip
    broken_file = directory / BROKEN
    broken = [raw for raw in broken_file.read_bytes().split(b"\n") if raw.strip()] if broken_file.is_file() else []
    for number, raw in enumerate(broken):
        place = (number + 1) * len(good) // (len(broken) + 1) + number
        good.insert(place, Line(raw, None, good[max(0, place - 1)].at_ms))
    return tuple(good)


def _line(path: Path, number: int, raw: bytes) -> Line:
    article = parse(raw)
    if not isinstance(article, Article) or article.id is None:
        raise ValueError(f"{path.name}, line {number} is no article: {article}")
    return Line(raw, article.id.encode(), int(article.published_at.timestamp() * 1000))
