"""``tocsin lexicon``: what is wrong with the coder's words, and what a change of them changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.text import Text

from agents.code_articles import Coder, code_articles
from agents.coding.changes import Change, changes
from agents.coding.checking import FAULTS, Book, Finding, check, leaders_in, names_in
from agents.coding.lexicon import DIRECTORY, Lexicon, read_table
from agents.coding.words import LexiconError
from schemas.coding import Coding
from schemas.rejected import Rejected
from stream.cli.main import Failure
from stream.cli.records import opened
from stream.cli.screen import console, safe
from stream.cli.show_coding import reason
from stream.cli.show_event import act, standing, who_to_whom

_SHOWN = 6
_Directory = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def lexicon() -> None:
    """The lexicons: directories of TOML files, each with the words of one language, or with the actors."""


@lexicon.command("check")
@click.argument("directory", type=_Directory, default=DIRECTORY)
@click.option("--json", "as_json", is_flag=True, help="Print all findings, with all words, as one JSON array.")
@click.pass_context
def check_(ctx: click.Context, directory: Path, as_json: bool) -> None:
    """Look for mistakes in the lexicons of DIRECTORY (default: those that tocsin comes with).

    \b
    unreachable  a word of a trigger that is never read, since another always comes first
    clash        words that two frames or two actors share, where nothing tells them apart;
                 a cue that has no effect, since a trigger has the same words
    duplicate    what stands twice in one list, or in two triggers of one type and mode
    unnamed      actors that have no name in a language
    untested     actors that no test of a language names: told, but no mistake

    The exit code is 1 where there is a mistake, else 0.
    """
    try:
        found = [finding for book in _books(directory) for finding in check(book)]
    except LexiconError as error:
        raise Failure(str(error)) from error
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode([finding._asdict() for finding in found]) + b"\n")
    else:
        _show(found)
    ctx.exit(any(finding.kind in FAULTS for finding in found))


def _books(directory: Path) -> Iterator[Book]:
    """Each language of the directory, as written and as compiled. Raises LexiconError."""
    words = Lexicon(directory)
    for code in words.codes:
        language = words.language(code)
        assert language is not None
        tests = directory / f"{code}.test.toml"
        cases = read_table(tests).get("case", []) if tests.exists() else []
        rows = words.rows(code)
        yield Book(
            language, read_table(directory / f"{code}.toml"), words.actors, names_in(rows, code),
            leaders_in(rows, code), tuple(case["text"] for case in cases),
        )  # fmt: skip


def _show(found: list[Finding]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    screen = console()
    table = Table(box=SIMPLE_HEAD if screen.is_terminal else None, pad_edge=False)
    for heading in ("language", "kind", "where", "words", "what"):
        table.add_column(heading, overflow="fold", min_width=8)
    for finding in found:
        words = ", ".join(finding.words[:_SHOWN])
        more = len(finding.words) - _SHOWN
        table.add_row(
            finding.language, finding.kind, finding.where, safe(f"{words} and {more} more" if more > 0 else words),
            safe(finding.what),
        )  # fmt: skip
    if found:
        screen.print(table)
    faults = sum(finding.kind in FAULTS for finding in found)
    console(stderr=True).print(_counted(faults, "mistake") if faults else "No mistake.")


@lexicon.command()
@click.argument("old", type=_Directory)
@click.argument("new", type=_Directory)
@click.option(
    "--on", "file", metavar="FILE", required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Articles, one JSON object a line (- is standard input).",
)  # fmt: skip
@click.option("--jsonl", is_flag=True, help="Print one JSON object for each article whose coding changes.")
def diff(old: Path, new: Path, file: Path, jsonl: bool) -> None:
    """Show which codings of which articles change when the lexicons in OLD give way to those in NEW.

    One line an event: - is gone, + is new; an event whose status changes is gone as it was and new as it is. What an
    event rests on, and its confidence, is not compared. With --jsonl: {"article_id": …, "version": …, "gone": [event,
    …], "new": [event, …]}. Lines that are no article are told on standard error.
    """
    source = opened(file)
    try:
        before, after = Coder.load(old), Coder.load(new)
        before.warm()
        after.warm()
    except LexiconError as error:
        raise Failure(str(error)) from error
    screen, asides = console(), console(stderr=True)
    articles = changed = gone = fresh = 0
    with source:
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            was, now = code_articles(before, line), code_articles(after, line)
            if isinstance(was, Rejected) or isinstance(now, Rejected):
                refused = was if isinstance(was, Rejected) else now
                assert isinstance(refused, Rejected)
                asides.print(f"line {number}: refused, {safe(reason(refused))}")
                continue
            articles += 1
            found = changes(was.events, now.events)
            changed += bool(found)
            gone += sum(change.gone for change in found)
            fresh += sum(not change.gone for change in found)
            if found and jsonl:
                _print_line(now, found)
            elif found:
                _print_change(screen, now, found)
    asides.print(f"{changed} of {_counted(articles, 'coding')} changed: {_counted(gone, 'event')} gone, {fresh} new.")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_line(coding: Coding, found: list[Change]) -> None:
    row = {
        "article_id": coding.article_id, "version": coding.article.version,
        "gone": [change.event for change in found if change.gone],
        "new": [change.event for change in found if not change.gone],
    }  # fmt: skip
    sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    sys.stdout.buffer.flush()


def _print_change(screen: Console, coding: Coding, found: list[Change]) -> None:
    for change in found:
        line = Text("- " if change.gone else "+ ", style="red" if change.gone else "green")
        line.append(safe(coding.article_id), style="dim").append(f"  {act(change.event)}  ", style="bold")
        line.append_text(who_to_whom(change.event)).append(f"  {standing(change.event)}", style="default")
        screen.print(line)
