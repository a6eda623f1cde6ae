"""Whether a party that stands in a role of an act really takes part in it on that side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations

if TYPE_CHECKING:
    from agents.coding.acts import Act

_VERBAL = frozenset({"ACCUSE", "SUPPORT", "REJECT", "REQUEST", "THREATEN", "AGREE"})
_PEOPLE = frozenset({"CVL", "OPP", "REB", "CRM", "MED", "REF", "EDU", "BUS", "LAB", "LEG", "JUD"})
"""Roles of those who may have their own state's power done to them."""


def acts(sentence: Sentence, party: Item, act: Act) -> bool:
    """Whether a party of the actor's role really is one: a town is not, nor a capital where something happens."""
    if party.kind != "party":
        return False
    if party.described == "guess" and party.role == "CVL" and act.event_type == "ASSAULT":
        return False
    if (
        party.described == "guess"
        and party.role not in _PEOPLE
        and act.event_type == "ASSAULT"
        and act.mode != "crowd-control"
        and any(r.actor is party.actor or (r.place and r.place.country == party.code[:3]) for r in act.roles.recipient)
    ):
        # Soldiers, not said whose, are not those of the state that they attack.
        return False
    they = "many" in act.trigger.features
    located = (party.form == "capital" or (party.form == "name" and they)) and party.start < act.trigger.start
    # "In Baku they accuse Yerevan" speaks of those who rule there, "in Baku they killed" of nobody.
    how = relations(sentence, party) if located else ()
    return "in" not in how or (party.form == "name" and "of" in how) or (they and act.event_type in _VERBAL)


def undergoes(party: Item, act: Act) -> bool:
    """Whether a party of the recipient's role really is one: nobody does anything to himself.

    A state's police and its people are two parties; but where the text does not say whose the killed are, it is not
    the one whose army killed them.
    """
    same = [p for p in act.roles.actor if p.actor is not None and p.actor is party.actor]
    if party.place is not None and party.actor is None:
        return all(p.actor is None or p.actor.code != party.place.country for p in act.roles.actor)
    if not same:
        return True
    if party.role is None and party.form == "name" and all(p.role in ("REB", "CRM") for p in same):
        return True  # a state, and those who are up in arms against it
    if party.role is None or any(p.role is None or p.role == party.role for p in same):
        # "Syria" and "Syrian civilians" may be two parties; Syria and its army are one.
        return party.role in _PEOPLE and party.described in ("", "place") and act.event_type != "ASSAULT"
    if act.event_type == "COERCE" and party.role == "GOV" and all(p.role == "MIL" for p in same):
        # Soldiers seize their president.
        return True
    if party.role not in _PEOPLE and not any(p.role in _PEOPLE for p in same):
        return False
    at_home = any(p.role in _PEOPLE or p.role in ("COP", "GOV") for p in same)
    return at_home or act.event_type != "ASSAULT" or party.described != "guess"
