"""Explanations as one HTML page: no script, nothing from the network, and nothing of an article but its text.

Every word of an article goes through :func:`_text`, so that it can neither open a tag nor turn the line around.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from importlib.resources import files

from agents.coding.explaining import BOILERPLATE, ROLES, Explanation, Mark, segments
from agents.coding.reasons import Line, Quoted
from schemas.coding import CodedEvent
from schemas.rejected import Rejected
from stream.cli.screen import safe
from stream.cli.show_coding import reason
from stream.cli.show_event import act, parties, standing
from stream.cli.show_explanation import SHOWN

FOOT = "</main>\n</body>\n</html>\n"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def head() -> str:
    """The page as far as its first article: style, title, and what the marks mean."""
    style = files("stream.cli").joinpath("explanation.css").read_text("utf-8")
    legend = " ".join(f"<li>{_mark(role, role, '')}</li>" for role in ROLES)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Why it was coded so</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        "<h1>Why it was coded so</h1>\n"
        "<p>Each marked word has its role behind it, with the number of its event; "
        "what was not read is struck out.</p>\n"
        f'<ul class="legend" aria-label="Roles">{legend}</ul>\n'
    )


def section(line: int, answer: Explanation | Rejected) -> Iterator[str]:
    """One article, or why line ``line`` is none."""
    yield f'<section id="line-{line}">\n'
    if isinstance(answer, Rejected):
        name = f" ({_words(answer.record_id)})" if answer.record_id else ""
        yield f"<h2>Line {line}: refused{name}</h2>\n<p>{_text(reason(answer))}</p>\n"
    else:
        yield from _article(answer)
    yield "</section>\n"


def _article(explanation: Explanation) -> Iterator[str]:
    article, coding = explanation.article, explanation.coding
    yield f"<h2>{_words(coding.article_id)}</h2>\n"
    yield f'<p class="meta">{_words(article.source)} · {_text(coding.language)} · '
    yield f"{article.published_at:%Y-%m-%d %H:%M %z} · lexicon {_text(coding.lexicon)}</p>\n"
    yield _lines(explanation.verdict)
    language = html.escape(coding.language)
    for part, text in (("title", article.title), ("body", article.body)):
        if text:
            yield f'<h3>{part.capitalize()}</h3>\n<div class="{part}" dir="auto" lang="{language}">'
            yield from _marked(text, [mark for mark in explanation.marks if mark.part == part])
            yield "</div>\n"
    if coding.events:
        yield "<h3>Events</h3>\n<ol>\n"
        for event, path in zip(coding.events, explanation.paths, strict=True):
            yield f"<li>{_event(event)}{_lines(path)}</li>\n"
        yield "</ol>\n"
    if explanation.tempting:
        yield "<h3>Not made</h3>\n<ol>\n"
        for one in explanation.tempting[:SHOWN]:
            yield f"<li>“{_words(one.exact)}” <small>{one.part} {one.start}–{one.end}</small>{_lines(one.why)}</li>\n"
        yield "</ol>\n"
        if len(explanation.tempting) > SHOWN:
            yield f"<p>… and {len(explanation.tempting) - SHOWN} more</p>\n"


def _event(event: CodedEvent) -> str:
    denied = '<strong class="denied">denied</strong> ' if event.polarity == "denied" else ""
    who = parties(event.actor) + (f" → {parties(event.recipient)}" if event.recipient else "")
    status = f"{standing(event)} · confidence {event.confidence:.2f}"
    return f"{denied}<strong>{_text(act(event))}</strong> {_text(who)}<br><small>{_text(status)}</small>"


def _lines(lines: Iterable[Line]) -> str:
    rows = "".join(f"<dt>{_text(line.about)}</dt><dd>{''.join(map(_piece, line.pieces))}</dd>\n" for line in lines)
    return f"<dl>\n{rows}</dl>\n"


def _piece(piece: str) -> str:
    return f"“{_words(piece)}”" if isinstance(piece, Quoted) else _text(piece)


def _marked(text: str, marks: Iterable[Mark]) -> Iterator[str]:
    for segment in segments(text, marks):
        yield _mark(segment.roles[0], _text(segment.text), segment.label) if segment.roles else _text(segment.text)


def _mark(role: str, inner: str, label: str) -> str:
    """A marked span, named behind it in words: nobody has to tell colours apart."""
    tag = "del" if role == BOILERPLATE else "mark"
    name = f'<small dir="ltr">{_text(label)}</small>' if label else ""
    return f'<{tag} class="{role.replace(" ", "-")}">{inner}{name}</{tag}>'


def _words(text: str) -> str:
    """Words of an article inside a line of ours: they may run from right to left without turning it around."""
    return f'<bdi dir="auto">{_text(text)}</bdi>'


def _text(text: str) -> str:
    return html.escape(safe(text))
