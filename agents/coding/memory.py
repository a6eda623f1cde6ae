"""What earlier sentences leave behind for words that look back: "the country", "negaranya", "the alliance", "both"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique, with_conjuncts
from agents.coding.words import Actor

if TYPE_CHECKING:
    from agents.coding.acts import Act
    from agents.coding.verbs import Scene

NOBODY: list[Item] = []
PEOPLE = frozenset({"CVL", "OPP", "REB", "CRM", "MED", "REF", "EDU", "BUS", "LAB"})
"""Roles of those who are not their state: what rebels do, it has not done."""
_TOLD = 6
_KEPT = 40
"""Parties that are remembered: nobody looks back further, and a long article stays cheap."""


class Memory:
    """Parties in the order of their mention, newest last, and the subject of the sentence before.

    ``only_organisation`` is the one organisation of the whole article, if it has just one: "the alliance" in a lead may
    mean one that is named further down. ``home`` is the state of the dateline, ``scene`` that of the last place,
    ``here`` that in which the sentence at hand takes place, and ``place`` the same where it says so itself. ``deeds``
    are acts that were told, newest last.
    """

    __slots__ = ("deeds", "here", "home", "mentioned", "only_organisation", "pair", "place", "scene", "subject")

    def __init__(self, organisations: dict[str, Item], home: Actor | None = None) -> None:
        self.home = home
        self.scene: Actor | None = None
        self.here: Actor | None = None
        self.place: Actor | None = None
        self.deeds: list[Act] = []
        self.mentioned: list[Item] = []
        self.subject: list[Item] = []
        self.pair: list[Item] = []
        self.only_organisation = list(organisations.values()) if len(organisations) == 1 else []

    def remember(self, sentence: Sentence, voice: Item | None = None) -> None:
        """Take a finished sentence in; its ``voice``, or first party that can be a subject, is a later "he"."""
        parties = [i for i in sentence.items if i.kind == "party"]
        self.mentioned = [*self.mentioned[-_KEPT:], *parties]
        states = {p.actor for p in parties if p.actor is not None and p.actor.kind == "state"}
        for party in parties if len(states) > 1 else ():
            group = [p for p in with_conjuncts(sentence, party) if p.actor and p.actor.kind == "state"]
            if len(group) == 2 and group[0].actor is not group[1].actor:
                self.pair = group
        free = [p for p in parties if not is_oblique(sentence, p)]
        if voice is not None or free:
            self.subject = with_conjuncts(sentence, free[0]) if voice is None else [voice]

    def tell(self, acts: list[Act]) -> None:
        """Take in the acts of a finished sentence that somebody may yet answer to."""
        told = [a for a in acts if a.part_of is None and (a.roles.actor or a.roles.recipient)]
        self.deeds = [*self.deeds, *told][-_TOLD:]

    def only_state(self, sentence: Sentence) -> Actor | None:
        """The one state that has been named so far, this sentence included; None where there are two."""
        here = (i for i in sentence.items if i.kind == "party")
        states = {p.actor.code: p.actor for p in (*self.mentioned, *here) if p.actor and p.actor.kind == "state"}
        return next(iter(states.values())) if len(states) == 1 else None

    def only_group(self, sentence: Sentence) -> Actor | None:
        """The one armed group that has been named so far, this sentence included; None where there are two."""
        here = (i for i in sentence.items if i.kind == "party")
        groups = {p.actor.code: p.actor for p in (*self.mentioned, *here) if p.actor and p.actor.kind == "group"}
        return next(iter(groups.values())) if len(groups) == 1 else None

    def resolve(self, sentence: Sentence, item: Item, governor: list[Item], apart: list[Item] = NOBODY) -> list[Item]:
        """Whom ``item`` means: ``governor`` (the one who speaks, denies, plans) before earlier sentences.

        ``apart``: who is certainly not meant, being the subject of the same verb.
        """
        before = [*self.mentioned, *(i for i in sentence.items if i.kind == "party" and i.last < item.first)]
        if item.value == "we":
            # "Tehran: we have not asked": who stands before the colon.
            label, colon = [*sentence.items[:2], item, item][:2]
            return [label] if label.kind == "party" and colon.kind == "stop" and colon.last < item.first else []
        if item.value == "speaker":
            return _as_state(governor or (self.subject if "plural" in item.tags else self.subject[:1]))
        if item.value == "state":
            others = {p.actor for p in apart}
            named = [p for p in reversed(before) if p.actor and p.actor.kind == "state" and p.actor not in others]
            return _as_state([p for p in governor if p.actor not in others] or named[:1])
        if item.value == "here":
            home = self.home or self.scene
            return (
                [Item("party", item.start, item.end, first=item.first, last=item.last, actor=home, form="lookback")]
                if home
                else []
            )
        if item.value == "organisation":
            named = [p for p in reversed(before) if p.actor and p.actor.kind == "organisation"][:1]
            return named or self.only_organisation
        if item.value == "both":
            others = {p.actor for p in apart}
            here = [p for p in before[len(self.mentioned) :] if p.actor not in others]
            if self.pair and len(here) < 2 and not any(p.actor in others for p in self.pair):
                return _as_state(self.pair)
            return _last_two([p for p in before if p.actor not in others])
        return _as_state([p for p in reversed(before) if p.actor and item.value in p.actor.groups][:1])


def _as_state(parties: list[Item]) -> list[Item]:
    """The state itself, not its government: a country leaves an alliance, not a ministry."""
    return [
        Item("party", p.start, p.end, p.features, first=p.first, last=p.last, actor=p.actor, form="lookback")
        if p.role and p.role not in PEOPLE
        else p
        for p in parties
    ]


def _last_two(before: list[Item]) -> list[Item]:
    """The two states that the text has been speaking of: the last two different ones."""
    found: list[Item] = []
    for party in reversed(before):
        if party.actor and party.actor.kind == "state" and all(party.actor is not f.actor for f in found):
            found.append(party)
            if len(found) == 2:
                break
    return _as_state(list(reversed(found)))


def looked_back(scene: Scene, beside: Item, word: Item, governor: list[Item], apart: list[Item] = NOBODY) -> list[Item]:
    """Whom ``word`` looks back to, read for the trigger or verb ``beside``; see :meth:`Memory.resolve`."""
    found = scene.memory.resolve(scene.sentence, word, governor, apart)
    if scene.trace is not None and found:
        scene.trace.look_back(beside, word, found)
    return found
