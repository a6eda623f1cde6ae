"""Who does it, to whom: the subject and objects of a verb, the parties of a noun ("Armenia's request to the CSTO").

Word order, voice, adposition and case decide; nothing here knows a word of any language. Where the text does not
say who, the answer is an empty list.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.coding.clauses import is_coordinated, is_list_comma
from agents.coding.fold import Folded
from agents.coding.lexicon import Language, TriggerEntry
from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique, relations, with_conjuncts

BARRIERS = frozenset({"that", "when", "if", "but", "stop", "quote"})
_PARTIES = ("party", "place")
_PREMODIFIER_REACH = 5
_SUPPORT_REACH = 6
_AGENT_REACH = 3
_PLACE_RELATIONS = frozenset({"bare", "object", "on", "in", "of", "agent"})
_DEPTH = 4


class Roles(NamedTuple):
    """Parties and places in each role; ``clause_start`` is the first token of the trigger's own subject, if it has one."""

    actor: list[Item]
    recipient: list[Item]
    clause_start: int | None
    passive: bool


class Scene(NamedTuple):
    """What the role steps need to know besides the sentence."""

    language: Language
    sentence: Sentence
    memory: Memory
    folded: Folded
    domains: frozenset[str]
    """Word classes that the whole article is full of: a match report attacks nobody."""


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
        if "auxiliary" in item.tags or item.kind in _PARTIES:
            break
    following = sentence.at.get(verb.last + 1)
    return following is not None and following.kind == "adposition" and following.value == "agent"


def assign(scene: Scene, trigger: Item, entry: TriggerEntry) -> Roles:
    """The roles of one trigger under one of its frames."""
    if "noun" in trigger.features:
        roles = _nominal(scene, trigger, entry)
    elif is_passive(scene.sentence, trigger):
        agent = _objects(scene, trigger, ("agent",), bare=False) or _bare_agent(scene, trigger)
        below = subject(scene, trigger)
        if not below:
            below = _objects(scene, trigger, entry.recipient, bare=not agent)
        roles = Roles(agent, [p for p in below if p not in agent], _start(below, trigger), True)
    else:
        above = subject(scene, trigger)
        if not above and scene.language.order != "sov":
            above = _late_subject(scene, trigger)
        below = [p for p in _objects(scene, trigger, entry.recipient, bare="object" in entry.recipient) if p not in above]
        if not below:
            below = [p for p in _fronted(scene, trigger, entry.recipient) if p not in above]
        if not below:
            below = [p for p in _of_relative(scene, trigger) if p not in above]
        roles = Roles(above, below, _start(above, trigger), False)
    if entry.reciprocal:
        both = roles.actor + [p for p in roles.recipient if p.kind == "party" and p not in roles.actor]
        return Roles(both or _both(scene), [], roles.clause_start, roles.passive)
    if entry.mutual:
        return roles._replace(recipient=roles.actor)
    return roles


def _is_noun_here(scene: Scene, item: Item) -> bool:
    """Whether a form that may be noun or verb ("request") is a noun: by what stands right before it."""
    sentence = scene.sentence
    for index in range(item.first - 1, max(-1, item.first - 4), -1):
        token, before = sentence.tokens[index], sentence.at.get(index)
        if token in scene.language.determiners or (token == "s" and sentence.tokens[index - 1] == "'"):
            return True
        if before is not None:
            return before.kind == "adposition" or "support" in before.tags or "adjective" in before.features or (
                before.kind == "party" and before.form == "people" and before.first == item.first - 1
            ) or (before.kind == "lookback" and before.value == "speaker" and token in scene.language.determiners)
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
        if item.kind == "trigger" and "noun" in item.features:
            for party in _premodifier(scene, item):
                party.owned = party.form != "lookback"


def _start(parties: list[Item], trigger: Item) -> int | None:
    here = [p.first for p in parties if p.last < trigger.first and p.form != "lookback"]
    return min(here) if here else None


