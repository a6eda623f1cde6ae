"""An explanation at a terminal: the marked text, the path to each event, and what was not made."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group
from rich.text import Text

from agents.coding.explaining import BOILERPLATE, SOFT, TEMPTING, Explanation, Mark, Tempting, segments
from agents.coding.reasons import Line, Quoted
from schemas.coding import CodedEvent
from stream.cli.screen import safe
from stream.cli.show_event import DENIED, STYLES, act, standing, who_to_whom

SHOWN = 200
"""Things not made that are shown of one article; the rest is counted."""
_STYLES: dict[str, str] = {
    **{str(role): style for role, style in STYLES.items()},
    TEMPTING: "underline",
    SOFT: "green",
    BOILERPLATE: "dim strike",
}
_SUBJECTS = {**_STYLES, "polarity": "bold"}
"""Of what a line is about: most polarities are no alarm."""


def show_explanation(screen: Console, explanation: Explanation) -> Group:
    """The explanation of one article; without colours each marked span is written ``[words|actor 1]``."""
    article, coding = explanation.article, explanation.coding
    head = Text().append(safe(article.source), "bold")
    head.append(f" · {coding.language} · {article.published_at:%Y-%m-%d %H:%M %z} · {safe(coding.article_id)}", "dim")
    shown = [head, _lines(explanation.verdict, "  ")]
    colours = screen.color_system is not None and not screen.no_color
    for part, text in (("title", article.title), ("body", article.body)):
        if text:
            marks = [mark for mark in explanation.marks if mark.part == part]
            shown.append(_marked(text, marks, "bold" if part == "title" else "", colours=colours))
    for number, (event, path) in enumerate(zip(coding.events, explanation.paths, strict=True), start=1):
        shown.append(_event(number, event, path))
    if explanation.tempting:
        shown.append(Text("Not made:", style="bold"))
    shown += [_not_made(number, one) for number, one in enumerate(explanation.tempting[:SHOWN], start=1)]
    if len(explanation.tempting) > SHOWN:
        shown.append(Text(f"  … and {len(explanation.tempting) - SHOWN} more", style="dim"))
    return Group(*shown, Text(""))


def _event(number: int, event: CodedEvent, path: Iterable[Line]) -> Text:
    shown = Text().append(f"  {number}. ", "bold")
    if event.polarity == "denied":
        shown.append_text(DENIED).append(" ")
    shown.append(act(event), style="bold").append("  ").append_text(who_to_whom(event))
    shown.append(f"\n     {standing(event)} · confidence {event.confidence:.2f}\n")
    return shown.append_text(_lines(path, "     "))


def _not_made(number: int, one: Tempting) -> Text:
    shown = Text().append(f"  {number}. ", "bold").append(f"“{safe(one.exact)}”", style=_STYLES[TEMPTING])
    return shown.append(f"  {one.part} {one.start}–{one.end}\n", style="dim").append_text(_lines(one.why, "     "))


def _lines(lines: Iterable[Line], indent: str) -> Text:
    """One line for each, its subject in a column of its own and the words of the article in quotation marks."""
    shown = Text()
    lines = list(lines)
    width = max((len(line.about) for line in lines), default=0)
    for line in lines:
        shown.append("\n" if shown else "").append(indent)
        shown.append(f"{line.about:<{width}}  ", style=_SUBJECTS.get(line.about, "dim"))
        for piece in line.pieces:
            if isinstance(piece, Quoted):
                shown.append(f"“{safe(piece)}”", style="bold")
            else:
                shown.append(safe(piece))
    return shown


def _marked(text: str, marks: Iterable[Mark], style: str, *, colours: bool) -> Text:
    shown = Text(style=style)
    for segment in segments(text, marks):
        words = safe(segment.text)
        if segment.roles and colours:
            shown.append(words, style=_STYLES[segment.roles[0]])
        else:
            shown.append(f"[{words}|{segment.label}]" if segment.roles else words)
    return shown
