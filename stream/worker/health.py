"""``/metrics``, ``/livez`` and ``/readyz``, and nothing else, on a port of their own."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable

from aiohttp import web

from stream.worker.metrics import Metrics

Check = Callable[[], str | None]
"""Answers what is wrong, or None."""


class PortTaken(Exception):
    """Somebody else listens where we should serve health and metrics."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is taken, perhaps by another worker.\n"
            f"Give this one another: TOCSIN_METRICS_PORT={port + 1} (0: any that is free)."
        )


class HealthServer:
    """A small HTTP server on the worker's own loop: when the loop is stuck, it does not answer, as it should."""

    def __init__(self, metrics: Metrics, live: Check, ready: Check) -> None:
        self._metrics = metrics
        app = web.Application()
        app.router.add_get("/metrics", self._exposition)
        app.router.add_get("/livez", _answering(live))
        app.router.add_get("/readyz", _answering(ready))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        self.port: int | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen; ``port`` 0 takes any that is free, which :attr:`port` then tells. Raises :class:`PortTaken`."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(host, port) from error
            raise
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _exposition(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._metrics.exposition(), headers={"Content-Type": self._metrics.content_type})


def _answering(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        wrong = check()
        return web.Response(text=wrong or "ok", status=503 if wrong else 200)

    return answer
