"""``tocsin worker``: the agents, until told to stop."""

from __future__ import annotations

import click

from stream.cli.options import brokers_option, settings_from


@click.command()
@brokers_option
def worker(brokers: str | None) -> None:
    """Run the agents until SIGTERM or Ctrl-C, then finish what is under way and leave.

    Logs go to stdout: JSON, or text at a terminal (TOCSIN_LOG_FORMAT). /metrics, /livez and /readyz are on
    TOCSIN_METRICS_PORT. Ends with 1 when delivery or the state fails: start it again then.
    """
    from stream.logs import configure
    from stream.worker.app import run

    settings = settings_from(brokers)
    configure(settings.log_format, settings.log_level, "stdout")
    raise SystemExit(run(settings))
