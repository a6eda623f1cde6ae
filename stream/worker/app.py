"""The one place that joins agents, topics, state and delivery; and the life of a worker from start to end."""

from __future__ import annotations

import asyncio
import importlib.metadata
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import faust
import structlog
from aiokafka import TopicPartition
from faust.app.base import BootStrategy
from faust.serializers.schemas import Schema
from yarl import URL

from schemas.topics import CODINGS, RAW
from stream.settings import Settings
from stream.topics import check_topics
from stream.worker.consumer import FencedConsumer, FencedTransport
from stream.worker.delivery import CoderStage
from stream.worker.desk import DeskStage
from stream.worker.fetching import REBALANCE_TIMEOUT_S, FencedThread
from stream.worker.health import HealthServer
from stream.worker.metrics import Metrics
from stream.worker.stages import Stages
from stream.worker.upstream import PromptTables
from stream.worker.watchdog import Patience, Watchdog

log = structlog.get_logger(__name__)

STOP_WITHIN_S = 9.0
"""SIGTERM to the end of the process, at most."""


def run(
    settings: Settings, stages: Stages | None = None, *, patience: Patience | None = None, tether: int | None = None
) -> int:
    """Work until SIGTERM or SIGINT; answers the exit code: 0 after a clean drain, 1 after a failure.

    ``tether`` is a pipe: when whoever holds its other end dies, that means the same as SIGTERM. Raises, before
    anything is consumed: ``BrokerAway``, ``TopicMissing`` and ``TopicUnfit`` of ``stream.topics``, and ``PortTaken``
    of ``stream.worker.health``. Logging is the caller's to set up (``stream.logs``).
    """
    _quieten()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(Worker(settings, stages or Stages.load(), patience).serve(tether))


def _quieten() -> None:
    """Libraries tell each step, and each of a thousand tries to reach a broker that is away; we tell what it means."""
    if not logging.getLogger().isEnabledFor(logging.DEBUG):
        for name, level in (("faust", logging.WARNING), ("mode", logging.WARNING), ("aiokafka", logging.CRITICAL)):
            logging.getLogger(name).setLevel(level)


def _loop_factory() -> Any:
    """uvloop's where it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


class Worker:
    """One process: both agents, in one consumer group."""

    def __init__(self, settings: Settings, stages: Stages, patience: Patience | None = None) -> None:
        self._settings = settings
        self._stages = stages
        self._ended = asyncio.Event()
        self._failed = False
        self._metrics = Metrics(
            version=importlib.metadata.version("tocsin"), lexicon=stages.lexicon, rules=stages.rules,
            languages=stages.languages,
        )  # fmt: skip
        self._coder = CoderStage(stages, self._metrics, self.fail)
        self._desk = DeskStage(settings, stages, self._metrics, self._committed, self.fail)
        self._app = _faust_app(settings)
        self._app.transport = FencedTransport(
            self._app.conf.broker, self._app, settings, {CODINGS.name: self._desk}, self.fail
        )
        _declare_agents(self._app, self._coder, self._desk)
        self._watchdog = Watchdog(settings, self._consumer, self._metrics, _end_stalled, patience)
        self._health = HealthServer(self._metrics, self._watchdog.stalled, self._watchdog.unready)

    def _consumer(self) -> FencedConsumer:
        consumer: FencedConsumer = self._app.consumer
        return consumer

    async def _committed(self, tp: TopicPartition) -> tuple[int | None, int]:
        thread: FencedThread = self._consumer()._thread
        return await thread.call(thread.committed, tp)

    def fail(self, what: str, error: BaseException | None) -> None:
        """A delivery or the state has failed: nothing more is acked, and the process ends with 1."""
        if not self._failed:
            self._failed = True
            log.critical(
                what, error=repr(error), exc_info=error,
                todo="nothing is lost: start the worker again, it goes on from the last committed offset",
            )  # fmt: skip
        self._consumer().fence()
        self._ended.set()

    async def serve(self, tether: int | None = None) -> int:
        """The whole life; see :func:`run`."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self._ended.set)
        if tether is not None:
            loop.add_reader(tether, self._untied, tether)
        await check_topics(self._settings, self._stages.desks)
        await self._health.start(self._settings.metrics_host, self._settings.metrics_port)
        log.info("health and metrics", url=f"http://{self._settings.metrics_host}:{self._health.port}/")
        working = asyncio.ensure_future(self._work())
        await self._ended.wait()
        self._end_by_force()
        log.info("stopping", failed=self._failed)
        await self._stop(working)
        log.info("stopped", failed=self._failed)
        return int(self._failed)

    def _untied(self, tether: int) -> None:
        asyncio.get_running_loop().remove_reader(tether)
        self._ended.set()

    async def _work(self) -> None:
        """Start Faust and stay with it: whatever ends it before we do is a failure."""
        try:
            await self._coder.start(self._settings)
            self._watchdog.start()
            await self._app.start()
            await self._app.wait_until_stopped()
        except Exception as error:
            self.fail("the worker could not start", error)
        if not self._ended.is_set():
            self.fail("the consumer has stopped", self._app.crash_reason)

    async def _stop(self, working: asyncio.Future[None]) -> None:
        """Drain, commit, leave the group; then close what is ours."""
        self._watchdog.stop()
        await self._app.stop()
        working.cancel()
        await self._coder.stop(failed=self._failed)
        await self._desk.release(failed=self._failed)
        await self._health.stop()

    def _end_by_force(self) -> None:
        """When the end takes too long (a broker that is away, a thread that hangs): end without more words."""

        def end() -> None:
            log.critical("could not stop in time", seconds=STOP_WITHIN_S, todo="nothing is lost: start it again")
            os._exit(1)

        _later(STOP_WITHIN_S, end)


