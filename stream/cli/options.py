"""What several commands share: the settings, and the option that says which Kafka."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from stream.settings import DEFAULT_BROKERS, Settings

F = TypeVar("F", bound=Callable[..., Any])


def brokers_option(command: F) -> F:
    """``--brokers HOST:PORT``, which comes before TOCSIN_BROKERS."""
    return click.option(
        "--brokers", metavar="HOST:PORT", help=f"Which Kafka. [default: $TOCSIN_BROKERS, else {DEFAULT_BROKERS}]"
    )(command)


def settings_from(brokers: str | None = None) -> Settings:
    """The settings of the environment, with ``brokers`` put over them. Raises SettingsError."""
    over = {"TOCSIN_BROKERS": brokers} if brokers else {}
    return Settings.from_environment({**os.environ, **over})