def subject(scene: Scene, verb: Item, depth: int = 0) -> list[Item]:
    """The parties (or places) that are the subject of ``verb``, on its left; looks back where a word does.

    A party in a genitive ("leaders of the CSTO", "parts of Armenia"), or one that owns a noun, is the subject only
    where nothing better stands before it.
    """
    sentence = scene.sentence
    second: list[Item] = []
    passed: list[Item] = []
    coordinated = False
    if depth > _DEPTH:
        return []
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind == "rel":
            return passed or second or _antecedent(sentence, item)
        if item.kind in BARRIERS:
            if not second and not passed and item.kind in ("that", "quote"):
                return _governor(scene, item, depth)
            return passed or second
        if item.kind == "lookback":
            found = scene.memory.resolve(sentence, item, _governor(scene, item, depth))
            if found:
                return found
        elif item.kind in ("and", "comma") and is_coordinated(sentence, item, verb):
            coordinated = True
        elif coordinated and item.kind in _PARTIES:
            # The subject of the verb that this one is joined to, should that verb not be a known one.
            if not is_oblique(sentence, item) and _can_be_subject(item):
                passed = passed or with_conjuncts(sentence, item)
        elif item.kind in _PARTIES and _can_be_subject(item):
            town = item.kind == "place" and relations(sentence, item) == ("of",)
            if not town and (item.owned or is_oblique(sentence, item)):
                if not second and (item.owned or _is_second_choice(scene, item)):
                    second = with_conjuncts(sentence, item)
            else:
                return with_conjuncts(sentence, item)
        elif item.is_verb:
            return second or subject(scene, item, depth + 1)
    return passed or second


def _is_second_choice(scene: Scene, item: Item) -> bool:
    """A genitive ("leaders of the CSTO"), or, where the language says so, a capital ("В Баку утверждают")."""
    found = relations(scene.sentence, item)
    return found == ("of",) or (
        bool(scene.language.compose.get("locative_subject")) and item.form == "capital" and "in" in found
    )


def _can_be_subject(item: Item) -> bool:
    cases = item.features & {"datv", "accs", "ablt", "loct"}
    return not cases or bool(item.features & {"nomn", "gent"}) or item.form == "capital"


def _governor(scene: Scene, item: Item, depth: int) -> list[Item]:
    """The subject of the verb that governs what stands at ``item``: who says, denies or plans it."""
    for other in reversed(scene.sentence.items):
        if other.last < item.first and other.is_verb:
            return [p for p in subject(scene, other, depth + 1) if p.kind == "party"]
    return []


def _antecedent(sentence: Sentence, relative: Item) -> list[Item]:
    for item in reversed(sentence.items):
        if item.last < relative.first and item.kind in _PARTIES:
            return with_conjuncts(sentence, item)
        if item.last < relative.first and item.kind in BARRIERS:
            return []
    return []


def _late_subject(scene: Scene, verb: Item) -> list[Item]:
    """A subject after its verb, where the case says so."""
    for item in _clause_after(scene.sentence, verb):
        if item.kind == "party" and "nomn" in item.features and not is_oblique(scene.sentence, item):
            return with_conjuncts(scene.sentence, item)
    return []


def _clause_after(sentence: Sentence, verb: Item) -> list[Item]:
    """Items after ``verb`` to the end of its clause."""
    found = []
    for item in sentence.items:
        if item.first <= verb.last:
            continue
        if item.kind in BARRIERS or item.is_verb or (item.kind == "rel" and _opens_relative(sentence, item)):
            break
        if item.kind == "comma" and not is_list_comma(sentence, item):
            break
        found.append(item)
    return found


def _opens_relative(sentence: Sentence, relative: Item) -> bool:
    """Whether a clause follows the pronoun, and not just an adjective ("kontingen yang terbesar ke …")."""
    following = next((i for i in sentence.items if i.first > relative.last), None)
    return following is None or following.is_verb or following.kind not in ("adposition", "word", "to")


def _objects(scene: Scene, verb: Item, allowed: tuple[str, ...], bare: bool) -> list[Item]:
    """The first party or place after ``verb`` in an allowed relation, with those joined to it."""
    for item in _clause_after(scene.sentence, verb):
        if item.kind == "trigger" and "noun" in item.features and "of" not in allowed:
            break
        if item.kind == "lookback":
            if item.value != "speaker":
                return scene.memory.resolve(scene.sentence, item, [], subject(scene, verb))
            if bare and item.first - verb.last <= 1:
                return _other_than_subject(scene, verb, item)
            continue
        if item.kind not in _PARTIES:
            continue
        found = relations(scene.sentence, item)
        if (bare and found in (("bare",), ("object",))) or any(r in allowed for r in found):
            if item.kind == "place" and not (set(found) & _PLACE_RELATIONS):
                continue
            return with_conjuncts(scene.sentence, item)
    return []


def _other_than_subject(scene: Scene, verb: Item, pronoun: Item) -> list[Item]:
    """Whom "its" means right behind a verb: somebody named earlier in the sentence who is not the verb's subject."""
    own = {p.actor for p in subject(scene, verb)}
    for item in reversed(scene.sentence.items):
        if item.last < pronoun.first and item.kind == "party" and item.actor not in own:
            return [item]
    return []


