"""The path from a trigger to its event: its entry and frame, how each party was found, and what made its status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Literal, NamedTuple

from agents.coding.acts import Act
from agents.coding.code import Origin, state_of
from agents.coding.mentions import Item
from agents.coding.parties import relations
from agents.coding.reasons import (
    DESCRIBED,
    FORMS,
    FOUND_BY,
    SETTLED,
    STEPS,
    Line,
    Piece,
    Quoted,
    act_name,
    cue,
    frame,
    line,
    quoted,
    unfit,
)
from agents.coding.tracing import Outcome, Reading, Refusal
from agents.coding.words import TriggerEntry
from schemas.coding import CodedEvent, Party

_KEY = re.compile(r"^(.*): trigger (\d+) \(")
_BY_RELATION = frozenset({"object", "fronted", "agent", "behind", "preferred"})

_ELSEWHERE = "from where it is said again"

Side = Literal["actor", "recipient"]
EntryLines = Mapping[str, Sequence[int]]
"""The line of each trigger in the file of each language, as far as they are known."""


class Saying(NamedTuple):
    """An act, what became of it, and the sentence that says it."""

    reading: Reading
    outcome: Outcome


def path(event: CodedEvent, saying: Saying, known: EntryLines) -> Iterator[Line]:
    """How ``event`` came to be from the fullest of its sayings; ``known`` gives the lines of the triggers' entries."""
    reading, outcome = saying
    act, origin = outcome.act, reading.origin
    yield line("trigger", words(origin, act.trigger), f", {_shape(act)}: {entry_at(act.entry, known)}")
    yield line("frame", f"{act_name(act.entry.event_type, act.entry.mode)}: {frame(act.entry)}")
    for refusal in reading.refusals:
        if refusal.trigger is act.trigger:
            name = act_name(refusal.entry.event_type, refusal.entry.mode)
            yield line("passed over", f"{name}: ", *refused(origin, refusal, known))
    if act.event_type != act.entry.event_type:
        yield line("type", f"{act.event_type}: {STEPS['oblige']}")
    if event.event_type != act.event_type:
        yield line("type", f"{event.event_type} for {act.event_type}: {SETTLED.get(event.event_type, '')}")
    elif event.mode != act.mode:
        yield line("mode", f"{event.mode}: {_ELSEWHERE}")
    elif act.mode != act.entry.mode:
        yield line("mode", f"{act.mode}: ", *_topic(origin, act))
    yield from _parties(event, saying, "actor")
    yield from _parties(event, saying, "recipient")
    yield from _status(event, saying)
    if outcome.when is not None:
        yield line("date", words(origin, outcome.when.item), f": {outcome.when.text}")
    elif event.happened_on is not None:
        yield line("date", f"{event.happened_on}: {_ELSEWHERE}")
    yield from (line("place", quoted(place.name), f" ({place.country or 'no state'})") for place in event.place)
    yield from (line("quantity", f"{name}: {number}") for name, number in sorted(event.quantities.items()))


def words(origin: Origin, item: Item) -> Quoted:
    """The words of an item of the sentence at ``origin``, as the article has them."""
    return quoted(origin.folded.original[slice(*origin.folded.span(item.start, item.end))])


def entry_at(entry: TriggerEntry, known: EntryLines) -> str:
    """Where a trigger's entry stands: ``en.toml line 731 (trigger 88)``."""
    match = _KEY.match(entry.key)
    if match is None:
        return entry.key
    file, number = PurePath(match[1]), int(match[2])
    rows = known.get(file.stem, ())
    line_number = f" line {rows[number - 1]}" if number <= len(rows) else ""
    return f"{file.name}{line_number}, trigger {number}"


def refused(origin: Origin, refusal: Refusal, known: EntryLines) -> list[Piece]:
    """Why a frame was not taken, and where it is written."""
    entry = refusal.entry
    pieces: list[Piece] = [unfit(refusal.why, entry)]
    if refusal.why == "blocked":
        banned = {f"word:{name}" for name in entry.without}
        found = [item for item in origin.sentence.items if item.tags & banned]
        pieces.append(", ".join(sorted({tag[5:] for item in found for tag in item.tags & banned})))
        pieces += _listed(words(origin, item) for item in found)
    return [*pieces, f" – {entry_at(entry, known)}"]


def left_out(saying: Saying, side: Side) -> Iterator[Line]:
    """The parties that were found for an act on one side of it, and that are there in no event of it."""
    taken = {state_of(party) for found in saying.outcome.found for party in getattr(found.event, side)}
    for item in getattr(saying.outcome.act.roles, side):
        if _state(item) not in taken:
            yield line("left out", _code(item), *_here(saying, item), f" as {side}: {_unfit_party(item, side)}")


def _shape(act: Act) -> str:
    if "noun" in act.trigger.features:
        return "a noun"
    return "a passive" if act.roles.passive else "a phrase" if "phrase" in act.trigger.features else "a verb"


def _topic(origin: Origin, act: Act) -> Iterator[Piece]:
    """What a mode was taken from: the act inside, or the words that say what it is about."""
    if act.inner is not None:
        yield f"it is about {act_name(act.inner.event_type, act.inner.mode)} "
        yield words(origin, act.inner.trigger)
    spoken = [item for at in act.topics.values() if (item := origin.sentence.at.get(at)) is not None]
    if spoken:
        yield ", and it speaks of" if act.inner is not None else "it speaks of"
        yield from _listed(words(origin, item) for item in spoken)
    elif act.inner is None:
        yield "the usual one of its type"


