"""Which frame of a trigger is meant: the first whose conditions hold where it stands, with its roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from agents.coding.cases import CASES
from agents.coding.clauses import clause_items, is_list_comma
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import Roles
from agents.coding.phrases import phrase_at
from agents.coding.roles import assign
from agents.coding.tolls import toll
from agents.coding.verbs import Scene
from agents.coding.words import Cue, TriggerEntry

if TYPE_CHECKING:
    from agents.coding.tracing import Unfit

TOPIC_ENDS = frozenset({"when", "but", "rel", "say", "deny", "quote"})
"""Where the words about an act's topic end."""
_TOPICS = {"aid": "assist", "troops": "assist", "mission": "assist", "meet": "meet", "yield": "yield"}
_PARTICLE_REACH = 7
_PLACES_OF_PEACE = frozenset({"market", "leisure"})
HARD = frozenset({"word:troops", "word:weapons", "word:territory", "word:prisoners", "killed", "wounded", "role:MIL"})
"""What only reports of conflict speak of."""


def choose(scene: Scene, trigger: Item) -> tuple[TriggerEntry, Roles] | None:
    """The first frame of the trigger whose conditions hold here, with its roles."""
    sentence = scene.sentence
    beside = clause_items(sentence, trigger)
    nearby, anywhere = _word_classes(beside), sentence.classes
    if trigger.last > trigger.first:
        nearby |= inside(scene, trigger)
    if not anywhere:
        anywhere = sentence.classes = _word_classes(sentence.items)
    features = trigger.features
    for option in trigger.options:
        if sentence.by_case:
            # Where two words are written alike, only one of them may be denied by its form.
            others = frozenset().union(*(o.features for o in trigger.options))
            trigger.features = (features & option.features) | (features - others)
        fitted = _fit(scene, trigger, option.entry, nearby, anywhere)
        if isinstance(fitted, Roles):
            return option.entry, fitted
        if scene.trace is not None:
            scene.trace.refuse(trigger, option.entry, fitted)
    trigger.features = features
    return None


def _fit(scene: Scene, trigger: Item, entry: TriggerEntry, nearby: set[str], anywhere: set[str]) -> Roles | Unfit:
    """The roles of the trigger under one frame, or the condition that does not hold here."""
    sentence = scene.sentence
    # What is threatened stands in a clause of its own: "warned that Israel would pay dearly".
    worded = (
        not entry.word_classes or bool(entry.word_classes & nearby) or _is_worded_by_party(sentence, trigger, entry)
    )
    if not worded and entry.event_type == "THREATEN":
        behind = _word_classes([i for i in sentence.items if i.first > trigger.last])
        worded = bool(entry.word_classes & behind)
    if not worded and not entry.or_parties:
        return "no_word"
    if entry.event_type == "REQUEST" and _is_own_wish(sentence, trigger):
        return "own_wish"
    if entry.particle and not _has_particle(sentence, trigger, entry.particle):
        return "no_particle"
    blocked = entry.without & anywhere
    if blocked and not (blocked <= _PLACES_OF_PEACE and entry.event_type == "ASSAULT" and _is_bloody(sentence)):
        return "blocked"
    roles = assign(scene, trigger, entry)
    lacking = _lacking(scene, trigger, entry, roles)
    if lacking is not None:
        return lacking
    if entry.recipient_kinds:
        fit = [p for p in roles.recipient if p.actor is not None and p.actor.kind in entry.recipient_kinds]
        if not fit:
            return "recipient_kind"
        roles = roles._replace(recipient=fit)
    if len(roles.actor) < entry.min_parties and not any(_is_organisation(p) for p in roles.actor):
        return "alone"
    if not worded and not (roles.actor and roles.recipient):
        return "one_sided"
    if entry.figurative and not _is_meant(sentence, roles):
        return "figurative"
    kinds = {kind for p in roles.actor if p.actor is not None for kind in (p.actor.kind, p.role)}
    return "actor_kind" if entry.actor_kinds and not entry.actor_kinds & kinds else roles


def _is_own_wish(sentence: Sentence, trigger: Item) -> bool:
    """Whether a bare infinitive right before it says what its own subject wants to do: "ayrılmak istiyor"."""
    before = sentence.at.get(trigger.first - 1)
    return (
        sentence.order == "sov" and before is not None and before.kind == "trigger"
        and "infinitive" in before.features and not before.features & (CASES | {"possessive"})
    )  # fmt: skip


def _has_particle(sentence: Sentence, verb: Item, particles: frozenset[str]) -> bool:
    """Whether the verb's particle follows, perhaps behind its object: "threw the US agency out of Bolivia"."""
    for index in range(verb.last + 1, min(len(sentence.tokens), verb.last + 1 + _PARTICLE_REACH)):
        item = sentence.at.get(index)
        if sentence.tokens[index] in particles:
            return True
        if item is not None and (item.is_verb or item.kind in ("comma", "stop", "but", "that", "quote")):
            return False
    return False


