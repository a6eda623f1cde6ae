"""``tocsin topics``: what the service needs on the broker."""

from __future__ import annotations

import asyncio

import click

from stream.cli.options import brokers_option, settings_from
from stream.cli.screen import console


@click.group()
def topics() -> None:
    """The topics on the broker: those of the contract, and one for each desk that the rules name."""


@topics.command()
@brokers_option
def create(brokers: str | None) -> None:
    """Make what is missing, and check what is there."""
    from stream.topics import create_topics

    made = asyncio.run(create_topics(settings_from(brokers), _desks()))
    for name in made.created:
        console().print(f"created {name}")
    console(stderr=True).print(f"{len(made.created)} created, {len(made.existing)} were there already and fit.")


@topics.command()
@brokers_option
def show(brokers: str | None) -> None:
    """List them as the broker has them; ends with 4 where one is missing, 1 where one does not fit."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from stream.topics import show_topics

    found = asyncio.run(show_topics(settings_from(brokers), _desks()))
    screen = console()
    table = Table(box=SIMPLE_HEAD if screen.is_terminal else None, pad_edge=False)
    table.add_column("topic", no_wrap=True)
    for heading in ("partitions", "replicas", "records"):
        table.add_column(heading, justify="right")
    table.add_column("kept", no_wrap=True)
    table.add_column("state", overflow="fold")
    for each in found:
        kept = each.topic.retention_ms
        table.add_row(
            each.topic.name, str(each.partitions), str(each.replicas), str(each.messages),
            "compacted" if kept is None else f"{kept // 86_400_000} days", each.problem or each.state,
        )  # fmt: skip
    screen.print(table)
    states = {each.state for each in found}
    if "missing" in states:
        raise SystemExit(4)
    if "unfit" in states:
        raise SystemExit(1)


def _desks() -> tuple[str, ...]:
    """The desks that the rules name."""
    from agents.watch_events import Desk

    return Desk.load().desks
