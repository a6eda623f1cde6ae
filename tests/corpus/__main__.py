"""``make evaluate``: the coder held against what readers expect; writes SCORES.md beside this file.

Development data that is not part of this project is taken from DEV_DATA (``../shared/data`` beside the checkout); where
it is not there, its sections of the page stay as they were last written, with the digest of the lexicon of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from agents.code_articles import Coder
from tests.corpus import scores_data
from tests.corpus.plover import DATA
from tests.corpus.scores import Tally, of_blind, of_wire
from tests.corpus.scores_page import (
    Confusion,
    by_language,
    by_mode,
    by_status,
    by_type,
    confusion,
    first_and_now,
    page,
    stamp,
)

SCORES = Path(__file__).parent / "SCORES.md"


def main() -> None:
    console = Console()
    coder, day = Coder.load(), datetime.now(UTC).date().isoformat()
    wire, (corpora, quiet) = of_wire(coder), of_blind(coder)
    for language, tally in wire.items():
        for article_id, wanted in tally.score.missed:
            parties = f"{wanted.get('actor', [])} → {wanted.get('recipient', [])}"
            console.print(f"missed  {language} {article_id}: {wanted['event_type']} {parties}", markup=False)
    outside = {
        "PLOVER's roots, actors given": (scores_data.plover_section, "15 roots; CONCEDE and RETREAT are YIELD."),
        "Two readers": (scores_data.readers_section, "Real wire, labelled blind; F1 of type, actors and recipients."),
        "Quiet sentences": (scores_data.quiet_section, "Sentences of `languages/` in which nothing happens now."),
        "Machine-written stories": (scores_data.stories_section, "A rate to compare, no gold standard."),
    }
    sections = {title: stamp(coder.digest, day, "") + body for title, body in _own(wire, corpora, quiet).items()}
    measured: dict[str, str | None] = dict(sections)
    for title, (measure, what) in outside.items():
        body = measure(coder, DATA)
        if body is None:
            console.print(f"left as it was: {title}; there is no such data in {DATA} (DEV_DATA names its directory)")
        measured[title] = None if body is None else stamp(coder.digest, day, what) + body
    old = SCORES.read_text("utf-8") if SCORES.exists() else ""
    SCORES.write_text(page(old, measured), "utf-8")
    console.print(Markdown(SCORES.read_text("utf-8")))


def _own(wire: Mapping[str, Tally], corpora: Mapping[str, Tally], quiet: Mapping[str, Tally]) -> dict[str, str]:
    """The sections on the articles of this project."""
    return {
        "The sample wire": by_language(wire),
        "Made blind": first_and_now(corpora, quiet),
        "Made blind, by type": f"{by_type(corpora)}\n{confusion(_all(corpora, 'types'))}",
        "Made blind, by mode": f"{by_mode(corpora)}\n{confusion(_all(corpora, 'modes'))}",
        "Made blind, by status": by_status(corpora),
    }


def _all(tallies: Mapping[str, Tally], name: str) -> Confusion:
    return sum((getattr(tally, name) for tally in tallies.values()), Counter())


if __name__ == "__main__":
    main()
