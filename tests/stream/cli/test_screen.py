"""What reaches the terminal: nobody's article steers it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from stream.cli.screen import safe, steps


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("line\rover", "line\\u000dover"),
        ("\x9b2J", "\\u009b2J"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("می\u200cخواهد Հայաստան – «О́КО»\u00a0", "می\u200cخواهد Հայաստան – «О́КО»\u00a0"),
        ("half \ud800", "half \\ud800"),
    ],
)
def test_what_could_steer_a_terminal_is_made_visible_and_all_scripts_stay(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_into_a_pipe_each_step_is_told_once_and_its_counting_left_out() -> None:
    out = io.StringIO()
    with steps(Console(file=out, width=200)) as tell:
        for line in ("fetching: 1 of 3", "fetching: 2 of 3", "starting", "starting", "done"):
            tell(line)
    assert out.getvalue().splitlines() == ["fetching: 1 of 3", "starting", "done"]
