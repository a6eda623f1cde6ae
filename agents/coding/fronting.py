"""What a free word order puts first: an object whose subject follows, its complement, an infinitive."""

from __future__ import annotations

from agents.coding.asides import agrees
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique, relations, with_conjuncts
from agents.coding.verbs import BARRIERS, PARTIES, Scene, clause_after
from agents.coding.words import TriggerEntry

_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})
_COMPLEMENT_REACH = 4


def late_subject(scene: Scene, verb: Item) -> list[Item]:
    """A subject after its verb, where the case says so."""
    for item in clause_after(scene.sentence, verb):
        if item.kind == "party" and "nomn" in item.features and not is_oblique(scene.sentence, item):
            found = with_conjuncts(scene.sentence, item)
            # "In Baku they accuse Yerevan": one town does not agree with the verb.
            return found if len(found) > 1 or agrees(verb, item) else []
    return []


def later_subject(scene: Scene, verb: Item, found: list[Item]) -> list[Item]:
    """The party in the nominative behind the verb, where what stands before it cannot be its subject by its case."""
    first = found[0] if found else None
    if first is None or first not in scene.sentence.items:
        return []
    if not first.features & _CASES:
        # A town without cases does nothing where somebody else certainly does.
        sure = [p for p in late_subject(scene, verb) if "accs" not in p.features]
        return sure if first.kind == "place" else []
    if "nomn" in first.features and not is_oblique(scene.sentence, first):
        return []
    if first.first > verb.first or (first.role is not None and first.form in ("name", "people")):
        # Who is looked back to, and a ministry of Poland, have the case of their name and not their own.
        return []
    if any(i.kind == "lookback" and first.last < i.first < verb.first for i in scene.sentence.items):
        return []
    return [p for p in late_subject(scene, verb) if p not in found]


def fronted_object(
    scene: Scene, verb: Item, entry: TriggerEntry, subject: list[Item], takes_object: bool
) -> list[Item]:
    """Who undergoes the act, before its verb, where the subject is known to be somebody else.

    A party by its case or because the subject stands behind the verb; one that hangs from the object ("its ambassador
    in London it did not recall"); or a word that looks back.
    """
    sentence = scene.sentence
    late = bool(subject) and all(p.first > verb.last for p in subject)
    between = False
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in BARRIERS or item.kind == "rel" or item.is_verb:
            return []
        if item in subject:
            between = True
        elif item.kind == "lookback" and takes_object and (late or between) and _is_object(item):
            return looked_back(scene, verb, item, [], subject)
        elif item.kind == "lookback":
            between = True
        elif item.kind in PARTIES and (late or between):
            found = relations(sentence, item)
            if takes_object and (found == ("object",) or (late and found == ("bare",))):
                return with_conjuncts(sentence, item)
            if late and _is_goal(item, found) and set(found) & set(entry.recipient):
                return with_conjuncts(sentence, item)
            if _hangs_from_object(sentence, item, entry) and (set(found) & {*entry.recipient, "of"}):
                return with_conjuncts(sentence, item)
    return []


def _is_goal(party: Item, found: tuple[str, ...]) -> bool:
    """ "To Kyiv has come …": not where it happens, which has a case of its own."""
    return found[0] not in ("bare", "of") and (found[0] != "in" or "accs" in party.features)


def _is_object(word: Item) -> bool:
    return "accs" in word.features and (word.value == "state" or "nomn" not in word.features)


def _hangs_from_object(sentence: Sentence, party: Item, entry: TriggerEntry) -> bool:
    """Whether a party is the complement of a word that the frame asks for: "ambassador in London"."""
    wanted = {f"word:{name}" for name in entry.word_classes}
    for index in range(party.first - 1, max(-1, party.first - 1 - _COMPLEMENT_REACH), -1):
        item = sentence.at.get(index)
        if item is not None and (item.tags & wanted or {"noun", "accs"} <= item.features):
            return True
        if item is not None and item.kind not in ("adposition", "word", "role", "number"):
            return False
    return False


def fronted(scene: Scene, verb: Item, allowed: tuple[str, ...]) -> list[Item]:
    """A recipient before its verb: only where its adposition or case says so."""
    for item in reversed(scene.sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in BARRIERS or item.kind == "rel" or item.is_verb:
            return []
        if item.kind == "party":
            found = set(relations(scene.sentence, item))
            first = scene.sentence.at.get(0)
            opens = first is not None and first.kind == "adposition" and first.value in found - {"in"}
            if found & (set(allowed) - ({"in"} if opens else {"of", "in", "from"})) and "bare" not in found:
                return with_conjuncts(scene.sentence, item)
    return []
