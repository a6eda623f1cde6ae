"""``tocsin demo``: the whole service in one terminal, on a wire of September 2022."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from stream.cli.main import Failure
from stream.cli.options import settings_from
from stream.cli.screen import console, steps
from stream.cli.show_demo import how_to_feed, show_counts
from stream.cli.tail import show
from stream.settings import Settings

REPLAY_S = 17.0
"""The wire's five days, for a person; with --once it goes as fast as it can."""


class _Named(msgspec.Struct):
    alert_id: str
    msg_type: str


@click.command()
@click.option("--once", is_flag=True, help="Replay as fast as possible, and end when all of it has gone through.")
@click.option("--jsonl", is_flag=True, help="Print only the alerts, one JSON object a line; all else goes to stderr.")
def demo(once: bool, jsonl: bool) -> None:
    """Start a real Kafka and the worker, replay a sample wire, and show each alert as it rings.

    The wire tells 12 to 16 September 2022 in eight languages, in words of our own: shelling on the border, a call for
    help, a refusal, a rumour and its denial, and articles that must stay quiet. Ctrl-C ends it and removes its data.

    The first start fetches Apache Kafka (45 MB). With TOCSIN_BROKERS it uses that Kafka instead; there must be no
    topics of ours on it yet, since it makes them and deletes them at the end.
    """
    started = time.monotonic()
    told = console(stderr=True)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with ExitStack() as stack:
        try:
            with steps(told) as tell:
                show_it = _set_up(stack, tell)
            told.print(f"Ready after {time.monotonic() - started:.1f} s.\n")
            asyncio.run(show_it(once, jsonl))
        except KeyboardInterrupt:
            told.print("\nStopping: the worker finishes what it has begun.")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    told.print("The demo's data is removed.")


def _set_up(stack: ExitStack, tell: Callable[[str], None]) -> Callable[[bool, bool], Any]:
    """Broker, topics and worker, each with its end put on ``stack``; answers what shows the rest."""
    from agents.watch_events import Desk
    from stream.lab.demo import Worker
    from stream.lab.ports import free_port

    temporary = tempfile.TemporaryDirectory(prefix="tocsin-demo-", ignore_cleanup_errors=True)
    directory = Path(stack.enter_context(temporary))
    settings = replace(
        settings_from(), group=f"tocsin-demo-{uuid.uuid4().hex[:8]}", metrics_host="127.0.0.1",
        metrics_port=free_port(), session_timeout_s=6.0,
        raw_partitions=1, alert_partitions=1,  # so that the wire is read, and rings, in the order of the week
    )  # fmt: skip
    if "TOCSIN_BROKERS" not in os.environ:
        settings = replace(settings, brokers=stack.enter_context(_broker(settings.home, directory, tell)))
    desks = Desk.load().desks
    tell("making the topics")
    stack.enter_context(_topics(settings, desks))
    tell("starting the worker")
    worker = Worker(settings, directory / "worker.log")
    stack.callback(worker.stop)
    worker.start()
    asyncio.run(worker.ready())
    return lambda once, jsonl: _show(settings, worker, once=once, jsonl=jsonl)


