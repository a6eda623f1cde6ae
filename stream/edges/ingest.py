"""Lines of a file onto ``tocsin.articles.raw.v1``: the bytes of each line as they are, good or bad.

What cannot be read is refused by the coder, where everybody can see it, not here.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from io import RawIOBase

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError, MessageSizeTooLargeError

from schemas.article import Article, parse
from schemas.topics import RAW
from stream.settings import Settings
from stream.topics import BrokerAway, need_topics

IN_FLIGHT = 2000
"""Records that may be on their way, not yet acknowledged: bounds memory, and what a crash leaves in doubt."""

PATIENCE_S = 30.0
"""How long one line may stay unacknowledged before the broker counts as gone."""
STOP_S = 5.0

_CHUNK = 1 << 18
_CHUNKS_AHEAD = 8
_FRAME = 65_536
_AROUND = 512
"""What Kafka puts around one record, at most. A line that would not fit is not offered: a refusal by the broker leaves
a gap in the producer's sequence, and the lines behind it would be refused too."""


@dataclass(kw_only=True, slots=True)
class Sent:
    """What became of the lines so far.

    ``lines`` counts those that were read; ``sent`` those that every replica in sync has; of these ``unreadable`` are
    no articles, as the coder will say; ``too_large`` has the numbers of lines that the topic does not take.
    """

    lines: int = 0
    sent: int = 0
    unreadable: int = 0
    blank: int = 0
    too_large: tuple[int, ...] = ()
    stopped: bool = False


async def send_lines(
    settings: Settings, source: RawIOBase, stop: asyncio.Event, tell: Callable[[Sent], None] = lambda _sent: None
) -> Sent:
    """Send every line of ``source`` that is not blank, in order, and wait until all are acknowledged.

    After ``stop`` is set no further line is read, and what is under way is finished. Raises BrokerAway or
    TopicMissing; where the broker goes in the middle, the message says how many lines were written.
    """
    await need_topics(settings, [RAW.name])
    producer = AIOKafkaProducer(
        **settings.kafka(), acks="all", enable_idempotence=True, linger_ms=5, max_batch_size=1 << 19,
        max_request_size=RAW.max_bytes + _FRAME, request_timeout_ms=30_000,
    )  # fmt: skip
    done = Sent()
    under_way: deque[tuple[int, asyncio.Future[object]]] = deque()
    await producer.start()
    try:
        async for lines in _read(source, stop):
            for line in lines:
                done.lines += 1
                await _send(producer, line, done, under_way)
                while len(under_way) >= IN_FLIGHT:
                    await _acknowledged(under_way, done)
            while under_way and under_way[0][1].done():
                await _acknowledged(under_way, done)
            tell(done)
        while under_way:
            await _acknowledged(under_way, done)
    except (KafkaConnectionError, KafkaTimeoutError, TimeoutError) as error:
        raise BrokerAway(settings.brokers, f"lines written before it went: {done.sent:,}") from error
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(producer.stop(), STOP_S)
    done.stopped = stop.is_set()
    tell(done)
    return done


def split(source: RawIOBase) -> Iterator[list[bytes]]:
    """The lines of ``source`` without their ends, in lists, each as soon as it is there."""
    rest = b""
    while chunk := source.read(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield [line.removesuffix(b"\r") for line in lines]
    if rest:
        yield [rest]


async def _send(
    producer: AIOKafkaProducer, value: bytes, done: Sent, under_way: deque[tuple[int, asyncio.Future[object]]]
) -> None:
    """Hand one line to the producer, keyed by its article's id, so that its versions keep their order."""
    if not value.strip():
        done.blank += 1
        return
    article = parse(value)
    readable = isinstance(article, Article)
    identity = article.id if isinstance(article, Article) else article.record_id
    key = identity.encode("utf-8", "replace") if identity else None
    if len(value) + len(key or b"") + _AROUND > RAW.max_bytes:
        done.too_large += (done.lines,)
        return
    under_way.append((done.lines, await producer.send(RAW.name, value, key=key)))
    done.unreadable += not readable


async def _acknowledged(under_way: deque[tuple[int, asyncio.Future[object]]], done: Sent) -> None:
    """Wait for the oldest line under way. Raises KafkaError for what the broker does not take, or TimeoutError."""
    number, delivery = under_way.popleft()
    try:
        await asyncio.wait_for(delivery, PATIENCE_S)  # by itself the client would try for ever
        done.sent += 1
    except MessageSizeTooLargeError:
        done.too_large += (number,)


async def _read(source: RawIOBase, stop: asyncio.Event) -> AsyncIterator[list[bytes]]:
    """The lists of :func:`split`, read in a thread that nobody waits for: no read can be cut short."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[list[bytes] | BaseException | None] = asyncio.Queue()
    room = threading.Semaphore(_CHUNKS_AHEAD)

    def read() -> None:
        end: BaseException | None = None
        try:
            for lines in split(source):
                room.acquire()
                loop.call_soon_threadsafe(queue.put_nowait, lines)
        except OSError as error:
            end = error
        except RuntimeError:  # the loop is closed: we were stopped
            return
        loop.call_soon_threadsafe(queue.put_nowait, end)

    threading.Thread(target=read, daemon=True).start()
    stopping = asyncio.ensure_future(stop.wait())
    try:
        while not stop.is_set():
            getting = asyncio.ensure_future(queue.get())
            await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not getting.done():
                getting.cancel()
                return
            lines = getting.result()
            if isinstance(lines, BaseException):
                raise lines
            if lines is None:
                return
            room.release()
            yield lines
    finally:
        stopping.cancel()
