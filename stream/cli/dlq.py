"""``tocsin dlq``: what could not be read, with the reason and the very bytes."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from schemas.topics import DLQ
from stream.cli.main import Failure
from stream.cli.options import brokers_option, settings_from
from stream.cli.screen import console, safe
from stream.settings import Settings

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

_PLACE = re.compile(r"(?P<partition>\d+)[/:](?P<offset>\d+)")


@click.group()
def dlq() -> None:
    """Dead letters: records that were refused, kept 14 days with their bytes as they came."""


@dlq.command("list")
@brokers_option
def list_(brokers: str | None) -> None:
    """A table of them, oldest first: when, where it came from, which stage refused it, and why."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    records = sorted(asyncio.run(_all(settings_from(brokers))), key=lambda record: int(record.timestamp))
    screen = console()
    if not records:
        console(stderr=True).print("No dead letters.")
        return
    table = Table(box=SIMPLE_HEAD if screen.is_terminal else None, pad_edge=False)
    for heading in ("dead letter", "when", "came from", "stage", "reason", "message"):
        table.add_column(heading, overflow="fold", min_width=10)
    for record in records:
        said = headers_of(record)
        table.add_row(
            f"{record.partition}/{record.offset}", f"{_when(record):%Y-%m-%d %H:%M:%S}", came_from(said),
            said.get("tocsin.stage", "?"), said.get("tocsin.reason", "?"), said.get("__streams.errors.message", ""),
        )  # fmt: skip
    screen.print(table)


@dlq.command()
@click.argument("place", metavar="PARTITION/OFFSET")
@click.option("--raw", is_flag=True, help="Print the bytes alone, as they came, to mend and `tocsin ingest` them.")
@brokers_option
def show(place: str, raw: bool, brokers: str | None) -> None:
    """One dead letter, named as `tocsin dlq list` names it: its headers and its bytes."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise click.UsageError(f"{place!r} will not do: wanted is one such as 0/17, from the list of `tocsin dlq list`")
    record = asyncio.run(_one(settings_from(brokers), int(match["partition"]), int(match["offset"])))
    if record is None:
        raise Failure(f"There is no dead letter {place}: it may have expired (after 14 days); see `tocsin dlq list`.")
    value: bytes = record.value or b""
    if raw:
        sys.stdout.buffer.write(value)
        sys.stdout.buffer.flush()
        return
    screen = console()
    key = record.key.decode("utf-8", "backslashreplace") if record.key is not None else "(none)"
    screen.print(f"dead letter   {place}, {_when(record):%Y-%m-%d %H:%M:%S} UTC\nkey           {safe(key)}")
    for name, text in headers_of(record).items():
        screen.print(f"{name}: {safe(text)}")
    screen.print(f"\n{len(value):,} bytes:\n{safe(value.decode('utf-8', 'backslashreplace'))}")


def headers_of(record: ConsumerRecord) -> dict[str, str]:
    """The record's headers as text; what is no UTF-8 is shown by its bytes."""
    return {name: safe((value or b"").decode("utf-8", "backslashreplace")) for name, value in record.headers}


def came_from(said: dict[str, str]) -> str:
    """``tocsin.articles.raw.v1/3/1754``: topic, partition and offset of the record that was refused."""
    return "/".join(said.get(f"__streams.errors.{name}", "?") for name in ("topic", "partition", "offset"))


def _when(record: ConsumerRecord) -> datetime:
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)


async def _all(settings: Settings) -> list[ConsumerRecord]:
    from stream.reading import reading, to_end

    async with reading(settings, DLQ.name, from_beginning=True) as consumer:
        return [record async for record in to_end(consumer)]


async def _one(settings: Settings, partition: int, offset: int) -> ConsumerRecord | None:
    from aiokafka import TopicPartition

    from stream.reading import reading, to_end

    async with reading(settings, DLQ.name, from_beginning=True) as consumer:
        part = TopicPartition(DLQ.name, partition)
        if part not in consumer.assignment():
            return None
        consumer.assign([part])
        first = (await consumer.beginning_offsets([part]))[part]
        if offset < first:
            return None
        consumer.seek(part, offset)
        async for record in to_end(consumer):
            return record if record.offset == offset else None
    return None
