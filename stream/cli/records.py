"""The records of a file or of standard input: JSON, one object a line."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec


def opened(file: Path) -> BinaryIO:
    """``file`` to be read, or standard input where it is ``-``; one that cannot be read is a wrong call."""
    try:
        return sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from error


def records(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number from 1; a document over several lines is one record."""
    lines = ((number, line.rstrip(b"\r\n")) for number, line in enumerate(source, start=1) if line.strip())
    first = next(lines, None)
    if first is None:
        return
    if first[1].lstrip().startswith(b"{") and not _is_object(first[1]):
        rest = list(lines)
        document = b"\n".join([first[1], *(line for _, line in rest)])
        if _is_object(document):
            yield first[0], document
            return
        lines = iter(rest)  # type: ignore[assignment]
    yield from itertools.chain([first], lines)


def _is_object(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
