"""Forms of a trigger that are no act, but what sort of thing follows, or what was struck."""

from __future__ import annotations

from agents.coding.mentions import Item, Sentence
from agents.coding.verbs import PARTIES, Scene


def is_attribute(scene: Scene, item: Item) -> bool:
    """Whether a participle only says what sort of thing follows: "the besieged Syrian town", "a banned march"."""
    sentence = scene.sentence
    before, behind = item.first - 1, item.last + 1
    if "participle" not in item.features or before < 0 or behind >= len(sentence.tokens):
        return False
    counted = sentence.at.get(before)
    following = sentence.at.get(behind)
    if counted is not None and counted.kind == "number":
        return following is not None and following.form == "role"
    if counted is not None and counted.kind == "adposition" and following is None:
        # "with banned cluster munitions"
        return sentence.tokens[behind].isalnum()
    if sentence.tokens[before] not in scene.language.articles and not (
        counted is not None and counted.kind == "lookback" and "possessive" in counted.tags
    ):
        return False
    if following is None:
        return sentence.tokens[behind].isalnum()
    return following.kind in (*PARTIES, "word", "role", "number") or (
        following.kind == "trigger" and "noun" in following.features
    )


def is_object_noun(sentence: Sentence, item: Item) -> bool:
    """ "struck Houthi targets": a form in -s behind a verb and a people is no verb but what was struck."""
    people, verb = sentence.at.get(item.first - 1), sentence.at.get(item.first - 2)
    if (
        sentence.by_case
        or "present" not in item.features
        or "noun" in item.features
        or people is None
        or people.kind != "party"
    ):
        return False
    if verb is None and people.first >= 2 and sentence.at.get(people.first - 1) is None:
        verb = sentence.at.get(people.first - 2)
    return verb is not None and verb.kind == "trigger" and verb.is_verb
