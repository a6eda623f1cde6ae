"""Why an article was coded as it was: its marked spans, the path to each event, and what tempted but was not made.

Everything here is read off the notes that the coder took while it coded (:mod:`agents.coding.tracing`), by the very
items that it worked on; nothing is decided anew.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agents.coding.article import READ
from agents.coding.code import Found, Origin
from agents.coding.mentions import Item
from agents.coding.paths import EntryLines, Saying, left_out, path, refused, words
from agents.coding.reasons import FURNITURE, UNMADE, Line, Piece, Quoted, act_name, line, quoted
from agents.coding.tracing import Reading, Refusal, Trace
from agents.coding.words import TriggerForm
from schemas.article import Article
from schemas.coding import CodedEvent, Coding, Part

_SAYINGS = 5
_WORDS = 12
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*trigger[ \t]*\]\]", re.MULTILINE)
BOILERPLATE, TEMPTING, SOFT = "boilerplate", "not made", "soft word"
ROLES = (
    "trigger", "actor", "recipient", "polarity", "modality", "temporality", "attribution", "place", "date", "quantity",
    TEMPTING, SOFT, BOILERPLATE,
)  # fmt: skip
"""What a span can be, the most telling first."""


class Mark(NamedTuple):
    """``part[start:end]`` plays a ``role``; ``of`` is the number of its event (or of what was not made), from 1."""

    part: Part
    start: int
    end: int
    role: str
    of: int = 0


class Segment(NamedTuple):
    """A stretch of text with the same marks all over; ``label`` names them: ``actor 1, 2; place 1``."""

    text: str
    roles: tuple[str, ...]
    label: str


class Tempting(NamedTuple):
    """Words that could have made an event and made none; ``why`` has a line for each thing they could have been."""

    part: Part
    start: int
    end: int
    exact: Quoted
    why: tuple[Line, ...]


class Explanation(NamedTuple):
    """``verdict``: on the whole article; ``paths`` has one for each event of the coding, in its order."""

    article: Article
    coding: Coding
    verdict: tuple[Line, ...]
    marks: tuple[Mark, ...]
    paths: tuple[tuple[Line, ...], ...]
    tempting: tuple[Tempting, ...]


def trigger_lines(toml: str) -> tuple[int, ...]:
    """The lines on which the triggers of a language's file begin, counted from 1."""
    found, at, number = [], 0, 1
    for match in _HEADER.finditer(toml):
        number += toml.count("\n", at, match.start())
        at = match.start()
        found.append(number)
    return tuple(found)


def explain(article: Article, coding: Coding, trace: Trace, known: EntryLines) -> Explanation:
    """Put what was noted while ``article`` became ``coding`` in words; ``known`` has the lines of the triggers."""
    sayings = {id(found): Saying(r, o) for r in trace.readings for o in r.outcomes for found in o.found}
    paths = tuple(
        (*path(event, sayings[id(said[0])], known), *_again(said[1:], sayings))
        for event, (_, said) in zip(coding.events, trace.told, strict=True)
    )
    tempting = tuple(sorted(_tempting(trace, sayings, known), key=lambda t: (t.part != "title", t.start)))
    marks = [
        Mark(e.part, e.start, e.end, e.role, n) for n, event in enumerate(coding.events, 1) for e in event.evidence
    ]
    marks += [Mark(t.part, t.start, t.end, TEMPTING, number) for number, t in enumerate(tempting, 1)]
    marks += [Mark(p.part, *p.folded.span(i.start, i.end), SOFT) for p, i in trace.soft]
    marks += [Mark("body", start, end, BOILERPLATE) for start, end, _ in trace.furniture]
    marks += [Mark(part, READ, len(text), BOILERPLATE) for part, text in _texts(article) if len(text) > READ]
    verdict = (*_verdict(article, coding, trace), *_left_out(article, trace))
    return Explanation(article, coding, verdict, tuple(dict.fromkeys(marks)), paths, tempting)


