"""``tocsin broker``: the embedded Apache Kafka, by itself."""

from __future__ import annotations

import click

from stream.cli.options import settings_from
from stream.cli.screen import console, steps
from stream.settings import DEFAULT_BROKERS

PORT = int(DEFAULT_BROKERS.rpartition(":")[2])


@click.group()
def broker() -> None:
    """A real Apache Kafka for trying things out: one node, on 127.0.0.1 only, its data in TOCSIN_HOME.

    Needs a network the first time only, to fetch 45 MB. Not for production.
    """


@broker.command()
@click.option("--port", type=click.IntRange(1024, 65535), default=PORT, show_default=True, help="Where to listen.")
def start(port: int) -> None:
    """Start it in the background; it stays until `tocsin broker stop`."""
    from stream.lab.broker import AlreadyRuns, Broker

    told = console(stderr=True)
    try:
        with steps(told) as tell:
            bootstrap = Broker(settings_from().home, port, detached=True).start(tell)
    except AlreadyRuns as error:
        told.print(str(error))
        bootstrap = error.running.bootstrap
    else:
        told.print(f"Apache Kafka listens on {bootstrap}. Next: `tocsin topics create`, then `tocsin worker`.")
    if bootstrap != DEFAULT_BROKERS:
        told.print(f"Tell the other commands: export TOCSIN_BROKERS={bootstrap}")


@broker.command()
def stop() -> None:
    """Stop it; its data stays."""
    from stream.lab.broker import Broker

    if Broker(settings_from().home).stop():
        console(stderr=True).print("The broker is stopped; its data stays.")
    else:
        console(stderr=True).print("No broker ran.")


@broker.command()
def status() -> None:
    """Print its address, and end with 3 where none runs."""
    from stream.lab.broker import Broker

    found = Broker(settings_from().home)
    running = found.running
    if running is None:
        console(stderr=True).print("No broker runs. Start one with `tocsin broker start`.")
        raise SystemExit(3)
    console().print(running.bootstrap)
    console(stderr=True).print(f"process {running.pid}, data and log in {found.data}")
