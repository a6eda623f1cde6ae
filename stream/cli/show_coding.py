"""One article as it was read: the text with its spans marked, and under it what they were taken to say."""

from __future__ import annotations

import itertools

from rich.console import Console, Group
from rich.text import Text

from schemas.article import Article
from schemas.coding import CodedEvent, Coding, Evidence, Part, Role
from schemas.rejected import Rejected
from stream.cli.screen import safe
from stream.cli.show_event import DENIED, STYLES, act, standing, who_to_whom

_OUTCOMES = {
    "quiet": "Quiet: nothing here to tell a desk.",
    "withdrawn": "Withdrawn by its publisher: every event of it is taken back.",
    "unsupported": "Not read: there are no words for its language yet.",
    "coded": "No event.",
}


def show_coding(screen: Console, article: Article, coding: Coding) -> Group:
    """The article, annotated, and its events."""
    head = Text().append(safe(article.source), "bold")
    head.append(f" · {coding.language} · {article.published_at:%Y-%m-%d %H:%M %z} · {safe(coding.article_id)}", "dim")
    lines = [head]
    for part in ("title", "body"):
        text = article.title if part == "title" else article.body
        if text:
            colours = screen.color_system is not None and not screen.no_color
            lines.append(_annotated(text, part, coding.events, colours=colours))
    if not coding.events:
        lines.append(Text(_OUTCOMES[coding.outcome], style="green"))
    for number, event in enumerate(coding.events, start=1):
        lines.append(_event(number, event))
    return Group(*lines, Text(""))


def show_rejected(line: int, rejected: Rejected) -> Text:
    """Why a line is no article."""
    text = Text(f"line {line}: refused, {reason(rejected)}", style="red")
    return text.append("\n")


def reason(rejected: Rejected) -> str:
    """``bad_date: what is wrong (at $.published_at)``."""
    where = f" (at {rejected.where})" if rejected.where else ""
    return f"{rejected.reason}: {rejected.message}{where}"


def _event(number: int, event: CodedEvent) -> Text:
    line = Text().append(f"  {number}. ", "bold")
    if event.polarity == "denied":
        line.append_text(DENIED).append(" ")
    line.append(act(event), style="bold").append("  ").append_text(who_to_whom(event))
    line.append(f"\n     {standing(event)} · confidence {event.confidence:.2f}")
    for span in event.evidence:
        line.append(f"\n     {span.role:<12}", style="dim").append(f"“{safe(span.exact)}”", style=STYLES[span.role])
        line.append(f"  {span.part} {span.start}–{span.end}", style="dim")
    return line


def _annotated(text: str, part: Part, events: tuple[CodedEvent, ...], *, colours: bool) -> Text:
    """``text`` with every span in the colour of its role; without colours as ``[words|role]``."""
    spans = [span for event in events for span in event.evidence if span.part == part]
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end) if 0 < edge < len(text))})
    shown = Text(style="bold" if part == "title" else "")
    for start, end in itertools.pairwise(edges):
        words, roles = safe(text[start:end]), _roles(spans, start, end)
        if not roles:
            shown.append(words)
        elif colours:
            shown.append(words, style=STYLES[roles[0]])
        else:
            shown.append(f"[{words}|{','.join(roles)}]")
    return shown


def _roles(spans: list[Evidence], start: int, end: int) -> list[Role]:
    """The roles of a stretch of text, the most telling first."""
    found = {span.role for span in spans if span.start <= start and end <= span.end}
    return [role for role in STYLES if role in found]
