"""``make evaluate``: the coder on the sample wire, with what it misses, and on the corpora that were made blind."""

from __future__ import annotations

import tomllib
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from schemas.coding import Coding
from tests.corpus.blind import FIRST_RUN, LANGUAGES, score, spoilt
from tests.corpus.scoring import Score

_WIRE = Path(__file__).parents[2] / "stream" / "lab" / "wire"


def main() -> None:
    coder = Coder.load()
    rows = tomllib.loads((Path(__file__).parent / "wire.toml").read_text("utf-8"))["article"]
    articles = {(row["id"], row.get("version", 1)): row for row in rows}
    table = Table("language", "articles", "found", "expected", "forbidden", "false alarms in quiet texts")
    console = Console()
    for language in coder.languages:
        wire, count = Score(), 0
        for line in (_WIRE / f"{language}.jsonl").read_bytes().splitlines():
            coding = code_articles(coder, line)
            if isinstance(coding, Coding):
                count += 1
                wire.add(articles[coding.article_id, coding.article.version], coding.events)
        cells = (count, wire.found, wire.expected, len(wire.forbidden), len(wire.loud))
        table.add_row(language, *map(str, cells))
        for article_id, wanted in wire.missed:
            parties = f"{wanted.get('actor', [])} → {wanted.get('recipient', [])}"
            console.print(f"missed  {article_id}: {wanted['event_type']} {parties} {wanted.get('polarity', '')}")
    console.print(table)
    console.print(_blind(coder))


def _blind(coder: Coder) -> Table:
    """The corpora made blind: the first run beside today's."""
    table = Table("made blind", "found first", "found now", "expected", "spoilt first", "now", "loud first", "now")
    for language in LANGUAGES:
        corpus, quiet = score(coder, language)
        found, expected, first_spoilt, first_loud = FIRST_RUN[language]
        loud = len({article_id for article_id, _ in quiet.loud})
        cells = (found, corpus.found, expected, first_spoilt, spoilt(corpus), first_loud, loud)
        table.add_row(language, *map(str, cells))
    return table


if __name__ == "__main__":
    main()
