"""The faults, each played on the embedded Kafka with real workers, and a table of what the checker found.

    python -m tests.broker.faults [--seeds N] [--first SEED] [--only NAME ...] [--short]

A seed makes the articles, the moments and the victims again; what the machine makes of time, it does not.
Ends with 1 where anything was lost, reordered, wrong, told twice, or late.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import random
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from schemas.topics import ALERTS, CODINGS
from stream.lab.broker import Broker
from stream.settings import Settings
from tests.broker import simple
from tests.broker.checker import Report, check
from tests.broker.scene import Crew, WorkerProcess, article, crew, feed, mixed_articles, topics_anew, until_done

AT_ENDS_WITHIN_S = 30.0
NEXT_ALERT_WITHIN_S = 2.0
"""After the session timeout."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of a fault: articles and their pace, how often it strikes, and for how long."""

    articles: int
    a_second: float
    times: int = 1
    for_s: float = 0.0
    workers: int = 2
    partitions: int = 4
    session_s: float = 6.0


@dataclass
class Play:
    """One fault under way."""

    size: Size
    seed: int
    broker: Broker
    settings: Settings
    crew: Crew
    struck: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def alive(self) -> list[WorkerProcess]:
        return [worker for worker in self.crew.workers if worker.process.poll() is None]

    async def start(self, count: int | None = None) -> None:
        """Start workers, and wait for the first that is ready."""
        started = [self.crew.start() for _ in range(count or self.size.workers)]
        await asyncio.to_thread(started[0].wait_ready)

    def flow(self) -> asyncio.Task[None]:
        """The articles, in the background."""
        articles = mixed_articles(self.size.articles, self.seed)
        return asyncio.create_task(feed(self.settings, articles, a_second=self.size.a_second))

    async def pause(self) -> None:
        """A random while, so that all strikes fall into the flow of articles."""
        whole = self.size.articles / self.size.a_second / (self.size.times + 1)
        await asyncio.sleep(self.chance.uniform(0.4, 1.2) * whole)

    def kill_to_alert(self) -> tuple[list[float], list[float]]:
        """Seconds from a strike to the first alert after it: of strikes on a group at work, and of all others.

        A group that is struck again before it rang is not at work: the dead of the first strike, and one that dies
        while it waits to join, each cost the group a session of their own.
        """
        alone: list[float] = []
        close: list[float] = []
        for number, strike in enumerate(self.struck):
            alert = min((at for at in self.heard if at > strike), default=float("inf"))
            followed = number + 1 < len(self.struck) and self.struck[number + 1] < alert
            preceded = number > 0 and not any(self.struck[number - 1] < at < strike for at in self.heard)
            (close if followed or preceded else alone).append(alert - strike)
        return alone, close


async def kill(play: Play) -> None:
    """SIGKILL at random moments, each time with a new worker in its place."""
    await play.start()
    flow = play.flow()
    for _ in range(play.size.times):
        await play.pause()
        await asyncio.to_thread(play.chance.choice(play.alive).end, signal.SIGKILL)
        play.struck.append(time.monotonic())
        play.crew.start()
    await flow


async def storm(play: Play) -> None:
    """Two to four workers that join and leave every 1-3 s, half of them by SIGTERM, half by SIGKILL."""
    await play.start()
    flow, until = play.flow(), time.monotonic() + play.size.for_s
    while time.monotonic() < until:
        await asyncio.sleep(play.chance.uniform(1, 3))
        alive = play.alive
        if len(alive) < 3 or (len(alive) < 4 and play.chance.random() < 0.5):
            play.crew.start()
        else:
            victim = play.chance.choice(alive)
            victim.process.send_signal(play.chance.choice((signal.SIGTERM, signal.SIGKILL)))
    await flow


async def stop(play: Play) -> None:
    """SIGSTOP for longer than the session, then SIGCONT: the zombie wakes while its successor works."""
    await play.start()
    flow = play.flow()
    for _ in range(play.size.times):
        await play.pause()
        victim = play.chance.choice(play.alive)
        victim.process.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(play.chance.uniform(1.5, 2.5) * play.size.session_s)
        finally:
            victim.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(1)
        while len(play.alive) < play.size.workers:
            play.crew.start()
    await flow


