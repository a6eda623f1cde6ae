"""``make evaluate``: the coder on the sample wire, language by language, with what it misses."""

from __future__ import annotations

import tomllib
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agents.code_articles import Coder, code_articles
from schemas.coding import Coding
from tests.corpus.scoring import Score

_WIRE = Path(__file__).parents[2] / "stream" / "lab" / "wire"


def main() -> None:
    coder = Coder.load()
    rows = tomllib.loads((Path(__file__).parent / "wire.toml").read_text("utf-8"))["article"]
    articles = {(row["id"], row.get("version", 1)): row for row in rows}
    table = Table("language", "articles", "found", "expected", "forbidden", "false alarms in quiet texts")
    console = Console()
    for language in coder.languages:
        score, count = Score(), 0
        for line in (_WIRE / f"{language}.jsonl").read_bytes().splitlines():
            coding = code_articles(coder, line)
            if isinstance(coding, Coding):
                count += 1
                score.add(articles[coding.article_id, coding.article.version], coding.events)
        cells = (count, score.found, score.expected, len(score.forbidden), len(score.loud))
        table.add_row(language, *map(str, cells))
        for article_id, wanted in score.missed:
            parties = f"{wanted.get('actor', [])} → {wanted.get('recipient', [])}"
            console.print(f"missed  {article_id}: {wanted['event_type']} {parties} {wanted.get('polarity', '')}")
    console.print(table)


if __name__ == "__main__":
    main()