def _of_relative(scene: Scene, verb: Item) -> list[Item]:
    """The antecedent that is an object: "Armenia, which it accused"; a subject stands between pronoun and verb."""
    between = False
    for item in reversed(scene.sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in _PARTIES or item.kind == "lookback":
            between = True
        elif item.kind == "rel":
            return _antecedent(scene.sentence, item) if between else []
        elif item.kind in BARRIERS or item.is_verb:
            return []
    return []


def _fronted(scene: Scene, verb: Item, allowed: tuple[str, ...]) -> list[Item]:
    """A recipient before its verb: only where its adposition or case says so."""
    for item in reversed(scene.sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in BARRIERS or item.kind == "rel" or item.is_verb:
            return []
        if item.kind == "party":
            found = set(relations(scene.sentence, item))
            if found & (set(allowed) - {"of", "in", "from"}) and "bare" not in found:
                return with_conjuncts(scene.sentence, item)
    return []


def _bare_agent(scene: Scene, verb: Item) -> list[Item]:
    """The agent of a passive without a marker, where the language puts it right after the verb."""
    if not scene.language.compose.get("bare_agent"):
        return []
    for item in _clause_after(scene.sentence, verb):
        if item.first - verb.last > _AGENT_REACH:
            return []
        if item.kind == "lookback" and item.value != "speaker":
            return scene.memory.resolve(scene.sentence, item, [])
        if item.kind == "party" and relations(scene.sentence, item) == ("bare",):
            return with_conjuncts(scene.sentence, item)
        if item.kind not in ("word", "role"):
            return []
    return []


def _nominal(scene: Scene, noun: Item, entry: TriggerEntry) -> Roles:
    """The parties around a noun: before it ("Armenia's", "Armenian"), behind it ("of", "by", "to", "between")."""
    sentence = scene.sentence
    owner = _premodifier(scene, noun)
    start = _start(owner, noun)
    actor: list[Item] = [] if entry.premodifier == "recipient" else owner
    recipient: list[Item] = owner if entry.premodifier == "recipient" else []
    genitive: list[Item] = []
    for item in _clause_after(sentence, noun):
        if item.kind == "trigger" or (item.kind == "comma" and not genitive):
            break
        if item.kind == "lookback" and item.value != "speaker" and not recipient:
            recipient = scene.memory.resolve(sentence, item, _governor(scene, item, 0))
        if item.kind not in _PARTIES or item in genitive or item in recipient or item in actor:
            continue
        found = relations(sentence, item)
        group = with_conjuncts(sentence, item)
        if found == ("bare",):
            if not genitive and item.first - noun.last <= scene.language.compose.get("genitive_after", 0):
                genitive = group
                continue
            break
        if "between" in found:
            return Roles(group, [], start, False)
        if any(r in entry.actor for r in found):
            actor = actor or group
        elif "of" in found and not genitive and "on" not in found:
            genitive = group
        elif any(r in entry.recipient and r != "object" for r in found):
            recipient = recipient or group
    if genitive:
        if entry.of == "actor" or (recipient and not actor):
            actor = actor or genitive
        elif entry.of == "recipient":
            recipient = recipient or genitive
    if not actor:
        actor = _relative_agent(scene, noun)
    if not actor or not recipient:
        undergoing, supported = _supported(scene, noun)
        if undergoing:
            recipient = recipient or supported
        else:
            actor = actor or supported
        start = start if start is not None else _start(supported, noun)
    return Roles(actor, [p for p in recipient if p not in actor], start, False)


def _relative_agent(scene: Scene, noun: Item) -> list[Item]:
    """ "the request that was made by Armenia", "permintaan yang diajukan Armenia"."""
    for item in scene.sentence.items:
        if item.first <= noun.last or item.kind in ("word", "rel", "adposition", "passive"):
            continue
        if "support" in item.tags and item.features & {"passive", "participle"}:
            return _objects(scene, item, ("agent",), bare=False) or _bare_agent(scene, item)
        return []
    return []


def _premodifier(scene: Scene, noun: Item) -> list[Item]:
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
            return scene.memory.resolve(sentence, item, _governor(scene, item, 0))
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
        1 for i in range(party.last + 1, noun.first) if i not in scene.sentence.at and scene.sentence.tokens[i].isalnum()
    )
    return possessive or gap == 0 or unknown <= (2 if party.form == "people" else 0)


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
            return False, subject(scene, item) if item.kind in ("deny", "plan") else []
    return False, []