async def broker(play: Play) -> None:
    """SIGKILL of the broker, and its return a while later."""
    await play.start()
    flow = play.flow()
    for _ in range(play.size.times):
        await play.pause()
        await asyncio.to_thread(play.broker.kill)
        await asyncio.sleep(play.size.for_s or play.chance.uniform(0.5, 1.5) * play.size.session_s)
        await asyncio.to_thread(play.broker.start)
    await flow


async def flood(play: Play) -> None:
    """All that came in while nobody worked, at once."""
    await play.start()
    await feed(play.settings, mixed_articles(200, play.seed + 1))
    await until_done(play.settings)
    for worker in play.alive:
        await asyncio.to_thread(worker.end)
    await feed(play.settings, mixed_articles(play.size.articles, play.seed))
    await play.start()


async def poison(play: Play) -> None:
    """Records that no stage can take: at the parser, the coder, the way out, the desk and its state."""
    await play.start()
    good = mixed_articles(play.size.articles, play.seed)
    bad = [
        b"\xff\xfe", b'{"id": "\xff"}', b"{" * 10_000, b"", article(1, "x" * (2 << 20)), article(2, "CODERBUG"),
        article(3, "HUGE EVENT x"), article(4, published_at="yesterday"), article(5, "EVENT DESKBUG"),
        article(6, "EVENT a EVENT SPOIL"),
    ] * play.size.times  # fmt: skip
    for each in bad:
        good.insert(play.chance.randrange(len(good)), each)
    half = len(good) // 2
    await feed(play.settings, good[:half], a_second=play.size.a_second)
    await feed(play.settings, [b"no coding at all", b"", b'{"action": 1}'] * play.size.times, topic=CODINGS.name)
    await feed(play.settings, good[half:], a_second=play.size.a_second)


