"""Codings as a test wants them, and a desk that is asked, restarted at will, and asked again."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from agents.watch_events import Desk, Origin, Verdict, watch_events
from schemas.action import Action
from schemas.coding import (
    ArticleStub,
    Attribution,
    CodedEvent,
    Coding,
    Evidence,
    Modality,
    Party,
    Place,
    Polarity,
    Temporality,
)
from schemas.encode import encode

LOADED = Desk.load()
LEXICON = "sha256:" + "1" * 64
COUNTRIES = {"Jermuk": "ARM", "Sotk": "ARM", "Goris": "ARM", "Vardenis": "ARM", "Kapan": "ARM", "Kharkiv": "UKR"}
NAMES = {"ARM": "Armenia", "AZE": "Azerbaijan", "KAZ": "Kazakhstan", "CSTO": "Collective Security Treaty Organization"}


def fresh_desk(desk: Desk = LOADED) -> Desk:
    """A desk with the rules of ``desk`` and no stories."""
    return Desk(desk.rules, desk.families, desk.wording, desk.digest)


def ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)


def parties(codes: str | Sequence[str]) -> tuple[Party, ...]:
    """``"ARM CSTO"`` or a list of codes; a code's state has its English name."""
    listed = codes.split() if isinstance(codes, str) else codes
    return tuple(Party(code, NAMES.get(code.partition(":")[0], code)) for code in listed)


def event(what: str, who: str = "", to: str = "", told: str = "", **more: Any) -> CodedEvent:
    """``event("ASSAULT/aerial", "AZE:MIL", "ARM", "reported denied", by="AZE:MIL", killed=49, on="2022-09-13")``.

    ``told`` has any of polarity, modality and temporality; what it leaves out is affirmed, asserted, current.
    ``place``: names; ``credits``: the outlet that is quoted.
    """
    kind, _, mode = what.partition("/")
    words = told.split()
    known = {"polarity": get_args(Polarity), "modality": get_args(Modality), "temporality": get_args(Temporality)}
    status = {name: next(word for word in [*words, values[0]] if word in values) for name, values in known.items()}
    assert all(any(word in values for values in known.values()) for word in words), told
    quantities: dict[str, int] = {key: more[key] for key in ("killed", "wounded") if key in more}
    trigger = more.get("words", kind.lower())
    return CodedEvent(
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, repr((more.get("id"), what, who, to, told, sorted(more.items()))))),
        event_type=kind,  # type: ignore[arg-type]
        mode=mode or None,
        context=tuple(more.get("context", ())),
        actor=parties(who),
        recipient=parties(to),
        place=tuple(Place(name, COUNTRIES.get(name)) for name in more.get("place", ())),
        happened_on=more.get("on"),
        attribution=Attribution(more.get("by"), more.get("credits")),
        quantities=quantities,
        evidence=(Evidence("trigger", "body", trigger, "", "", 0, len(trigger)),),
        confidence=more.get("confidence", 0.8),
        **status,
    )


def coding(article: str, events: Sequence[CodedEvent], published: datetime, **more: Any) -> Coding:
    """One article's coding. ``withdrawn=True`` takes it back; ``wire`` names the text that its body is a copy of."""
    withdrawn = bool(more.get("withdrawn"))
    stub = ArticleStub(
        id=article,
        url=f"https://{more.get('outlet', 'a.example')}/{article}",
        source=more.get("outlet", "a.example"),
        title=more.get("title", f"About {article}"),
        language=more.get("language", "en"),
        published_at=published,
        version=more.get("version", 1),
        status="withdrawn" if withdrawn else "usable",
        fingerprint=fingerprint(more["wire"], more.get("rewritten", 0.0)) if "wire" in more else "",
    )
    return Coding(
        article_id=article,
        article=stub,
        language=more.get("language", "en"),
        events=tuple(events),
        lexicon=LEXICON,
        outcome="withdrawn" if withdrawn else "coded" if events else "quiet",
    )


def fingerprint(wire: str, rewritten: float = 0.0) -> str:
    """128 lanes for a text of that name, of which the share ``rewritten`` differs from it."""
    lanes = [hashlib.sha256(f"{wire} {n}".encode()).hexdigest()[:8] for n in range(128)]
    other = [hashlib.sha256(f"{wire} {rewritten} rewritten {n}".encode()).hexdigest()[:8] for n in range(128)]
    changed = round(128 * rewritten)
    return "".join(other[:changed] + lanes[changed:])


class Log:
    """A desk with its log: every record that was folded, and everything that it gave, as bytes."""

    def __init__(self, desk: Desk = LOADED) -> None:
        self.rules = desk
        self.desk = fresh_desk(desk)
        self.states: list[tuple[bytes, bytes | None]] = []
        self.given: list[bytes] = []
        self.offset = 0

    def fold(self, record: Coding | Action, at: datetime, origin: Origin | None = None) -> Verdict:
        """Ask the desk and make its answer part of the state; every record has an origin of its own."""
        if origin is None and isinstance(record, Coding):
            origin, self.offset = Origin(0, self.offset), self.offset + 1
        verdict = watch_events(self.desk, record, ms(at), origin)
        self.desk.apply(verdict)
        self.states += [(key.encode(), None if value is None else encode(value)) for key, value in verdict.changes]
        self.given += [encode(verdict)]
        return verdict

    def restart(self) -> None:
        """A new desk that reads its state back from what was written."""
        self.desk = fresh_desk(self.rules)
        for key, value in self.states:
            self.desk.restore(key, value)