def _listed(found: Iterable[Quoted]) -> Iterator[Piece]:
    for index, text in enumerate(dict.fromkeys(found)):
        yield ", " if index else " "
        yield text


def _parties(event: CodedEvent, saying: Saying, side: Side) -> Iterator[Line]:
    own: tuple[Party, ...] = getattr(event, side)
    codes = {state_of(party) for party in own}
    items: list[Item] = getattr(saying.outcome.act.roles, side)
    for item in items:
        if _state(item) in codes:
            how = _found_by(saying, side, item)
            yield line(side, _code(item), *_here(saying, item), *how, *_stands_for(item))
    for party in own:
        if state_of(party) not in {_state(item) for item in items}:
            yield line(side, f"{party.code}: who says so is meant")
    if not own:
        yield line(side, "nobody: the text names none")
    yield from left_out(saying, side)


def _found_by(saying: Saying, side: Side, item: Item) -> Iterator[Piece]:
    reading, act = saying.reading, saying.outcome.act
    first = next(
        (a for a in reading.assigned if a.act is act and any(p is item for p in getattr(a.roles, side))), None
    )  # fmt: skip
    if first is None or first.step != "frame":
        yield f": {STEPS[first.step] if first else 'told before'}"
        return
    by = first.roles.actor_by if side == "actor" else first.roles.recipient_by
    yield f": {FOUND_BY.get(by, by)}"
    if by == "subject" and act.roles.passive:
        yield " of a passive"
    sentence = reading.origin.sentence
    if by in _BY_RELATION and _is_here(reading.origin, item):
        shown = [r for r in relations(sentence, item) if r not in ("bare", "object")]
        yield f", by its adposition or case ({', '.join(shown)})" if shown else ""
    looked = [n for n in reading.looked_back if any(p is item for p in n.found)]
    back = next((n for n in looked if n.beside is act.trigger), None)
    if back is None and looked and not _is_here(reading.origin, item):
        back = looked[-1]
    if back is not None:
        yield ", by "
        yield words(reading.origin, back.word)
        yield ", which looks back"


def _stands_for(item: Item) -> Iterator[str]:
    """Why a party is the one that its words do not name outright."""
    if item.described:
        yield f"; {DESCRIBED.get(item.described, item.described)}"
    elif item.kind == "place" or item.form in FORMS:
        yield f"; {FORMS['place' if item.kind == 'place' else item.form]}"
    if item.role and not item.described and item.form not in ("capital", "leader"):
        yield f"; {item.role} by a word beside it"


def _status(event: CodedEvent, saying: Saying) -> Iterator[Line]:
    act, origin = saying.outcome.act, saying.reading.origin
    status = act.status
    for role, value, read in (
        ("polarity", event.polarity, status.polarity),
        ("modality", event.modality, status.modality),
        ("temporality", event.temporality, status.temporality),
    ):
        pieces: list[Piece] = [value]
        if role == "temporality" and saying.outcome.old:
            dated = saying.outcome.when is not None
            pieces.append(": its date is long past" if dated else ": its place in the article is about old days")
        elif value == read:
            deciding = [item for what, item in status.evidence if what == role]
            if value == "hypothetical" and not deciding:
                deciding = [governor.item for governor in act.chain if governor.item.kind == "must"]
            for index, item in enumerate(deciding):
                pieces += [", " if index else ": ", words(origin, item)]
                pieces.append(f" ({cue(role, item, act.trigger, status.modality)})")
        yield line(role, *pieces)
    speaker = event.attribution.speaker
    if speaker is not None and speaker != status.speaker:
        yield line("attribution", f"{speaker}: {_ELSEWHERE}")
    elif speaker is not None:
        said = [words(origin, item) for role, item in status.evidence if role == "attribution"]
        yield line("attribution", speaker, *(piece for text in said[:1] for piece in (", by ", text)))
    if event.attribution.publisher:
        yield line("attribution", "as told by ", quoted(event.attribution.publisher))


def _here(saying: Saying, item: Item) -> list[Piece]:
    return [" ", words(saying.reading.origin, item)] if _is_here(saying.reading.origin, item) else []


def _is_here(origin: Origin, item: Item) -> bool:
    """Whether a party stands in this very sentence, and was not looked back to."""
    here = origin.sentence.at.get(item.first)
    return here is not None and (here.start, here.end, here.actor, here.place) == (
        item.start, item.end, item.actor, item.place,
    )  # fmt: skip


def _code(item: Item) -> str:
    return item.code or (item.place.name if item.place is not None else "")


def _state(item: Item) -> str:
    return item.place.country if item.place is not None else item.code.partition(":")[0]


def _unfit_party(item: Item, side: Side) -> str:
    if side == "recipient":
        return "nobody does it to himself"
    if item.kind == "place":
        return "a place does nothing"
    if item.form == "capital":
        return "a capital where it happens does nothing"
    return "the text does not say whose it is" if item.described == "guess" else "it is not who does it"