FAULTS: dict[str, Callable[[Play], Awaitable[None]]] = {
    "kill": kill, "storm": storm, "stop": stop, "broker": broker, "away": broker, "flood": flood, "poison": poison,
}  # fmt: skip
FULL = {
    "kill": Size(articles=20_000, a_second=200, times=8),
    "storm": Size(articles=24_000, a_second=260, for_s=90, partitions=8, session_s=3),
    "stop": Size(articles=9_000, a_second=200, times=3, session_s=3),
    "broker": Size(articles=9_000, a_second=200, times=2),
    "away": Size(articles=9_000, a_second=100, for_s=60),
    "flood": Size(articles=100_000, a_second=0, partitions=8),
    "poison": Size(articles=4_000, a_second=400, times=3),
}
SHORT = {
    "kill": Size(articles=2_500, a_second=250, times=3, session_s=3),
    "storm": Size(articles=3_000, a_second=250, for_s=10, partitions=8, session_s=3),
    "stop": Size(articles=1_500, a_second=200, session_s=3),
    "broker": Size(articles=1_500, a_second=200, session_s=3),
    "away": Size(articles=1_500, a_second=200, for_s=8, session_s=3),
    "flood": Size(articles=5_000, a_second=0),
    "poison": Size(articles=400, a_second=400),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What came of one fault with one seed."""

    fault: str
    seed: int
    report: Report
    at_ends_s: float
    kill_to_alert_s: float | None
    two_kills_to_alert_s: float | None
    """The same where kills fell on a group that had not rung since the last one."""
    died: int
    """Workers that ended by themselves, as a zombie does that is told so."""
    late: bool

    @property
    def ok(self) -> bool:
        return self.report.ok and not self.late

    HEAD = (
        f"{'fault':<8}{'seed':>12}{'articles':>10}{'alerts':>8}{'lost':>6}{'reordered':>11}{'wrong':>7}{'conflicts':>11}"
        f"{'twice':>7}{'coded again':>13}{'at ends s':>11}{'kill-alert s':>14}{'overlapping':>13}{'died':>6}"
    )

    def __str__(self) -> str:
        told = self.report
        gaps = "".join(
            f"{'-' if gap is None else f'{gap:.1f}':>{width}}"
            for gap, width in ((self.kill_to_alert_s, 14), (self.two_kills_to_alert_s, 13))
        )
        return (
            f"{self.fault:<8}{self.seed:>12}{told.inputs:>10,}{told.alerts:>8,}{len(told.lost):>6}"
            f"{len(told.reordered):>11}{len(told.wrong):>7}{told.conflicts:>11}{told.duplicates:>7}"
            f"{told.repeated_codings:>13,}{self.at_ends_s:>11.1f}{gaps}"
            f"{self.died:>6}{'' if self.ok else '  FAILED'}"
        )


async def run(fault: str, running: Broker, seed: int, folder: Path, size: Size) -> Row:
    """Play one fault on a broker that runs, with topics made anew, and check it."""
    settings = Settings(
        brokers=running.bootstrap, group=f"tocsin-{uuid.uuid4().hex[:8]}", session_timeout_s=size.session_s,
        raw_partitions=size.partitions, metrics_port=0, log_format="json",
    )  # fmt: skip
    stages = simple.stages()
    await topics_anew(settings, stages.desks)
    with crew(settings, folder) as workers:
        play = Play(size, seed, running, settings, workers)
        listening = asyncio.create_task(listen(settings, play.heard))
        try:
            await FAULTS[fault](play)
            at_ends = await until_done(settings, within_s=4 * AT_ENDS_WITHIN_S)
        except AssertionError as error:
            print(error)
            at_ends = float("inf")
        finally:
            listening.cancel()
        died = sum((code := worker.process.poll()) is not None and code > 0 for worker in workers.workers)
        ends = [await asyncio.to_thread(_end, worker) for worker in play.alive]
    alone, close = play.kill_to_alert()
    report = await check(settings, stages)
    report.wrong += [f"a worker ended with {code} after SIGTERM" for code in ends if code != 0]
    worst = max(alone, default=None)
    return Row(
        fault=fault, seed=seed, report=report, at_ends_s=at_ends, kill_to_alert_s=worst,
        two_kills_to_alert_s=max(close, default=None), died=died,
        late=at_ends > AT_ENDS_WITHIN_S or (worst or 0) > size.session_s + NEXT_ALERT_WITHIN_S,
    )  # fmt: skip


def _end(worker: WorkerProcess) -> int:
    """SIGTERM and the exit code; 0 also for one that had not even begun."""
    code = worker.end()
    return 0 if code == -signal.SIGTERM and not worker.said("health and metrics") else code


async def listen(settings: Settings, heard: list[float]) -> None:
    """Note when alerts become visible to a reader of what is committed."""
    consumer = AIOKafkaConsumer(
        ALERTS.name, **settings.kafka(), isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        while True:
            await consumer.getone()
            heard.append(time.monotonic())
    finally:
        await consumer.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; see the module's words."""
    parser = argparse.ArgumentParser(description="Kills, storms and outages on the embedded Kafka, and the account.")
    parser.add_argument("--seeds", type=int, default=10, help="how many of them for each fault [10]")
    parser.add_argument("--first", type=int, help="the first seed; by chance if not given")
    parser.add_argument("--only", action="append", choices=FAULTS, help="this fault; may be given again")
    parser.add_argument("--short", action="store_true", help="seconds instead of minutes, as in the tests")
    parser.add_argument("--logs", type=Path, help="keep the workers' logs here")
    options = parser.parse_args(arguments)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells each try to reach a broker that we killed
    first = random.randrange(1 << 31) if options.first is None else options.first
    sizes, rows = SHORT if options.short else FULL, []
    with contextlib.ExitStack() as stack:
        place = options.logs or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-faults-")))
        running = stack.enter_context(Broker(Settings().home, data=place / "broker"))
        print(Row.HEAD, flush=True)
        for fault in options.only or FAULTS:
            for seed in range(first, first + options.seeds):
                folder = place / f"{fault}-{seed}"
                folder.mkdir(parents=True, exist_ok=True)
                row = asyncio.run(run(fault, running, seed, folder, sizes[fault]))
                rows.append(row)
                print(row, flush=True)
                if not row.ok:
                    print(row.report, flush=True)
    failed = [f"{row.fault} with seed {row.seed}" for row in rows if not row.ok]
    print(f"\n{len(rows)} runs, {len(failed)} failed" + "".join(f"\n  {each}" for each in failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
