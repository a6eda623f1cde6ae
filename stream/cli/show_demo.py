"""What the demo says at its end: what became of the wire, and how to go on."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec
from rich.text import Text

from stream.cli.screen import safe
from stream.lab.demo import Counts

_LONGEST = 110


def show_counts(counts: Counts) -> Text:
    """Articles by outcome, alerts by kind, what did not ring and why, and each dead letter with its reason."""
    text = Text("\n")
    _line(text, "articles", counts.outcomes)
    _line(text, "alerts", counts.alerts)
    _line(text, "did not ring", counts.suppressed)
    text.append(f"{'dead letters':<14}", style="bold").append(f"{len(counts.dead)}\n")
    for reason, message in counts.dead:
        short = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
        text.append(f"{'':<14}{reason}: ", style="red").append(f"{safe(short)}\n")
    return text


def how_to_feed(tocsin: str, brokers: str) -> Text:
    """The command that makes it ring with an article of one's own."""
    article = {
        "id": "mine-1",
        "source": "example.org",
        "published_at": datetime.now(UTC).replace(microsecond=0),
        "title": "Tajikistan asks the CSTO to send troops",
    }
    text = Text("It goes on listening. Feed it an article of your own, from another terminal:\n\n")
    text.append(f"  echo '{msgspec.json.encode(article).decode()}' | {tocsin} ingest --brokers {brokers} -\n\n")
    text.append(f"A file of them, one JSON object a line: {tocsin} ingest --brokers {brokers} FILE\n")
    text.append(f"What was refused, and why:              {tocsin} dlq list --brokers {brokers}\n")
    return text.append("Ctrl-C ends the demo and removes its data.\n\n", style="bold")


def _line(text: Text, name: str, counter: Counter[str]) -> None:
    """``articles      116: 30 coded, 83 quiet, 3 rejected``."""
    parts = ", ".join(f"{number} {word}" for word, number in sorted(counter.items(), key=lambda item: (-item[1], item)))
    text.append(f"{name:<14}", style="bold").append(f"{counter.total()}{': ' if parts else ''}{parts}\n")
