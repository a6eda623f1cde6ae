"""Faust's consumer with a gate of its own: what is handed to the agents, what of it is done, and what may be committed.

The gate is shut by everything that takes partitions away (a revocation, a stop, a failure), before Faust's own steps;
it is opened by a rewind to the committed offsets, and by nothing else. Acks mean nothing here: a batch is done when
the agent says so, after its outputs are durable.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError
from faust.transport.drivers.aiokafka import Transport
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from stream.settings import Settings
from stream.worker.fetching import REBALANCE_TIMEOUT_S, RETRY_S, Batch, FencedThread, Opening, clock
from stream.worker.progress import Progress
from stream.worker.upstream import MendedConsumer

log = structlog.get_logger(__name__)

MAX_WAITING = 1_000
"""Records of one partition that lie with an agent and have not begun: the bound on what a slow agent piles up."""
DRAIN_LIMIT_S = 0.8 * REBALANCE_TIMEOUT_S
STOP_LIMIT_S = 6.0
LEASE = 0.9
"""The part of the session for which a heartbeat is believed."""

Fail = Callable[[str, BaseException | None], None]


class Keeper(Protocol):
    """Who keeps a topic's position himself, instead of the group's plain commits."""

    async def take(self, tp: TopicPartition, generation: int) -> int:
        """Make ready for ``tp`` and answer the offset to go on from. Raises what ends the process."""

    async def release(self) -> None:
        """The partition is not ours any more."""


class FencedTransport(Transport):  # type: ignore[misc]
    """Faust's Kafka transport with our consumer in it."""

    def __init__(self, url: Any, app: Any, settings: Settings, keepers: Mapping[str, Keeper], fail: Fail) -> None:
        super().__init__(url, app)
        self.settings = settings
        self.keepers = keepers
        self.fail = fail


