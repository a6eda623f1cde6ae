"""A coded event in words, as the terminal shows it: who did what to whom, and whether it is so."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from schemas.coding import CodedEvent, Party, Role
from stream.cli.screen import safe

STYLES: dict[Role, str] = {
    "trigger": "bold white on blue",
    "actor": "bold cyan",
    "recipient": "bold magenta",
    "polarity": "bold white on red",
    "modality": "yellow",
    "temporality": "yellow",
    "attribution": "italic yellow",
    "place": "green",
    "date": "green",
    "quantity": "green",
}

DENIED = Text(" DENIED ", style="bold white on red")


def parties(found: Sequence[Party]) -> str:
    """``Armenia (ARM), Azerbaijan (AZE)``, or a dash where the text names none."""
    return ", ".join(f"{safe(p.name)} ({p.code})" if p.name != p.code else p.code for p in found) or "–"


def act(event: CodedEvent) -> str:
    """``REQUEST/assist``."""
    return f"{event.event_type}/{event.mode}" if event.mode else event.event_type


def who_to_whom(event: CodedEvent) -> Text:
    """``Armenia (ARM) → CSTO``, in the colours of their roles; only the doers where nobody is named as done to."""
    line = Text().append(parties(event.actor), style=STYLES["actor"])
    if event.recipient:
        line.append(" → ")
        line.append(parties(event.recipient), style=STYLES["recipient"])
    return line


def standing(event: CodedEvent) -> str:
    """Polarity, modality and temporality, always all three; then who says so, when, where and how many."""
    words: list[str] = [event.polarity, event.modality, event.temporality]
    if event.attribution.speaker:
        words.append(f"says {event.attribution.speaker}")
    if event.attribution.publisher:
        words.append(f"as told by {safe(event.attribution.publisher)}")
    if event.happened_on:
        words.append(f"on {event.happened_on}")
    words += [safe(f"in {place.name}" + (f" ({place.country})" if place.country else "")) for place in event.place]
    words += [f"{safe(name)}: {number:,}" for name, number in sorted(event.quantities.items())]
    return " · ".join(words)
