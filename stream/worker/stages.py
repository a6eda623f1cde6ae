"""The two pure agents, as the worker needs them: functions and what is loaded for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from agents import code_articles, watch_events
from agents.watch_events import Origin, Verdict
from schemas.action import Action
from schemas.coding import Coding
from schemas.rejected import Rejected


class DeskState(Protocol):
    """The desk's stories in memory: made from the log at start, changed by verdicts only."""

    def restore(self, key: bytes, value: bytes | None) -> None:
        """Take back one record of the stories topic, in log order."""

    def __len__(self) -> int:
        """How many stories are open."""

    def apply(self, verdict: Verdict) -> None:
        """Make the verdict's changes part of the state."""


@dataclass(frozen=True, kw_only=True)
class Stages:
    """What to do with an article and with a coding. Every function here is pure: an exception is a bug of ours."""

    code: Callable[[bytes], Coding | Rejected]
    warm: Callable[[Callable[[], bool]], None] = lambda go_on: None
    """Load what ``code`` would load at its first article of a kind; called once, in a thread, before any of them."""
    is_published: Callable[[Coding], bool]
    watch: Callable[[Any, Coding | Action, int, Origin | None], Verdict]
    new_desk: Callable[[], DeskState]
    desks: tuple[str, ...]
    languages: tuple[str, ...]
    lexicon: str
    rules: str

    @classmethod
    def load(cls) -> Stages:
        """The agents with the lexicons and rules of the package. Raises what their loaders raise."""
        coder = code_articles.Coder.load()
        desk = watch_events.Desk.load()
        return cls(
            code=lambda raw: code_articles.code_articles(coder, raw),
            warm=coder.warm,
            is_published=code_articles.is_published,
            watch=watch_events.watch_events,
            new_desk=watch_events.Desk.load,
            desks=desk.desks,
            languages=coder.languages,
            lexicon=coder.digest,
            rules=desk.digest,
        )