def segments(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """``text`` cut wherever a mark begins or ends; linear in both but for the marks that lie over one another."""
    edges: dict[int, tuple[list[Mark], list[Mark]]] = {0: ([], []), len(text): ([], [])}
    for mark in marks:
        edges.setdefault(mark.start, ([], []))[0].append(mark)
        edges.setdefault(mark.end, ([], []))[1].append(mark)
    active: dict[Mark, None] = {}
    for start, end in itertools.pairwise(sorted(edges)):
        for mark in edges[start][1]:
            active.pop(mark, None)
        active.update(dict.fromkeys(edges[start][0]))
        by_role = [(role, sorted(m.of for m in active if m.role == role)) for role in ROLES] if active else []
        roles = tuple(role for role, found in by_role if found)
        labels = (f"{role} {', '.join(map(str, found))}" if any(found) else role for role, found in by_role if found)
        yield Segment(text[start:end], roles, "; ".join(labels))


def _texts(article: Article) -> tuple[tuple[Part, str], ...]:
    return ("title", article.title or ""), ("body", article.body or "")


def _verdict(article: Article, coding: Coding, trace: Trace) -> Iterator[Line]:
    """What became of the whole article, and where it was stopped."""
    if coding.outcome == "withdrawn":
        yield line("outcome", "withdrawn by its publisher, and not read")
    elif coding.outcome == "unsupported":
        yield line("outcome", "not read: there are no words for its language")
    elif trace.gate is not None:
        names = [text for one, text in trace.gate if not all(isinstance(m, TriggerForm) for m in one.meanings)]
        acts = [text for one, text in trace.gate if any(isinstance(m, TriggerForm) for m in one.meanings)]
        missing = "neither a name nor a word for an act" if not names and not acts else (
            "no name of a party or place" if not names else "no word for an act"
        )  # fmt: skip
        yield line("outcome", f"quiet: stopped at the first look, since there is {missing}")
        yield from (line(what, *_some(found)) for what, found in (("names", names), ("acts", acts)) if found)
    elif trace.soft:
        yield line("outcome", "quiet: laid aside as sport, markets, leisure or nature, since it is full of their words")
        classes = {tag[5:] for _, item in trace.soft for tag in item.tags if tag.startswith("word:")}
        yield line("word classes", ", ".join(sorted(classes)))
        yield line("words", *_some(p.folded.text[i.start : i.end] for p, i in trace.soft))
    elif coding.events:
        count = len(coding.events)
        yield line("outcome", f"coded: {count} {'event' if count == 1 else 'events'}")
    else:
        yield line("outcome", "quiet: read to its end, and nothing in it is an event")
    declared = (article.language or "").replace("_", "-").partition("-")[0].lower()
    if declared and declared != coding.language:
        yield line("language", f"declared as {declared}, read as {coding.language}")


def _left_out(article: Article, trace: Trace) -> Iterator[Line]:
    for start, end, why in trace.furniture:
        yield line("left out", quoted((article.body or "")[start : min(end, start + 200)]), f": {FURNITURE[why]}")
    for part, text in _texts(article):
        if len(text) > READ:
            yield line("left out", f"the {part} behind its first {READ:,} characters is not read")


def _some(found: Iterable[str]) -> Iterator[Piece]:
    """The first dozen different words, and how many more there are."""
    different = list(dict.fromkeys(found))
    for index, text in enumerate(different[:_WORDS]):
        yield ", " if index else ""
        yield quoted(text)
    if len(different) > _WORDS:
        yield f" and {len(different) - _WORDS} more"


def _again(said: list[Found], sayings: dict[int, Saying]) -> Iterator[Line]:
    """The other sayings that were merged into an event."""
    for found in said[:_SAYINGS]:
        reading, outcome = sayings[id(found)]
        yield line(
            "said again", f"{found.part}, ", words(reading.origin, outcome.act.trigger), f": {_told(found.event)}"
        )
    if len(said) > _SAYINGS:
        yield line("said again", f"and {len(said) - _SAYINGS} times more")


def _told(event: CodedEvent) -> str:
    who, whom = (", ".join(p.code for p in side) or "–" for side in (event.actor, event.recipient))
    return f"{who} → {whom}, {event.polarity}, {event.modality}, {event.temporality}"


def _tempting(trace: Trace, sayings: dict[int, Saying], known: EntryLines) -> Iterator[Tempting]:
    """Triggers without a frame, acts that are no event, and rumours that the article denies."""
    for reading in trace.readings:
        origin = reading.origin
        for trigger, report in reading.denials:
            why = line("REJECT", "it refuses ", words(origin, report), ", and so is read as a denial")
            yield _tempted(origin, trigger, [why])
        for trigger, refusals in _without_a_frame(reading):
            why_not = [line(act_name(r.entry.event_type, r.entry.mode), *refused(origin, r, known)) for r in refusals]
            if trigger.kind != "trigger":
                why_not.append(line("read as", f"a word of the kind “{trigger.kind}”"))
            yield _tempted(origin, trigger, why_not)
        for outcome in reading.outcomes:
            if not outcome.found:
                yield _tempted(origin, outcome.act.trigger, [*_unmade(Saying(reading, outcome))])
    first = {id(found): said[0] for found, said in trace.told}
    for rumour, said, denial in trace.rumours:
        name = act_name(rumour.event.event_type, rumour.event.mode)
        by = sayings[id(first[id(denial)])]
        for found in said:
            reading, outcome = sayings[id(found)]
            denied = words(by.reading.origin, by.outcome.act.trigger)
            why = line(name, f"{_told(found.event)}: a rumour that the article denies, ", denied)
            yield _tempted(reading.origin, outcome.act.trigger, [why])


def _without_a_frame(reading: Reading) -> Iterator[tuple[Item, list[Refusal]]]:
    framed = {id(outcome.act.trigger) for outcome in reading.outcomes}
    for trigger, refusals in itertools.groupby(reading.refusals, key=lambda refusal: refusal.trigger):
        if id(trigger) not in framed:
            yield trigger, list(refusals)


def _unmade(saying: Saying) -> Iterator[Line]:
    act, why = saying.outcome.act, saying.outcome.why
    pieces: list[Piece] = [UNMADE[why] if why else ""]
    if act.part_of is not None:
        pieces.append(f": {act_name(act.part_of.event_type, act.part_of.mode)} ")
        pieces.append(words(saying.reading.origin, act.part_of.trigger))
    yield line(act_name(act.event_type, act.mode), *pieces)
    if why in ("no_actor", "nobody"):
        yield from left_out(saying, "actor")
    if why in ("no_recipient", "nobody"):
        yield from left_out(saying, "recipient")


def _tempted(origin: Origin, trigger: Item, why: list[Line]) -> Tempting:
    start, end = origin.folded.span(trigger.start, trigger.end)
    return Tempting(origin.part, start, end, words(origin, trigger), tuple(dict.fromkeys(why)))
