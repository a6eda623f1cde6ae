"""The parties of a noun's own phrase, and those that a form has as its own, in languages that mark by case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.bare import fellow
from agents.coding.belonging import is_in_oblique
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import with_conjuncts
from agents.coding.readings import is_its_object
from agents.coding.walking import CLAUSE, PHRASE, SIDES, before_verb, behind_verb, meant

if TYPE_CHECKING:
    from agents.coding.verbs import Scene

_HEAD = 4
_TRANSITIVE = frozenset({"infinitive", "verbal", "participle", "possessive", "owned"})
"""Nouns that are forms of a verb and may have an object."""
_NAMED = ("name", "capital")


def head(scene: Scene, participle: Item) -> list[Item]:
    """The party that a participle is said of, right behind it: "hücum edən Azərbaycan"."""
    for item in scene.sentence.items:
        if item.first <= participle.last:
            continue
        if item.first - participle.last > _HEAD or item.kind not in (*SIDES, "word", "role", "number"):
            return []
        if item.kind == "party":
            return with_conjuncts(scene.sentence, item)
    return []


def owner(scene: Scene, verb: Item) -> list[Item]:
    """The genitive that a form has as its own subject: "Azərbaycanın hücum etdiyi"."""
    rows = before_verb(scene, verb, CLAUSE)
    own = [i for i, r in rows if "of" in r and not _is_of_another(scene.sentence, i, verb)]
    whose = next((i for i in own if not is_in_oblique(scene.sentence, i)), next(iter(own), None))
    return meant(scene, verb, whose) if whose is not None else []


def _is_of_another(sentence: Sentence, genitive: Item, verb: Item) -> bool:
    """Whether a genitive belongs to a nearer act: "Goris'in vurulmasının ardından destek istedi"."""
    behind = sentence.at.get(genitive.last + 1)
    if sentence.order != "sov" or behind is None or behind is verb or behind.last >= verb.first:
        return False
    return behind.kind == "trigger" and "possessive" in behind.features


def _is_owned_by(scene: Scene, party: Item, noun: Item) -> bool:
    """Whether a bare name may own a noun: where endings mark it, only with that ending ("NATO zərbəsi")."""
    if not scene.language.compose.get("izafet") or party.form == "people" or "adjective" in party.features:
        return True
    return bool(noun.features & {"possessive", "izafet", "owned"})


def _is_body(item: Item) -> bool:
    """Whether a party is an organisation: who speaks there of a rally does not hold it."""
    return item.actor is not None and item.actor.kind == "organisation"


def around_noun(
    scene: Scene, noun: Item, actors: tuple[str, ...], recipients: tuple[str, ...]
) -> dict[str, list[Item]]:
    """The parties of a noun's own phrase, as its ``owner``, ``actor``, ``recipient``, or those ``between`` whom it is.

    The phrase stands before the noun, and where complements may follow, behind it too. A bare name right before the
    noun owns it ("NATO zərbəsi").
    """
    found: dict[str, list[Item]] = {}
    rows = list(before_verb(scene, noun, PHRASE))
    if scene.sentence.order == "free":
        after = [(i, r) for i, r in behind_verb(scene, noun) if i.first - noun.last <= PHRASE]
        # "այցը Հունաստան": a bare name right behind is where it leads to.
        rows += [
            (i, ("to",) if r == ("bare",) else r)
            for i, r in after
            if r != ("bare",) or (i.first == noun.last + 1 and i.form in _NAMED and "nomn" not in i.features)
        ]
    for item, relation in rows:
        group = meant(scene, noun, item)
        behind = scene.sentence.at.get(item.last + 1)
        if "of" in relation and behind is not None and behind.kind in ("killed", "wounded"):
            # "130 adamın ölümünə səbəb olmuş hücum": the dead own no attack.
            continue
        if relation == ("bare",):
            near = noun.first - item.last - 1
            if not _is_owned_by(scene, item, noun) or is_its_object(scene.sentence, item, noun):
                break
            if 0 <= near <= (2 if item.form == "people" else 0) or "adjective" in item.features:
                found.setdefault("owner", group)
            elif near >= 0 and not (scene.sentence.order == "sov" and item.form == "capital"):
                break
        elif "between" in relation:
            found.setdefault("between", [*fellow(scene.sentence, item), *group])
        elif "of" in relation:
            if scene.sentence.order != "sov" or "verbal" not in noun.features or "possessive" in noun.features:
                # "Finlandiya'nın üyeliğine karşı çıkmayı": an act without an ending of its own has no genitive.
                found.setdefault("owner", group)
        elif any(r in actors for r in relation) and not (relation == ("in",) and _is_body(item)):
            found.setdefault("actor", group)
        if "object" in relation and "object" in recipients and noun.features & _TRANSITIVE:
            found.setdefault("recipient", group)
        for by in ("from", "to"):
            if by in relation:
                found.setdefault(by, group)
        if (
            not {"of", "between", *actors} & set(relation)
            and relation != ("bare",)
            and any(r in recipients and r != "object" for r in relation)
        ):
            found.setdefault("recipient", group)
    return found
