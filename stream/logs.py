"""Logs: structlog through stdlib's ProcessorFormatter, so that our lines and the libraries' look alike.

JSON by orjson, one object a line, for machines; coloured text for a person at a terminal.
"""

from __future__ import annotations

import logging.config
import os
import sys
from collections.abc import Mapping
from typing import Any, Literal

import orjson
import structlog

from stream.settings import LogFormat, LogLevel

Stream = Literal["stdout", "stderr"]

QUIET = {"aiokafka": "ERROR", "kafka": "ERROR", "asyncio": "WARNING"}
"""Libraries that warn of what we handle: a broker that is away fills the log with one line a retry."""


def configure(format: LogFormat = "auto", level: LogLevel = "info", stream: Stream = "stderr") -> None:
    """Set up logging for this process; a command that prints data on stdout logs to stderr."""
    logging.config.dictConfig(logging_config(format, level, stream))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_config(format: LogFormat = "auto", level: LogLevel = "info", stream: Stream = "stderr") -> dict[str, Any]:
    """The same as stdlib's ``dictConfig`` takes it (and Faust's ``logging_config``)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": _renderers(format, stream),
            }
        },
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line", "stream": f"ext://sys.{stream}"}},
        "root": {"handlers": ["line"], "level": level.upper()},
        "loggers": {name: {"level": least} for name, least in QUIET.items()},
    }


def _shared() -> list[Any]:
    """What every line gets, whoever wrote it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _renderers(format: LogFormat, stream: Stream) -> list[Any]:
    target = getattr(sys, stream)
    person = format == "text" or (format == "auto" and target.isatty())
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if person:
        colours = target.isatty() and not os.environ.get("NO_COLOR")
        return [strip, structlog.dev.ConsoleRenderer(colors=colours)]
    return [strip, structlog.processors.format_exc_info, _to_json]


def _to_json(_logger: Any, _method: str, event: Mapping[str, Any]) -> str:
    """One JSON object a line; the time, the level and the words come first, since people read it too."""
    first = {name: event[name] for name in ("timestamp", "level", "event") if name in event}
    return orjson.dumps({**first, **event}, default=_shown, option=orjson.OPT_NON_STR_KEYS).decode()


def _shown(value: object) -> str:
    """For values that JSON does not have; bytes as text, whatever they are."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else repr(value)