class FencedConsumer(MendedConsumer):
    """See the module's words. ``partitions`` is for the watchdog to read; only this class writes it."""

    logger = logging.getLogger("faust.consumer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.partitions: dict[TopicPartition, Progress] = {}
        self.opened = False
        self._working = False
        self._token = 0
        self._revoked = False
        self._fenced = False
        self._changed = asyncio.Event()
        self._committing = asyncio.Lock()
        self._opening: asyncio.Future[None] | None = None
        super().__init__(*args, **kwargs)

    def _new_consumer_thread(self) -> FencedThread:
        return FencedThread(self, loop=self.loop, beacon=self.beacon)

    @property
    def ready(self) -> bool:
        """Whether the assignment is open, every keeper's partition with it, and nobody is taking it away."""
        return self.opened and not self._fenced

    @property
    def lease_age(self) -> float:
        """Seconds since the last heartbeat that succeeded was sent."""
        return clock() - float(self._thread.lease_from)

    # -- for the agents

    def begin(self, batch: Batch) -> bool:
        """Whether ``batch`` may be worked on now; then :meth:`finish` must follow, whatever happens."""
        progress = self.partitions.get(batch.tp)
        if progress is None or not self._working or batch.token != self._token:
            return False
        answer = progress.begin(batch.start, batch.end, reset=batch.reset)
        if batch.reset:
            log.error(
                "the log does not have the records that come next; going on with those that it has",
                topic=batch.tp.topic, partition=batch.tp.partition, offset=batch.start,
                todo="see whether the topic's retention is shorter than our lag, or whether it was made anew",
            )  # fmt: skip
        elif answer == "gap":
            log.warning("a batch got lost on its way to the agent; going back", offset=batch.start, tp=str(batch.tp))
            self._open_soon()
        return answer == "begin"

    async def hold(self, batch: Batch) -> bool:
        """Wait until the group surely counts us in. False: the partition goes away before it says so."""
        limit = LEASE * float(self.transport.settings.session_timeout_s)
        while self.lease_age > limit:
            if batch.token != self._token or self._fenced or self._revoked:
                return False
            await asyncio.sleep(RETRY_S)
        return batch.token == self._token and not self._fenced

    def finish(self, batch: Batch, *, ok: bool) -> None:
        """The batch has ended; ``ok``: every output of it is durable."""
        progress = self.partitions.get(batch.tp)
        if progress is not None and batch.token == self._token:
            progress.finish(batch.start, ok=ok)
        self._changed.set()

    def reopen(self) -> None:
        """Go back to what is committed, keepers and all."""
        self._open_soon()

    def fence(self) -> None:
        """Nothing begins and nothing is committed from now on: a delivery or the state has failed."""
        self._fenced = True
        self._shut()

    # -- the gate

    def _shut(self) -> None:
        """Nothing begins and nothing is fetched; what is under way goes on, and may be committed."""
        self._working = self.opened = False
        if self._opening is not None:
            self._opening.cancel()
        self._changed.set()

    def stop_flow(self) -> None:
        """Shut the gate, then do as Faust does."""
        self._shut()
        super().stop_flow()

    def resume_flow(self) -> None:
        """The one opener, called by Faust when agents and queues are ready for an assignment."""
        super().resume_flow()
        self._open_soon()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Shut the gate before Faust waits for what is under way."""
        self._revoked = True
        self.stop_flow()
        self.app.flow_control.suspend()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Open when Faust has done its part, unless it is still to say so (:meth:`resume_flow`)."""
        await super().on_partitions_assigned(assigned, generation_id)
        self._revoked = False
        self._open_soon()

    async def perform_seek(self) -> None:
        """Nothing: the rewind belongs to the opening, where no timeout of Faust's recovery can end it for good."""

    def _open_soon(self) -> None:
        self._shut()
        if not self._revoked and self.flow_active and not self._fenced and not self.should_stop:
            self._opening = asyncio.ensure_future(self._open(self._opening))

    async def _open(self, before: asyncio.Future[None] | None) -> None:
        """Rewind and open. ``before`` is an opening that was cancelled, and has to be out of the way."""
        try:
            if before is not None:
                await asyncio.wait([before])
            await self._settle()
            opening = await self._rewind()
            keepers = self.transport.keepers
            self._token = opening.token
            self.partitions = {tp: Progress(start) for tp, start in opening.starts.items() if tp.topic not in keepers}
            self._working = True
            self._changed.set()
            for topic, keeper in keepers.items():
                await self._give(keeper, [tp for tp in opening.starts if tp.topic == topic], opening)
            self.opened = True
            log.info("ready", partitions=len(opening.starts), generation=opening.generation)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.transport.fail("the assignment could not be opened", error)

    async def _rewind(self) -> Opening:
        """Ask until the assignment stands still; a revocation cancels us."""
        while True:
            opening: Opening | None = await self._thread.call(self._thread.rewind)
            if opening is not None:
                return opening
            await asyncio.sleep(RETRY_S)

    async def _give(self, keeper: Keeper, kept: list[TopicPartition], opening: Opening) -> None:
        """Open the partitions that have a keeper, each when the keeper is ready, and where he says."""
        if not kept:
            await keeper.release()
        for tp in kept:
            start = await keeper.take(tp, opening.generation)
            if await self._thread.call(self._thread.seek_fenced, opening.token, tp, start):
                self.partitions[tp] = Progress(start, commits=False)

    # -- from the thread to the agents

    async def _drain_messages(self, fetcher: Any) -> None:
        """Fetch and hand on until stopped, instead of Faust's loop with its read offsets and dropped records."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                if not self._working:
                    await self._wait_for_change()
                    continue
                room = {tp for tp, progress in self.partitions.items() if progress.waiting < MAX_WAITING}
                for batch in await self._thread.call(self._thread.fetch, self._token, room):
                    await self._hand_on(batch)
        except (asyncio.CancelledError, ConsumerStoppedError):
            if not (self.should_stop or fetcher.should_stop or self.app.should_stop):
                raise
        except Exception as error:
            self.transport.fail("nothing can be fetched any more", error)

    async def _hand_on(self, batch: Batch) -> None:
        progress = self.partitions.get(batch.tp)
        if progress is None or batch.token != self._token:
            return
        progress.hand(batch.start, batch.end)
        tp = TP(batch.tp.topic, batch.tp.partition)
        message = ConsumerMessage(
            tp.topic, tp.partition, batch.start, 0.0, 0, None, None, batch, None, 0, 0, tp,
            generation_id=self.app.consumer_generation_id,
        )  # fmt: skip
        await self.callback(message)

    async def _wait_for_change(self) -> None:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), RETRY_S)
        except TimeoutError:
            return

    # -- offsets

    def ack(self, message: Any) -> bool:
        """Nothing but Faust's own bookkeeping: see :meth:`finish`."""
        message.acked = True
        self._unacked_messages.discard(message)
        return True

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commit what is done. False where something is left that another try may commit."""
        async with self._committing:
            pending = {tp: offset for tp, p in self.partitions.items() if (offset := p.pending) is not None}
            if not pending or self._fenced:
                return True
            partitions = self.partitions
            answer = await self._thread.call(self._thread.commit_fenced, self._token, pending)
            if answer == "committed":
                for tp, offset in pending.items():
                    partitions[tp].committed = offset
            return bool(answer != "failed")

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """The same as :meth:`commit`: there are no acks to filter."""
        return await self.commit()

    async def wait_empty(self) -> None:
        """Wait until nothing is under way and all of it is committed: the rejoin is held until then."""
        self._shut()
        await self._settle()

    async def _settle(self) -> None:
        limit = STOP_LIMIT_S if self.app.should_stop else DRAIN_LIMIT_S
        until = clock() + limit
        while any(progress.running for progress in self.partitions.values()) and not self._fenced:
            if clock() > until:
                self.transport.fail(f"a batch is still under way after {limit:.0f} s of waiting for its end", None)
            await self._wait_for_change()
        while not await self.commit() and not self._fenced:
            if clock() > until:
                self.transport.fail(f"offsets could not be committed for {limit:.0f} s", None)
            await asyncio.sleep(RETRY_S)


FencedTransport.Consumer = FencedConsumer
