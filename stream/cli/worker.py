"""``tocsin worker``: the agents, until told to stop."""

from __future__ import annotations

import sys

import click

from stream.cli.options import brokers_option, settings_from


@click.command()
@brokers_option
@click.option("--supervise", is_flag=True, help="Start the worker again when it dies: after 1 s, then 2, 4 … 30.")
@click.option("--tethered", is_flag=True, hidden=True, help="End when standard input is closed.")
def worker(brokers: str | None, supervise: bool, tethered: bool) -> None:
    """Run the agents until SIGTERM or Ctrl-C, then finish what is under way and leave.

    Logs go to stdout: JSON, or text at a terminal (TOCSIN_LOG_FORMAT). /metrics, /livez and /readyz are on
    TOCSIN_METRICS_PORT. Ends with 1 when delivery or the state fails, or when it stands still although it could go
    on: start it again then, or let --supervise do so.
    """
    from stream.logs import configure

    settings = settings_from(brokers)
    configure(settings.log_format, settings.log_level, "stdout")
    if supervise:
        from stream.worker.supervisor import supervise as keep_running

        given = ("--brokers", brokers) if brokers else ()
        raise SystemExit(keep_running((sys.executable, "-m", "stream.cli.main", "worker", "--tethered", *given)))
    from stream.worker.app import run

    raise SystemExit(run(settings, tether=sys.stdin.fileno() if tethered else None))
