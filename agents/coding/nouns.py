"""The parties around a noun of action: "Armenia's request to the CSTO", "the shelling of Goris by Azerbaijan"."""

from __future__ import annotations

from typing import NamedTuple

from agents.coding.clauses import complements, is_behind_adposition
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations, with_conjuncts
from agents.coding.phrases import phrase_at
from agents.coding.verbs import (
    BARRIERS,
    PARTIES,
    Scene,
    bare_agent,
    clause_after,
    governor_subject,
    objects,
    subject,
)
from agents.coding.words import TriggerEntry

_PREMODIFIER_REACH = 5
_SUPPORT_REACH = 6
_OWN_REACH = 3
_ANNOUNCED_REACH = 2
_ACT_REACH = 4
ON_DEEDS = frozenset({"ACCUSE", "SUPPORT", "REJECT", "PROTEST"})
"""Acts that may have another act as their object."""
_OBLIQUE = frozenset({"abl", "loct", "ablt", "comt", "supr", "benf"})


class Roles(NamedTuple):
    """Parties and places in each role; ``clause_start``: where the trigger's own subject begins, if it has one.

    ``actor_by`` and ``recipient_by`` say how they were found, for who asks why.
    """

    actor: list[Item]
    recipient: list[Item]
    clause_start: int | None
    passive: bool
    actor_by: str = ""
    recipient_by: str = ""


def start_of(parties: list[Item], trigger: Item) -> int | None:
    here = [p.first for p in parties if p.last < trigger.first and p.form != "lookback"]
    return min(here) if here else None


def sends(party: Item) -> bool:
    """Whether a party that was sent can only be those who sent: an army, an organisation's peacekeepers."""
    return party.role == "MIL" or (party.actor is not None and party.actor.kind == "organisation")


def around_noun(scene: Scene, noun: Item, entry: TriggerEntry) -> Roles:
    """The parties around a noun: before it ("Armenia's", "Armenian"), behind it ("of", "by", "to", "between")."""
    sentence = scene.sentence
    owner = premodifier(scene, noun)
    undergoing, supported = _supported(scene, noun)
    if undergoing and {p.actor for p in owner} == {p.actor for p in supported}:
        # "Estonia was hit by its worst cyberattacks": they are not its own doing.
        owner = []
    start = start_of(owner, noun)
    actor: list[Item] = [] if entry.premodifier == "recipient" else owner
    recipient: list[Item] = owner if entry.premodifier == "recipient" else []
    genitive: list[Item] = []
    actor_by = recipient_by = "owner"
    for item in _behind(sentence, noun):
        if item.kind == "trigger" or (item.kind == "comma" and not genitive):
            break
        if item.kind == "lookback" and item.value != "speaker" and not recipient:
            recipient = looked_back(scene, noun, item, governor_subject(scene, item, 0))
            recipient_by = "behind"
        if item.kind not in PARTIES or item in genitive or item in recipient or item in actor:
            continue
        found = relations(sentence, item)
        group = with_conjuncts(sentence, item)
        if found == ("bare",) and item.first - noun.last <= _OWN_REACH:
            found = own_relation(scene, noun) or found
        if found == ("bare",):
            if not genitive and item.first - noun.last <= scene.language.compose.get("genitive_after", 0):
                genitive = group
                continue
            break
        if "between" in found:
            # Clashes between two are theirs; the dead among them are not who killed.
            theirs = entry.of == "actor" or entry.reciprocal
            return Roles(group if theirs else [], [] if theirs else group, start, False, "between", "between")
        if any(r in entry.actor for r in found):
            if not actor:
                actor, actor_by = group, "behind"
        elif "of" in found and not genitive and "on" not in found and not (recipient and recipient_by == "behind"):
            genitive = group
        elif not recipient and any(r in entry.recipient and r != "object" for r in found):
            recipient, recipient_by = group, "behind"
    if genitive:
        if not actor and (entry.of == "actor" or recipient):
            actor, actor_by = genitive, "genitive"
        elif not recipient and entry.of == "recipient":
            recipient, recipient_by = genitive, "genitive"
    if entry.reciprocal and not actor and not recipient:
        actor, actor_by = _far_between(sentence, noun), "between"
    if not actor:
        carried = _carried_by(scene, noun)
        if carried is not None:
            actor, actor_by = objects(scene, carried, ("agent",), bare=False) or bare_agent(scene, carried), "relative"
            if not recipient:
                allowed = tuple(r for r in entry.recipient if r not in ("object", "of"))
                recipient, recipient_by = objects(scene, carried, allowed, bare=False), "relative"
    if not actor and not recipient and entry.event_type == "CONSULT":
        actor, actor_by = _meeting(scene, noun), "meeting"
    if not actor or not recipient:
        if undergoing and not recipient:
            recipient, recipient_by = supported, "supported"
        elif not undergoing and not actor:
            actor, actor_by = supported, "supported"
        start = start if start is not None else start_of(supported, noun)
        if not recipient and not undergoing and "to" in entry.recipient:
            recipient, recipient_by = _given_to(scene, noun), "supported"
    return Roles(actor, [p for p in recipient if p not in actor], start, False, actor_by, recipient_by)


def _far_between(sentence: Sentence, noun: Item) -> list[Item]:
    """ "clashes broke out between the army and rebels": whose they are, behind a verb that is not known."""
    for item in sentence.items:
        if item.first > noun.last:
            if item.kind in BARRIERS or item.kind in ("when", "rel", "comma"):
                return []
            if item.kind in PARTIES and "between" in relations(sentence, item):
                return with_conjuncts(sentence, item)
    return []


