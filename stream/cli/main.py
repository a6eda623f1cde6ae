"""``tocsin``: the door to everything. A command's module is imported only when the command is called."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

import click

COMMANDS = {
    "demo": "Try it: a real Kafka, the worker and a sample wire, in one terminal.",
    "worker": "Run the agents: articles in, alerts out, until told to stop.",
    "broker": "The embedded Apache Kafka, for trying out: start, stop, status.",
    "topics": "The topics on the broker: create, show.",
    "ingest": "Send articles (JSON lines) to be read.",
    "code": "Code articles here and now, without Kafka, and show what was found.",
    "explain": "Why articles were coded as they were: in the terminal, or as one HTML page.",
    "lexicon": "The words that the coder knows: check, and diff what a change of them changes.",
    "tail": "Show alerts as they ring.",
    "dlq": "Articles that could not be read: list, show.",
}

# Failures that are told in their own words, without a stack: the class's name by its module.
_SPOKEN = {
    "stream.settings": {"SettingsError": 2},
    "stream.topics": {"BrokerAway": 3, "TopicMissing": 4, "TopicUnfit": 1},
    "stream.lab.ports": {"PortTaken": 5},
    "stream.worker.health": {"PortTaken": 5},
    "stream.lab.java": {"JavaMissing": 6},
    "stream.lab.jars": {"JarsMissing": 1},
    "stream.lab.broker": {"BrokerFailed": 1, "AlreadyRuns": 1},
    "stream.lab.demo": {"WorkerFailed": 1},
}

EPILOG = """\b
Exit codes:
  0  fine                    4  a topic is missing
  1  failed                  5  the port is taken
  2  called wrongly, or      6  no Java runtime
     a bad setting         130  interrupted before all was done
  3  no broker answers

\b
Settings are TOCSIN_* environment variables: TOCSIN_BROKERS=host:port is your own Kafka,
TOCSIN_HOME the embedded broker's directory. NO_COLOR is respected; into a pipe all is plain."""


class Failure(click.ClickException):
    """A failure that a person can do something about."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Doors(click.Group):
    """Loads ``stream.cli.<name>`` for the command of that name, and tells known failures in their own words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"stream.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without loading a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise Failure("interrupted", 130) from None
        except Exception as error:
            module, name = type(error).__module__, type(error).__name__
            if module == "aiokafka.errors":
                raise Failure(f"Kafka says: {error}") from error
            if name not in _SPOKEN.get(module, {}):
                raise
            raise Failure(str(error), _SPOKEN[module][name]) from error


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"tocsin {version('tocsin')}")
        ctx.exit()


@click.group(cls=Doors, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and exit."
)
def cli() -> None:
    """Reads raw news articles from Kafka, codes the conflict events in them, folds them into stories, and rings."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it warns of, a command tells in its own words


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``tocsin`` with ``arguments`` (default: those of the process), and exit."""
    run: Callable[..., Any] = cli.main
    run(args=arguments, prog_name="tocsin")


if __name__ == "__main__":
    main()
