"""A coder and a desk that are simple enough to be computed by heart: for tests of delivery, not of linguistics.

An article whose body holds ``EVENT <name>`` has one event; each of its events is the next version of the story
``<name>``. Words in the body ask for trouble: ``CODERBUG``, ``CODERHANG``, ``HUGE``, ``DESKBUG``, ``SPOIL``.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from agents.watch_events import Origin, Verdict
from schemas.action import Action
from schemas.alert import Alert, Sources
from schemas.article import parse
from schemas.coding import ArticleStub, CodedEvent, Coding
from schemas.rejected import Rejected
from stream.worker.stages import Stages

EVENT = re.compile(r"EVENT (\S+)")
SPACE = uuid.UUID("6f0a2f0e-6a43-4c60-9d0e-0b6a8a2f7c11")


class State(msgspec.Struct, frozen=True):
    """One record of the simple desk: a story's version, or the highest offset folded of a raw partition."""

    number: int


@dataclass
class SimpleDesk:
    """Versions by story, and marks by raw partition, under keys that cannot be mistaken for each other."""

    numbers: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(not key.startswith("mark:") for key in self.numbers)

    def restore(self, key: bytes, value: bytes | None) -> None:
        """Take one record of the log back."""
        if value is not None:
            self.numbers[key.decode()] = msgspec.json.decode(value, type=State).number

    def apply(self, verdict: Verdict) -> None:
        """Take a verdict's changes."""
        for key, state in verdict.changes:
            if key.startswith("SPOIL"):
                raise RuntimeError("the desk cannot apply this")
            assert isinstance(state, State)
            self.numbers[key] = state.number


def code(raw: bytes) -> Coding | Rejected:
    """Code one article the simple way."""
    article = parse(raw)
    if isinstance(article, Rejected):
        return article
    body = article.body or ""
    if "CODERBUG" in body:
        raise RuntimeError("the coder has a bug")
    if "CODERHANG" in body:
        time.sleep(3600)
    names = EVENT.findall(body)
    events = tuple(
        CodedEvent(
            id=str(uuid.uuid5(SPACE, f"{article.id}:{article.version}:{number}:{name}")), event_type="ASSAULT",
            mode=name + ("x" * 5_000_000 if "HUGE" in body else ""),
        )
        for number, name in enumerate(names)
    )  # fmt: skip
    return Coding(
        article_id=article.id or "",
        article=ArticleStub(
            id=article.id or "", source=article.source, published_at=article.published_at, version=article.version,
            status=article.status,
        ),
        language=article.language or "und", events=events, lexicon="sha256:simple",
        outcome="coded" if events else "withdrawn" if article.status == "withdrawn" else "quiet",
    )  # fmt: skip


def is_published(coding: Coding) -> bool:
    """As the real one."""
    return bool(coding.events) or coding.article.version > 1 or coding.outcome == "withdrawn"


def watch(desk: SimpleDesk, record: Coding | Action, at_ms: int, origin: Origin | None) -> Verdict:
    """Each event is the next version of its story; what was folded before is a duplicate."""
    if isinstance(record, Action):
        return Verdict(changes=(), alerts=(), suppressions=(), outcome="nothing")
    mark = "" if origin is None else f"mark:{origin.partition}"
    if origin is not None and origin.offset <= desk.numbers.get(mark, -1):
        return Verdict(changes=(), alerts=(), suppressions=(), outcome="duplicate")
    versions: dict[str, int] = {}
    alerts = []
    for event in record.events:
        name = event.mode or ""
        if name == "DESKBUG":
            raise RuntimeError("the desk has a bug")
        versions[name] = versions.get(name, desk.numbers.get(name, 0)) + 1
        alerts.append(_alert(record, event, name, versions[name], at_ms))
    changes: list[tuple[str, msgspec.Struct | None]] = [(name, State(number)) for name, number in versions.items()]
    if origin is not None:
        changes.append((mark, State(origin.offset)))
    return Verdict(changes=tuple(changes), alerts=tuple(alerts), suppressions=(), outcome="news")


def _alert(record: Coding, event: CodedEvent, name: str, version: int, at_ms: int) -> Alert:
    story = str(uuid.uuid5(SPACE, name))
    at = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    return Alert(
        alert_id=str(uuid.uuid5(SPACE, f"{story}:{version}")), story_id=story, version=version,
        msg_type="alert" if version == 1 else "update", rule="simple", desks=("world",),
        headline={"en": f"{name} {version} by {record.article_id}"}, urgency=3, confidence=0.5,
        status="single_source", event=event, sources=Sources(articles=version, independent=1),
        first_seen_at=at, updated_at=at, lexicon=record.lexicon, rules="sha256:simple",
    )  # fmt: skip


def stages() -> Stages:
    """What the worker under test works with."""
    return Stages(
        code=code, is_published=is_published, watch=watch, new_desk=SimpleDesk, desks=("world",),
        languages=("en",), lexicon="sha256:simple", rules="sha256:simple",
    )  # fmt: skip