def _later(seconds: float, do: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()


def _end_stalled(why: str) -> None:
    """The watchdog's end of the process, in its thread: at once, since what hangs would not hear of it."""
    _later(1.0, lambda: os._exit(1))  # should the line below find that the log's reader hangs, too
    main = sys._current_frames().get(threading.main_thread().ident or 0)
    where = "; ".join(f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_stack(main)[-3:])
    log.critical(
        "the worker stands still and ends", why=why, main_thread=where,
        todo="nothing is lost: start the worker again; if it stands again at the same offset, look at that record",
    )  # fmt: skip
    os._exit(1)


class _Boot(BootStrategy):  # type: ignore[misc]
    """No web server and no producer of Faust's: health and deliveries are ours."""

    enable_web = False
    enable_kafka_producer = False


class _App(faust.App):  # type: ignore[misc]
    logger = logging.getLogger("faust.app")
    BootStrategy = _Boot

    def _create_directories(self) -> None:
        """None: the state is on Kafka."""


class _AsTheyAre(Schema):  # type: ignore[misc]
    """The value of an event is the batch that the consumer handed on; the agents decode."""

    def loads_key(self, app: Any, message: Any, **_options: Any) -> Any:
        return message.key

    def loads_value(self, app: Any, message: Any, **_options: Any) -> Any:
        return message.value


def _faust_app(settings: Settings) -> Any:
    """Faust as it holds: at least once, nothing declared by it, no leader topic, no files, no web."""
    return _App(
        settings.group,
        broker=[URL(f"kafka://{each}") for each in settings.brokers.split(",")],
        store="memory://",
        TableManager=PromptTables,
        processing_guarantee="at_least_once",
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
        broker_session_timeout=settings.session_timeout_s,
        broker_rebalance_timeout=REBALANCE_TIMEOUT_S,
        broker_commit_interval=0.5,
        stream_wait_empty=True,
        stream_buffer_maxsize=4096,
    )


def _declare_agents(app: Any, coder: CoderStage, desk: DeskStage) -> None:
    """The two agents. Concurrency stays 1: it is what keeps a partition's order."""

    async def code_articles(batches: Any) -> None:
        async for batch in batches:
            await coder.take(app.consumer, batch)

    async def watch_events(batches: Any) -> None:
        async for batch in batches:
            await desk.take_batch(app.consumer, batch)

    for topic, agent in ((RAW, code_articles), (CODINGS, watch_events)):
        app.agent(app.topic(topic.name, schema=_AsTheyAre()), name=agent.__name__, concurrency=1)(agent)