@contextlib.contextmanager
def _broker(home: Path, directory: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """A broker of the demo's own, on data of its own."""
    from stream.lab.broker import Broker

    broker = Broker(home, data=directory / "broker")
    try:
        yield broker.start(tell)
    finally:
        broker.stop()


@contextlib.contextmanager
def _topics(settings: Settings, desks: tuple[str, ...]) -> Iterator[None]:
    """Our topics, made anew, and on somebody's own Kafka deleted at the end."""
    from stream.topics import create_topics, delete_topics, show_topics

    there = [found.topic.name for found in asyncio.run(show_topics(settings, desks)) if found.state != "missing"]
    if there:
        raise Failure(
            f"There are topics of ours on {settings.brokers} already ({', '.join(there)}); the demo would ring among "
            "real articles.\nUnset TOCSIN_BROKERS, then it starts a Kafka of its own."
        )
    made = asyncio.run(create_topics(settings, desks, keep_old=True))
    try:
        yield
    finally:
        if "TOCSIN_BROKERS" in os.environ:
            asyncio.run(delete_topics(settings, made.created))


async def _show(settings: Settings, worker: Any, *, once: bool, jsonl: bool) -> None:
    """Replay, ring, count; then stay, unless ``once``. Raises WorkerFailed where the worker ends meanwhile."""

    async def watch() -> None:
        while True:
            worker.check()
            await asyncio.sleep(0.2)

    tasks = {asyncio.ensure_future(_play(settings, worker, once=once, jsonl=jsonl)), asyncio.ensure_future(watch())}
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _play(settings: Settings, worker: Any, *, once: bool, jsonl: bool) -> None:
    from stream.lab.demo import Counts, count_dead, count_suppressed
    from stream.lab.drain import wait_until_drained

    counts, screen, told = Counts(), console(), console(stderr=True)
    bell = _Bell(screen, counts, jsonl=jsonl)
    ringing = asyncio.ensure_future(bell.ring_as_they_come(settings))
    await _replay(settings, 0.0 if once else REPLAY_S, told if jsonl else screen)
    await wait_until_drained(settings)
    await bell.ring_the_rest(settings)
    counts.outcomes = worker.outcomes()
    counts.dead, counts.suppressed = await count_dead(settings), await count_suppressed(settings)
    told.print(show_counts(counts))
    if once:
        ringing.cancel()
        return
    told.print(how_to_feed(_tocsin(), settings.brokers), soft_wrap=True)  # a command is copied whole or not at all
    await ringing


async def _replay(settings: Settings, seconds: float, screen: Console) -> None:
    from stream.lab.demo import replay
    from stream.lab.sample import sample_wire

    wire = sample_wire()
    if seconds:
        screen.print(f"{len(wire)} articles of 12 to 16 September 2022, the whole week in {seconds:.0f} seconds:\n")
    with screen.status("") if screen.is_terminal else contextlib.nullcontext() as status:
        number = 0
        async for line in replay(settings, wire, seconds):
            number += 1
            at = datetime.fromtimestamp(line.at_ms / 1000, UTC)
            if status is not None:
                status.update(f"{at:%d %B %Y, %H:%M} UTC · article {number} of {len(wire)}")


class _Bell:
    """Shows each alert once, however often it is read."""

    def __init__(self, screen: Console, counts: Any, *, jsonl: bool) -> None:
        self._screen, self._counts, self._jsonl = screen, counts, jsonl
        self._seen: set[str] = set()

    async def ring_as_they_come(self, settings: Settings) -> None:
        from stream.reading import as_they_come

        await self._ring(settings, as_they_come)

    async def ring_the_rest(self, settings: Settings) -> None:
        """All that the topic has now and was not shown yet."""
        from stream.reading import to_end

        await self._ring(settings, to_end)

    async def _ring(self, settings: Settings, records: Callable[[Any], AsyncIterator[Any]]) -> None:
        from schemas.topics import ALERTS
        from stream.reading import reading

        async with reading(settings, ALERTS.name, from_beginning=True) as consumer:
            async for record in records(consumer):
                named = msgspec.json.decode(record.value, type=_Named)
                if named.alert_id not in self._seen:
                    self._seen.add(named.alert_id)
                    self._counts.alerts[named.msg_type] += 1
                    show(record.value, self._screen, jsonl=self._jsonl)


def _tocsin() -> str:
    """How to call ``tocsin`` from here: by its name if it is on the path, else by where it is."""
    ours = Path(sys.executable).with_name("tocsin")
    found = shutil.which("tocsin")
    if found is not None and Path(found).resolve() == ours.resolve():
        return "tocsin"
    return os.path.relpath(ours) if ours.is_relative_to(Path.cwd()) else str(ours)
