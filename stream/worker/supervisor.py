"""``tocsin worker --supervise``: a parent that starts the worker again when it has died.

A worker whose delivery or state fails ends at once, so that nothing more is acked; this is who starts it again. It
needs no more than a service manager would: run it where there is none.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

HOPELESS = {2: "called wrongly, or a bad setting", 4: "a topic is missing", 5: "the port is taken"}
"""Exit codes of ``tocsin worker`` that another start does not change."""
STOP_WITHIN_S = 12.0
"""After the signal; the worker itself takes 9 s at most."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long to wait before the next start: ``first_s``, doubled each time, up to ``longest_s``.

    A worker that ran for ``well_s`` was well: the count begins anew.
    """

    first_s: float = 1.0
    longest_s: float = 30.0
    well_s: float = 60.0

    def after(self, before_s: float | None, ran_s: float) -> float:
        """The wait after a worker that ran for ``ran_s``; ``before_s`` is the wait before that one, None at first."""
        if before_s is None or ran_s >= self.well_s:
            return self.first_s
        return min(2 * before_s, self.longest_s)


def supervise(command: Sequence[str], pace: Pace | None = None) -> int:
    """Keep ``command`` running until SIGTERM or SIGINT, which is passed on to it; answers the exit code.

    0 when it ended with 0; its own code when that is hopeless, or when it failed after the signal. The command is
    started in a session of its own, with a pipe on its standard input that closes when we die, however suddenly.
    """
    return asyncio.run(_supervise(command, pace or Pace()))


async def _supervise(command: Sequence[str], pace: Pace) -> int:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    stop, wait_s = asyncio.create_task(told.wait()), None
    while True:
        started = loop.time()
        child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, start_new_session=True)
        log.info("the worker is started", pid=child.pid)
        ended = asyncio.create_task(child.wait())
        await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            return await _end(child, ended)
        code = ended.result()
        if code == 0 or stop.done():
            return _ended(child.pid, code)
        if code in HOPELESS:
            log.error("the worker cannot start, and another try would not change that", code=code, why=HOPELESS[code])
            return code
        wait_s = pace.after(wait_s, loop.time() - started)
        log.error("the worker has died; starting it again", pid=child.pid, code=code, after_s=wait_s)
        await asyncio.wait({stop}, timeout=wait_s)
        if stop.done():
            return 0


async def _end(child: asyncio.subprocess.Process, ended: asyncio.Task[int]) -> int:
    """Pass the signal on and wait for the end; a worker that does not come to it is killed."""
    log.info("stopping the worker", pid=child.pid)
    if not ended.done():
        child.send_signal(signal.SIGTERM)
    await asyncio.wait({ended}, timeout=STOP_WITHIN_S)
    if not ended.done():
        log.critical("the worker did not stop in time and is killed", pid=child.pid, seconds=STOP_WITHIN_S)
        child.kill()
    return _ended(child.pid, await ended)


def _ended(pid: int, code: int) -> int:
    """Our own exit code for the worker's last one; a SIGTERM that came before it had begun is no failure."""
    log.info("the worker has ended", pid=pid, code=code)
    return code if code >= 0 else int(code != -signal.SIGTERM)
