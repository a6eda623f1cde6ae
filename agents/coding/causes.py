"""The act that is the subject of a verb: "a bomb attack in Mogadishu kills", "Turkish air strikes destroy"."""

from __future__ import annotations

from agents.coding.asides import has_own_subject
from agents.coding.clauses import is_behind_adposition, is_coordinated
from agents.coding.mentions import Item
from agents.coding.parties import is_modifying, is_oblique
from agents.coding.verbs import BARRIERS, PARTIES, Scene


def cause(scene: Scene, verb: Item) -> Item | None:
    """The act that is the subject of ``verb``: "a bomb attack in Mogadishu kills", "Turkish air strikes destroy".

    It is the head of what stands between the verb and the joint or verb before it: the first noun there that is not
    behind an adposition, with only what modifies it before it. For languages that put the subject first.
    """
    sentence = scene.sentence
    before = sentence.at.get(verb.first - 1)
    if scene.language.order != "svo" or (before is not None and before.kind == "to"):
        return None
    head: Item | None = None
    behind = False
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in BARRIERS or item.kind in ("rel", "when") or (item.is_verb and "gerund" not in item.features):
            break
        if item.kind in ("and", "comma") and is_coordinated(sentence, item, verb):
            before = next((i for i in reversed(sentence.items) if i.last < item.first and i.is_verb), None)
            if before is not None:
                return cause(scene, before)
        if item.kind == "trigger" and "noun" in item.features and not is_behind_adposition(sentence, item):
            head, behind = (None if has_own_subject(sentence, item, verb) else item), False
        elif (
            item.kind in PARTIES
            and not item.owned
            and not is_oblique(sentence, item)
            and not is_modifying(sentence, item)
        ):
            behind = True
    return None if behind else head
