"""``tocsin tail``: alerts as they ring."""

from __future__ import annotations

import asyncio
import contextlib
import sys

import click
import msgspec
from rich.console import Console

from schemas.alert import Alert
from schemas.topics import ALERTS, desk_topic
from stream.cli.options import brokers_option, settings_from
from stream.cli.screen import console
from stream.cli.show_alert import show_alert
from stream.settings import Settings

_ALERT = msgspec.json.Decoder(Alert)


@click.command()
@click.option("--jsonl", is_flag=True, help="Print each alert as one JSON object a line, the very bytes of the topic.")
@click.option("--from-beginning", is_flag=True, help="First all that the topic holds, then what comes.")
@click.option("--desk", metavar="NAME", help="Only the alerts of this desk, from its own topic.")
@click.option("--count", type=click.IntRange(min=1), help="End after so many alerts.")
@brokers_option
def tail(jsonl: bool, from_beginning: bool, desk: str | None, count: int | None, brokers: str | None) -> None:
    """Show alerts as they ring, until Ctrl-C.

    Only what is committed is shown. No offsets are kept: two who tail disturb nobody.
    """
    topic = desk_topic(desk).name if desk else ALERTS.name
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_tail(settings_from(brokers), topic, jsonl, from_beginning, count))


async def _tail(settings: Settings, topic: str, jsonl: bool, from_beginning: bool, count: int | None) -> None:
    from stream.reading import as_they_come, reading

    seen, screen = 0, console()
    async with reading(settings, topic, from_beginning=from_beginning) as consumer:
        if console(stderr=True).is_terminal:
            console(stderr=True).print(f"waiting for alerts on {topic} at {settings.brokers}; Ctrl-C ends it\n")
        async for record in as_they_come(consumer):
            if record.value is None:
                continue
            show(record.value, screen, jsonl=jsonl)
            seen += 1
            if seen == count:
                return


def show(value: bytes, screen: Console, *, jsonl: bool) -> None:
    """One alert, at once: its bytes as they are on stdout, or in words on ``screen``."""
    if jsonl:
        sys.stdout.buffer.write(value + b"\n")
        sys.stdout.buffer.flush()
        return
    try:
        alert = _ALERT.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        screen.print(f"An alert that this version cannot read ({error}): see it with --jsonl.")
        return
    screen.print(show_alert(alert))
    screen.file.flush()