def _is_bloody(sentence: Sentence) -> bool:
    """Whether the sentence counts or names dead or wounded people: then a market or a festival is where it was."""
    people = any(i.kind == "number" or (i.kind == "party" and i.form == "role") for i in sentence.items)
    return people and any(i.tags & {"killed", "wounded"} or _kills(i) for i in sentence.items)


def _kills(item: Item) -> bool:
    return any(o.entry.needs_toll for o in item.options)


def _lacking(scene: Scene, trigger: Item, entry: TriggerEntry, roles: Roles) -> Unfit | None:
    """What the frame needs (a toll, a topic, an act inside) and is not there, nor may yet be found to be."""
    sentence = scene.sentence
    if entry.needs_toll and not toll(sentence, trigger):
        return "no_toll"
    if not entry.needs_topic and not entry.needs_inner:
        return None
    if entry.needs_topic and topics(sentence, trigger, entry, roles):
        return None
    for before in _sides(sentence, entry, roles):
        others = [i for i in sentence.items if i.kind == "trigger" and (i.first < trigger.first) == before]
        if any(before or _has_frame(scene, i) for i in others if i is not trigger):
            return None
    return "no_topic" if entry.needs_topic else "no_inner"


def _has_frame(scene: Scene, trigger: Item) -> bool:
    """Whether a trigger has any frame that fits; asked once for each."""
    known = scene.sentence.framed
    if trigger.first not in known:
        known[trigger.first] = choose(scene._replace(trace=None), trigger) is not None
    return known[trigger.first]


def is_about_before(entry: TriggerEntry, roles: Roles) -> bool:
    """Whether what an act is about stands before it: "the request was turned down"."""
    fronted = roles.recipient_by == "fronted" and entry.event_type == "REJECT"
    return entry.side == "before" or fronted or (roles.passive and bool(entry.embeds))


def _is_meant(sentence: Sentence, roles: Roles) -> bool:
    """Whether a word that is as often a figure of speech is meant: it has two parties, soldiers, or hard words."""
    parties = [p for p in (*roles.actor, *roles.recipient) if p.actor is not None]
    if (roles.actor and roles.recipient) or any(p.role == "MIL" or _is_armed(p) for p in parties):
        return True
    return any(item.tags & HARD for item in sentence.items)


def _is_armed(item: Item) -> bool:
    return item.actor is not None and item.actor.kind == "group"


def inside(scene: Scene, trigger: Item) -> set[str]:
    """The word classes of the words that the trigger itself is made of: "withdraw its troops"."""
    tokens = scene.sentence.tokens[trigger.first : trigger.last + 1]
    found = (phrase_at(scene.language, tokens, index) for index in range(len(tokens)))
    return _word_classes(one[1] for one in found if one is not None)


def _word_classes(items: Iterable[Item | Cue]) -> set[str]:
    return {tag[5:] for item in items for tag in item.tags if tag.startswith("word:")}


def _is_worded_by_party(sentence: Sentence, trigger: Item, entry: TriggerEntry) -> bool:
    """Whether a name holds the word: the Russian army, or an armed group, is troops that leave; a leader has an office.

    What an army sends is not yet the army.
    """
    if entry.event_type not in ("RETREAT", "CONSULT"):
        return False
    parties = [i for i in clause_items(sentence, trigger) if i.kind == "party"]
    office = "office" in entry.word_classes and any(p.form == "leader" for p in parties)
    return office or ("troops" in entry.word_classes and any(p.role == "MIL" or _is_armed(p) for p in parties))


def _is_organisation(item: Item) -> bool:
    """An organisation can meet alone: it is many."""
    return item.actor is not None and item.actor.kind == "organisation"


def topics(sentence: Sentence, trigger: Item, entry: TriggerEntry, roles: Roles) -> dict[str, int]:
    """What the words beside the trigger say that it is about: PLOVER's modes, with the token of each."""
    found: dict[str, int] = {}
    for before in _sides(sentence, entry, roles):
        items = [i for i in sentence.items if (i.last < trigger.first if before else i.first > trigger.last)]
        for item in reversed(items) if before else items:
            if item.kind in TOPIC_ENDS or (item.kind == "comma" and not is_list_comma(sentence, item)):
                break
            for tag in item.tags:
                if tag.startswith("word:") and tag[5:] in _TOPICS:
                    found.setdefault(_TOPICS[tag[5:]], item.first)
            if "stop" in item.tags:
                found.setdefault("yield", item.first)
    return found


def _sides(sentence: Sentence, entry: TriggerEntry, roles: Roles) -> tuple[bool, ...]:
    """Where what an act is about may stand: True for before it, False for behind it."""
    if sentence.by_case:
        return (True, False)
    return (is_about_before(entry, roles),)