def _behind(sentence: Sentence, noun: Item) -> list[Item]:
    """What follows the noun, and, where it undergoes a verb that is lent to it, what follows that: "was imposed on"."""
    found = clause_after(sentence, noun)
    last = found[-1] if found else noun
    verb = next((i for i in sentence.items if i.first > last.last), None)
    if verb is not None and "support" in verb.tags and verb.features & {"passive", "participle"}:
        found = [i for i in found if i.kind != "comma"] + clause_after(sentence, verb)
    return found


def own_relation(scene: Scene, noun: Item) -> tuple[str, ...]:
    """The relation that a trigger's own last word makes: "support for", "war between", "surrender to"."""
    if noun.first == noun.last:
        return ()
    found = phrase_at(scene.language, scene.sentence.tokens[noun.last : noun.last + 1], 0)
    if found is None or found[1].kind not in ("adposition", "to"):
        return ()
    return ("to" if found[1].kind == "to" else found[1].value,)


def _meeting(scene: Scene, noun: Item) -> list[Item]:
    """Who meets where a verb tells what they did there: "told Ban by telephone", "agreed at a meeting in Jakarta"."""
    joint = next((i for i in reversed(scene.sentence.items) if i.last < noun.first and i.kind == "adposition"), None)
    during = joint is not None and joint.value == "in" and is_behind_adposition(scene.sentence, noun)
    if "telephone" not in noun.tags and not during:
        return []
    for verb in reversed(scene.sentence.items):
        if verb.last >= noun.first:
            continue
        if verb.kind in BARRIERS or verb.kind in ("comma", "rel"):
            break
        if verb.is_verb:
            told = objects(scene, verb, ("object", "to", "with"), bare=True) if "telephone" in noun.tags else []
            found = [p for p in subject(scene, verb) + told if p.kind == "party" and p.actor is not None]
            many = len({p.actor for p in found}) > 1 or any(p.actor.kind == "organisation" for p in found if p.actor)
            return found if many else []
    return []


def _carried_by(scene: Scene, noun: Item) -> Item | None:
    """The passive that only carries the noun: "the request that was made by Armenia", "permintaan yang diajukan"."""
    for item in scene.sentence.items:
        if item.first <= noun.last or item.kind in ("word", "rel", "adposition", "passive"):
            continue
        return item if "support" in item.tags and item.features & {"passive", "participle"} else None
    return None


def premodifier(scene: Scene, noun: Item) -> list[Item]:
    """A party right before the noun that owns it: a possessive or an adjective of belonging."""
    sentence = scene.sentence
    for item in reversed(sentence.items):
        if item.last >= noun.first:
            continue
        if noun.first - item.last > _PREMODIFIER_REACH:
            return []
        if item.kind == "party":
            return with_conjuncts(sentence, item) if _owns(scene, item, noun) else []
        if item.kind == "lookback":
            return looked_back(scene, noun, item, governor_subject(scene, item, 0))
        if item.kind not in ("word", "role", "hedge", "rumour", "number", "dash", "will"):
            return []
    return []


def _owns(scene: Scene, party: Item, noun: Item) -> bool:
    """A possessive may stand far before its noun, an adjective near, a bare name right before it."""
    gap = noun.first - party.last - 1
    if "adjective" in party.features:
        return True
    if not scene.language.compose.get("premodifier"):
        return False
    possessive = scene.sentence.tokens[party.last + 1] == "'" if party.last + 1 < len(scene.sentence.tokens) else False
    unknown = sum(
        1
        for i in range(party.last + 1, noun.first)
        if i not in scene.sentence.at and scene.sentence.tokens[i].isalnum()
    )
    return possessive or gap == 0 or unknown <= (2 if party.form == "people" else 0)


def _given_to(scene: Scene, noun: Item) -> list[Item]:
    """Who stands in the dative between a noun and the verb that lends itself to it: "sent Kyiv an ultimatum"."""
    for item in reversed(scene.sentence.items):
        if item.last >= noun.first:
            continue
        if item.kind == "party" and "datv" in item.features and {"to", "bare"} & set(relations(scene.sentence, item)):
            return with_conjuncts(scene.sentence, item)
        if item.kind not in ("word", "role", "adposition", "number", "weekday", "month", "party"):
            return []
    return []


def _supported(scene: Scene, noun: Item) -> tuple[bool, list[Item]]:
    """The subject of a verb that only lends itself to the noun ("made a request"), and whether it undergoes the act."""
    for item in reversed(scene.sentence.items):
        if item.last >= noun.first:
            continue
        if noun.first - item.last > _SUPPORT_REACH or item.kind in BARRIERS:
            break
        if item.tags & {"support", "undergo"}:
            return "undergo" in item.tags, subject(scene, item)
        if item.is_verb:
            near = item.kind == "say" and noun.first - item.last <= _ANNOUNCED_REACH
            return False, subject(scene, item) if near or item.kind in ("deny", "plan") else []
    return False, []


def object_act(scene: Scene, verb: Item) -> Item | None:
    """The act that is the verb's object: its noun stands behind the verb with nothing but words between."""
    by_case = scene.sentence.by_case
    for item in complements(scene.sentence, verb):
        near = min(abs(item.first - verb.last), abs(verb.first - item.last))
        if by_case and item.kind == "trigger" and item.features & _OBLIQUE:
            continue
        if item.kind == "trigger" and "noun" in item.features and near <= _ACT_REACH + 2 * by_case:
            return item if item.options else None
        whose = by_case and (
            item.kind == "auxiliary" or (item.kind == "party" and bool(item.features & {"gent", "adjective"}))
        )
        if item.kind not in ("word", "number") and not whose:
            return None
    return None


def other_states(pool: list[Item], own: list[Item]) -> list[Item]:
    """The parties of ``pool`` that are none of ``own``."""
    known = {p.actor for p in own if p.actor is not None}
    return [p for p in pool if p.kind == "party" and p.actor not in known]
