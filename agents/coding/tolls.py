"""The dead and wounded: numbers beside their words, and whose attack it was that they died in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.clauses import TIME
from agents.coding.described import implied
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import other_states
from agents.coding.verbs import Scene, subject
from agents.coding.words import Actor

if TYPE_CHECKING:
    from agents.coding.acts import Act

_TOLL_REACH = 8
_BETWEEN_ACTS = frozenset({"but", "stop", "that", "say", "deny"})


def toll(sentence: Sentence, trigger: Item) -> dict[str, int]:
    """Numbers beside the words for killed, wounded and captured."""
    found: dict[str, int] = {}
    for number in sentence.items:
        if number.kind != "number" or len(number.value) > 6 or _is_date(sentence, number):
            continue
        near = [
            (abs(i.first - number.first), i)
            for i in sentence.items
            if i.tags & {"killed", "wounded", "captured"} and abs(i.first - number.first) <= _TOLL_REACH
        ]
        if near:
            cue = min(near, key=lambda row: row[0])[1]
            for kind in ("killed", "wounded", "captured"):
                if kind in cue.tags:
                    found[kind] = max(found.get(kind, 0), int(number.value))
    return found


def _is_date(sentence: Sentence, number: Item) -> bool:
    """Part of a date, a time or a percentage, a year, or an age ("died at 86")."""
    before, behind = _beside(sentence, number)
    ends = number.last + 1 == len(sentence.tokens) or not sentence.tokens[number.last + 1].isalnum()
    if (
        ends
        and (behind is None or behind.kind == "comma")
        and before is not None
        and (before.kind, before.value) == ("adposition", "on")
    ):
        return True
    if any(i is not None and i.kind in ("month", "weekday") for i in _beside(sentence, number)):
        return True
    around = {
        *sentence.tokens[max(0, number.first - 1) : number.first],
        *sentence.tokens[number.last + 1 : number.last + 2],
    }
    return bool(around & {":", "/", "%"}) or (len(number.value) == 4 and int(number.value) > 1900)


def _beside(sentence: Sentence, item: Item) -> tuple[Item | None, Item | None]:
    return sentence.at.get(item.first - 1), sentence.at.get(item.last + 1)


def complete_toll(sentence: Sentence, acts: list[Act]) -> None:
    """The dead of one act are those of an attack: "killed in an Israeli air strike", "died in the shelling"."""
    assaults = [a for a in acts if a.event_type == "ASSAULT" and not a.entry.reciprocal]
    attacks = [a for a in assaults if a.roles.actor and ("noun" in a.trigger.features or not a.roles.recipient)]
    for dead in assaults:
        if dead.roles.actor or not dead.roles.recipient or len(attacks) != 1:
            continue
        attack = attacks[0]
        low, high = sorted((dead.trigger, attack.trigger), key=lambda item: item.first)
        if any(i.kind in _BETWEEN_ACTS and low.last < i.first < high.first for i in sentence.items):
            continue
        others = other_states(dead.roles.recipient, attack.roles.actor)
        if not others:
            continue
        if not attack.roles.recipient:
            attack.roles = attack.roles._replace(recipient=others)
        if {_country(p) for p in attack.roles.recipient} & {_country(p) for p in others}:
            dead.roles = dead.roles._replace(actor=attack.roles.actor)


def victims(scene: Scene, acts: list[Act]) -> None:
    """Who died in an attack is whom it hit, wherever it was: "General Soleimani died in a US strike in Baghdad"."""
    items = scene.sentence.items
    for attack in acts:
        noun = attack.trigger
        if attack.event_type != "ASSAULT" or "noun" not in noun.features or not attack.roles.actor:
            continue
        joint = next((i for i in reversed(items) if i.last < noun.first and i.kind == "adposition"), None)
        dying = None if joint is None or joint.value not in ("in", TIME) else scene.sentence.at.get(joint.first - 1)
        if dying is None or not dying.tags & {"killed", "wounded"} or noun.first - dying.last > _TOLL_REACH:
            continue
        dead = next((a for a in acts if a.trigger is dying), None)
        hit = subject(scene, dying) if dead is None else dead.roles.recipient
        hit = [p for p in other_states(hit, attack.roles.actor) if p.described != "guess"]
        if hit:
            attack.roles = attack.roles._replace(recipient=hit)
            if dead is not None:
                dead.roles = dead.roles._replace(actor=attack.roles.actor)


def _country(party: Item) -> str:
    return party.place.country if party.place is not None else party.code.partition(":")[0]


def count_the_dead(acts: list[Act], place: Actor | None) -> None:
    """Dead and wounded who are only counted are people of the place in the sentence: "kills three in Mogadishu"."""
    for act in acts:
        if place is None or act.event_type != "ASSAULT" or act.entry.reciprocal or act.roles.recipient:
            continue
        if not act.quantities or any(p.kind == "place" or p.actor is place for p in act.roles.actor if not p.role):
            continue
        act.roles = act.roles._replace(recipient=[implied(act.trigger, place, "CVL")])
