"""``tocsin ingest``: articles from a file or a pipe onto the raw topic."""

from __future__ import annotations

import asyncio
import os
import signal
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from stream.cli.main import Failure
from stream.cli.options import brokers_option, settings_from
from stream.cli.screen import console
from stream.settings import Settings

if TYPE_CHECKING:
    from stream.edges.ingest import Sent

_NAMED = 5


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@brokers_option
def ingest(file: Path, brokers: str | None) -> None:
    """Send each line of FILE (- is standard input) as one article.

    A line is one JSON object; its bytes go out untouched, also when they are no article: such a line comes back on
    the dead-letter topic with its reason (`tocsin dlq list`). Blank lines are left out. Every line counted as sent
    has been acknowledged. Ctrl-C finishes what is under way, says how far it got, and ends with 130.
    """
    settings = settings_from(brokers)
    try:
        source = FileIO(0, closefd=False) if str(file) == "-" else FileIO(file)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from error
    told = console(stderr=True)
    with source:
        sent = asyncio.run(_ingest(settings, source, told))
    told.print(_summary(sent))
    if sent.stopped:
        raise SystemExit(130)
    if sent.too_large:
        raise Failure(_too_large(sent.too_large))


async def _ingest(settings: Settings, source: FileIO, told: Console) -> Sent:
    from stream.edges.ingest import send_lines

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)  # a second Ctrl-C ends it at once

    loop.add_signal_handler(signal.SIGINT, interrupted)
    total = os.fstat(source.fileno()).st_size or None
    columns = (TextColumn("{task.fields[sent]:,} sent"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=told, transient=True, disable=not told.is_terminal) as progress:
        task = progress.add_task("", total=total if source.seekable() else None, sent=0)

        def tell(sent: Sent) -> None:
            progress.update(task, sent=sent.sent, completed=source.tell() if source.seekable() else None)

        return await send_lines(settings, source, stop, tell)


def _summary(sent: Sent) -> str:
    parts = [f"{sent.sent:,} sent"]
    if sent.unreadable:
        parts.append(f"of which not readable as articles: {sent.unreadable:,} (`tocsin dlq list` will say why)")
    if sent.blank:
        parts.append(f"{sent.blank:,} blank lines left out")
    if sent.stopped:
        go_on = f"tail -n +{sent.lines + 1} FILE | tocsin ingest -"
        parts.append(f"stopped after line {sent.lines:,}; go on with `{go_on}`")
    return ", ".join(parts) + "."


def _too_large(lines: tuple[int, ...]) -> str:
    named = ", ".join(map(str, lines[:_NAMED])) + (" and more" if len(lines) > _NAMED else "")
    return (
        f"{len(lines)} {'line' if len(lines) == 1 else 'lines'} not sent, being above 4 MiB, which no topic takes: "
        f"line {named}. An article has 1 MiB at most: shorten what is left."
    )
