"""What a person sees: one console, plain into a pipe, and never a control character out of somebody's article."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

PIPE_WIDTH = 10_000
"""Into a pipe nothing is folded: one record, one line."""


def console(*, stderr: bool = False) -> Console:
    """A console on stdout (or stderr) as it is now; without a terminal it neither colours nor wraps."""
    stream = sys.stderr if stderr else sys.stdout
    terminal = stream.isatty()
    return Console(
        file=stream, force_terminal=terminal, width=None if terminal else PIPE_WIDTH,
        highlight=False, markup=False, emoji=False, soft_wrap=not terminal,
    )  # fmt: skip


@contextmanager
def steps(screen: Console) -> Iterator[Callable[[str], None]]:
    """A function that tells how far something is: one moving line at a terminal, else a line for each new step."""
    if screen.is_terminal:
        with screen.status("") as status:
            yield status.update
        return
    last = ""

    def tell(line: str) -> None:
        nonlocal last
        step = line.partition(":")[0].partition("(")[0]
        if step != last:
            screen.print(line)
            last = step

    yield tell


def safe(text: str) -> str:
    """``text`` with what could steer a terminal made visible: control and direction-override characters."""
    return "".join(character if _harmless(character) else f"\\u{ord(character):04x}" for character in text)


def _harmless(character: str) -> bool:
    if character in "\n\t" or character.isprintable():
        return True
    # Joiners and direction marks belong to Persian, Arabic and others; overrides and isolates can forge a line.
    return unicodedata.category(character) in ("Cf", "Zs") and not ("\u202a" <= character <= "\u2069")
