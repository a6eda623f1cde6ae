"""Who does it, to whom: the roles of a trigger under one of its frames, as a verb, a passive or a noun."""

from __future__ import annotations

from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import Roles, around_noun, premodifier, start_of
from agents.coding.verbs import PARTIES, Scene, bare_agent, fronted, late_subject, object_of_relative, objects, subject
from agents.coding.words import TriggerEntry


def is_passive(sentence: Sentence, verb: Item) -> bool:
    """By its form, by an auxiliary before a participle, or by an agent after it."""
    if "passive" in verb.features:
        return True
    if "participle" not in verb.features or "noun" in verb.features:
        return False
    for index in range(verb.first - 1, max(-1, verb.first - 4), -1):
        item = sentence.at.get(index)
        if item is None:
            continue
        if "passive" in item.tags:
            return True
        if "auxiliary" in item.tags or item.kind in PARTIES:
            break
    following = sentence.at.get(verb.last + 1)
    return following is not None and following.kind == "adposition" and following.value == "agent"


def assign(scene: Scene, trigger: Item, entry: TriggerEntry) -> Roles:
    """The roles of one trigger under one of its frames."""
    if "noun" in trigger.features:
        roles = around_noun(scene, trigger, entry)
    elif is_passive(scene.sentence, trigger):
        agent = objects(scene, trigger, ("agent",), bare=False) or bare_agent(scene, trigger)
        below = subject(scene, trigger)
        if not below:
            below = objects(scene, trigger, entry.recipient, bare=not agent)
        roles = Roles(agent, [p for p in below if p not in agent], start_of(below, trigger), True)
    else:
        above = subject(scene, trigger)
        if not above and scene.language.order != "sov":
            above = late_subject(scene, trigger)
        below = [
            p for p in objects(scene, trigger, entry.recipient, bare="object" in entry.recipient) if p not in above
        ]
        if not below:
            below = [p for p in fronted(scene, trigger, entry.recipient) if p not in above]
        if not below:
            below = [p for p in object_of_relative(scene, trigger) if p not in above]
        roles = Roles(above, below, start_of(above, trigger), False)
    if entry.reciprocal:
        both = roles.actor + [p for p in roles.recipient if p.kind == "party" and p not in roles.actor]
        return Roles(both or _both(scene), [], roles.clause_start, roles.passive)
    if entry.mutual:
        return roles._replace(recipient=roles.actor)
    return roles


def _has_object(scene: Scene, item: Item) -> bool:
    """Whether a party or place follows at once ("denied shelling Jermuk"): then a gerund is a verb."""
    following = scene.sentence.at.get(item.last + 1)
    return following is not None and following.kind in PARTIES and not _is_noun_here(scene, item)


def _is_noun_here(scene: Scene, item: Item) -> bool:
    """Whether a form that may be noun or verb ("request") is a noun: by what stands right before it."""
    sentence = scene.sentence
    for index in range(item.first - 1, max(-1, item.first - 4), -1):
        token, before = sentence.tokens[index], sentence.at.get(index)
        if token in scene.language.determiners or (token == "s" and sentence.tokens[index - 1] == "'"):
            return True
        if before is not None:
            return (
                before.kind == "adposition"
                or "support" in before.tags
                or "adjective" in before.features
                or (before.kind == "party" and before.form == "people" and before.first == item.first - 1)
                or (before.kind == "lookback" and before.value == "speaker" and token in scene.language.determiners)
            )
    return False


def _both(scene: Scene) -> list[Item]:
    """The two sides, where the sentence speaks of "both" without naming them."""
    for item in scene.sentence.items:
        if item.kind == "lookback" and item.value == "both":
            return scene.memory.resolve(scene.sentence, item, [])
    return []


def own(scene: Scene) -> None:
    """Settle which forms are nouns here, and mark the parties that own one: "Armenia's request"."""
    sentence = scene.sentence
    for item in sentence.items:
        if item.kind == "trigger" and {"noun", "base"} <= item.features:
            item.features -= {"base"} if _is_noun_here(scene, item) else {"noun"}
        if item.kind == "trigger" and {"noun", "gerund"} <= item.features and _has_object(scene, item):
            item.features -= {"noun"}
        if item.kind == "trigger" and "noun" in item.features:
            for party in premodifier(scene, item):
                party.owned = party.form != "lookback"
