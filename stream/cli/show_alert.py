"""An alert as a person at a terminal gets it: what, how urgent, how sure, who says so and in which words."""

from __future__ import annotations

from rich.text import Text

from schemas.alert import Alert, Quote
from stream.cli.screen import safe
from stream.cli.show_event import DENIED, act, standing, who_to_whom

QUOTES = 3
"""Quotes shown of an alert; the rest is counted."""
_FULL = 80
"""A context this long was cut to it when the alert was made."""

_URGENCY = {1: "bold white on red", 2: "bold red", 3: "bold yellow", 4: "yellow"}
_STATUS = {
    "single_source": "one source, not confirmed",
    "corroborated": "confirmed by independent sources",
    "disputed": "DISPUTED: asserted by one side, denied by another",
    "denied": "DENIED",
    "withdrawn": "withdrawn by its only source",
}
_KIND = {
    "alert": "alert",
    "update": "update",
    "correction": "CORRECTION of what was told before",
    "hold": "ON HOLD: do not publish until it is released",
    "release": "released: it may be published again",
    "kill": "KILLED: take it down",
}


def show_alert(alert: Alert, language: str = "en") -> Text:
    """The alert in five lines or so; a denial, a kill or a hold says so in the first of them."""
    lines = Text()
    lines.append(f" {alert.urgency} ", style=_URGENCY.get(alert.urgency, "bold"))
    lines.append(" ")
    if alert.msg_type == "kill":
        lines.append(" KILLED ", style="bold white on red").append(" ")
    if alert.msg_type == "hold":
        lines.append(" ON HOLD ", style="bold black on yellow").append(" ")
    if is_denial(alert):
        lines.append_text(DENIED).append(" ")
    elif alert.status == "disputed":
        lines.append(" DISPUTED ", style="bold black on yellow").append(" ")
    lines.append(safe(headline(alert, language)), style="bold")
    lines.append("\n    ").append_text(who_to_whom(alert.event)).append(f"  {act(alert.event)}", style="bold")
    lines.append(f"\n    {standing(alert.event)}", style="dim")
    lines.append(f"\n    {_KIND[alert.msg_type]}, version {alert.version}")
    lines.append(f" · {_STATUS[alert.status]} · {_sources(alert)}")
    if alert.note:
        lines.append(f"\n    note: {safe(alert.note)}", style="italic")
    outlets = {article.id: article.source for article in alert.articles}
    for quote in alert.evidence[:QUOTES]:
        lines.append_text(_quote(quote, outlets.get(quote.article_id, "")))
    if len(alert.evidence) > QUOTES:
        lines.append(f"\n    … and {len(alert.evidence) - QUOTES} more passages", style="dim")
    lines.append(f"\n    {alert.updated_at:%Y-%m-%d %H:%M:%S} UTC · rule {safe(alert.rule)}", style="dim")
    if alert.desks:
        lines.append(f" · desks {', '.join(alert.desks)}", style="dim")
    return lines.append(f" · story {alert.story_id}\n", style="dim")


def is_denial(alert: Alert) -> bool:
    """Whether what the headline is about is said not to be so."""
    return alert.event.polarity == "denied" or alert.status == "denied"


def headline(alert: Alert, language: str) -> str:
    """In the reader's language, else in English, else in any."""
    for wanted in (language, "en", *sorted(alert.headline)):
        if wanted in alert.headline:
            return alert.headline[wanted]
    return act(alert.event)


def _sources(alert: Alert) -> str:
    """``7 articles, 3 independent``."""
    count = alert.sources.articles
    return f"{count} {'article' if count == 1 else 'articles'}, {alert.sources.independent} independent"


def _quote(quote: Quote, outlet: str) -> Text:
    """One passage in its own language, with the outlet that has it."""
    line = Text().append(f"\n    {quote.language:<3} {safe(outlet)}: ", style="cyan")
    before, after = quote.prefix, quote.suffix
    if len(before) >= _FULL:  # cut somewhere: begin with a whole word
        before = "…" + before.partition(" ")[2]
    if len(after) >= _FULL and " " in after:  # cut as well: end with a whole word
        after = after.rpartition(" ")[0] + " …"
    line.append(_flat(before), style="dim").append(_flat(quote.exact), style="bold")
    return line.append(_flat(after), style="dim")


def _flat(text: str) -> str:
    """On one line: a quote may run over the end of a paragraph."""
    return safe(text.replace("\n", " ").replace("\t", " "))
