"""What the coder's notes mean, in words for an editor. The words of the article itself are :class:`Quoted`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from agents.coding.mentions import Item
from agents.coding.tracing import Furniture, Step, Unfit, Unmade
from agents.coding.words import TriggerEntry
from schemas.coding import Modality

_LONGEST = 80


class Quoted(str):
    """Words as they stand in the article; what shows them must keep them apart from our own."""

    __slots__ = ()


Piece = str | Quoted


class Line(NamedTuple):
    """One step of an explanation: what it is about (``actor``, ``frame``…), and what is to be said of it."""

    about: str
    pieces: tuple[Piece, ...]


def line(about: str, *pieces: Piece) -> Line:
    return Line(about, pieces)


def quoted(text: str) -> Quoted:
    """``text`` on one line, and cut where it is long."""
    flat = " ".join(text.split())
    return Quoted(flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…")


FURNITURE: Mapping[Furniture, str] = {
    "line": "not the report: a read-also line, a byline, tags or the like",
    "tail": "nothing is read from here on: what follows is not the report",
    "headline": "not the report: the headline printed again, glued to a caption",
    "caption": "not the report: the caption of a picture",
    "links": "not the report: a bar of links",
    "bullet": "not the report: an item of a list",
    "dateline": "the dateline",
}

FOUND_BY: Mapping[str, str] = {
    "subject": "the subject",
    "cause": "who did the deed that is the subject",
    "late_subject": "the subject, behind its verb by its case",
    "object": "the object",
    "fronted": "the object, before its verb",
    "antecedent": "the object, taken up by a relative pronoun",
    "agent": "the agent of the passive",
    "owner": "owns the noun (a possessive, or an adjective)",
    "behind": "stands behind the noun",
    "between": "one of the two sides that it is between",
    "genitive": "a genitive of the noun",
    "relative": "the agent of the clause that hangs on the noun",
    "supported": "the subject of the verb that only carries the noun",
    "meeting": "met where the verb tells what they did",
    "preferred": "by the adposition that this trigger asks for",
    "both": "one of the two sides that were spoken of",
}
"""How a frame found a party, by ``Roles.actor_by`` and ``Roles.recipient_by``."""

STEPS: Mapping[Step, str] = {
    "frame": "by its frame",
    "embed": "whom the accusation names is who did it",
    "home": "nobody is named, and only this party of the state where it happens can do it",
    "oblige": "what somebody says another must do is asked of him",
    "toll": "the attack that is told beside it, and its dead, are one",
    "settle": "from the act that it is about",
    "answer": "from the deed that was told before",
}

FORMS: Mapping[str, str] = {
    "capital": "a capital stands for its government",
    "leader": "a leader stands for the state",
    "people": "a people, or its adjective, stands for the state",
    "place": "a place stands for its country",
}
DESCRIBED: Mapping[str, str] = {
    "owner": "only described; whose it is, says the word that owns it",
    "place": "only described; it belongs to the state of the place",
    "guess": "only described; it belongs to the only state that could be meant",
}

SETTLED: Mapping[str, str] = {
    "REJECT": "what will not be done is refused",
    "THREATEN": "who promises force threatens",
    "AGREE": "what is still to be done is promised",
    "RETREAT": "the ceasefire is in effect",
}
"""Why an act became an event of another type."""

_CUES: Mapping[str, str] = {
    "deny": "a denial",
    "neg": "a negation",
    "untrue": "is called untrue",
    "say": "somebody says so",
    "according": "a source is named",
    "plan": "a plan",
    "will": "the future",
    "would": "a conditional verb",
    "must": "an obligation",
    "hedge": "a hedge",
    "rumour": "a rumour",
    "report": "a report",
    "if": "a condition",
    "support": "a verb that only carries the noun",
}


def cue(role: str, item: Item, trigger: Item, modality: Modality) -> str:
    """What the word that decided a part of the status is; the trigger itself may decide by its form."""
    if item is trigger:
        if "future" in item.features and (role == "temporality" or modality == "planned"):
            return "its future form"
        return "the sentence is a question" if modality == "possible" else "what the trigger itself means"
    if role == "temporality" and "past" in item.tags:
        return "a word for the past"
    if "later" in item.tags:
        return "a time to come"
    return "an accusation" if item.kind == "trigger" else _CUES.get(item.kind, item.kind)


UNMADE: Mapping[Unmade, str] = {
    "part_of": "it is only what another act is about",
    "no_inner": "the act that it must be about is missing",
    "no_topic": "nothing says what it is about",
    "no_toll": "nobody is counted as dead, wounded or captured",
    "no_actor": "its type needs somebody who does it, and nobody was found",
    "no_recipient": "its type needs somebody it is done to, and nobody was found",
    "nobody": "neither who does it nor to whom it is done was found",
}


def unfit(why: Unfit, entry: TriggerEntry) -> str:
    """Why a frame was not taken."""
    classes = _words(entry.word_classes)
    return {
        "no_word": f"no word of class {classes} is near",
        "no_particle": f"none of {_words(entry.particle)} follows the verb",
        "own_wish": "the infinitive before it says what its own subject wants to do",
        "blocked": "the sentence has a word of class ",
        "no_toll": "no number of dead, wounded or captured is beside it",
        "no_topic": "nothing says what it is about",
        "no_inner": "there is no act that it could be about",
        "recipient_kind": f"it must be done to one of the kind {_words(entry.recipient_kinds)}, and is not",
        "alone": f"it needs {entry.min_parties} parties, or an organisation",
        "one_sided": f"no word of class {classes} is near, nor are both sides named",
        "figurative": "it is as often a figure of speech: there are neither two parties nor soldiers, weapons or dead",
        "actor_kind": f"one of the kind {_words(entry.actor_kinds)} must do it, and does not",
    }[why]


def frame(entry: TriggerEntry) -> str:
    """What a frame asks for, as its entry in the file has it."""
    found = [f"recipient by {', '.join(entry.recipient)}"]
    if entry.word_classes:
        found.append(f"with a word of class {_words(entry.word_classes)}" + (" or both parties" * entry.or_parties))
    if entry.without:
        found.append(f"without one of {_words(entry.without)}")
    if entry.recipient_kinds:
        found.append(f"recipient of the kind {_words(entry.recipient_kinds)}")
    if entry.actor_kinds:
        found.append(f"actor of the kind {_words(entry.actor_kinds)}")
    flags = ("reciprocal", "mutual", "needs_inner", "needs_topic", "needs_toll", "figurative", "transitive")
    found += [name.replace("_", " ") for name in flags if getattr(entry, name)]
    if entry.side == "before":
        found.append("what it is about stands before it")
    return "; ".join(found)


def _words(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))


def act_name(event_type: str, mode: str | None) -> str:
    """``REQUEST/assist``."""
    return f"{event_type}/{mode}" if mode else event_type
