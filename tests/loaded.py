"""The shipped lexicons, loaded once for all tests: compiling eight languages takes seconds."""

from __future__ import annotations

from functools import cache

from agents.code_articles import Coder


@cache
def coder() -> Coder:
    """The coder with the shipped lexicons; nothing that a test does changes it."""
    return Coder.load()
