"""Whether a genitive or a bare name may be the subject of a verb that stands last, by what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.bare import Row
from agents.coding.cases import CASES
from agents.coding.mentions import Item, Sentence

if TYPE_CHECKING:
    from agents.coding.verbs import Scene

VERBLESS = frozenset({"noun", "infinitive", "gerund", "participle"})
"""Forms that stand under the next verb."""
_PARTIES = ("party", "place")
_HEAD = 4


def owns_object(scene: Scene, owner: Item, verb: Item) -> bool:
    """Whether a genitive belongs to a noun with a case before the verb: "Қытайдың ұстанымын қолдайтынын"."""
    sentence = scene.sentence
    for index in range(owner.last + 1, min(verb.first, owner.last + 1 + _HEAD)):
        item = sentence.at.get(index)
        if item is not None and item.is_verb:
            return False
        ending = item.features if item is not None else sentence.ending(sentence.tokens[index])
        if "possessive" in ending and ending & (CASES - {"nomn", "gent"}):
            return sentence.order == "sov"
    return False


def stands_for(scene: Scene, owner: Item, verb: Item) -> bool:
    """Whether a genitive may stand for the subject of a full verb: where the verb is last, only if what it owns has no
    case ("Францияның ұшақтары", not "Израильдің соққысынан")."""
    sentence = scene.sentence
    if sentence.order != "sov" or verb.features & VERBLESS:
        return True
    for index in range(owner.last + 1, min(verb.first, owner.last + 1 + _HEAD)):
        item = sentence.at.get(index)
        if item is not None and item.kind in _PARTIES:
            if "loct" in item.features:
                continue
            return False
        ending = item.features if item is not None else sentence.ending(sentence.tokens[index])
        if "possessive" in ending and "gent" not in ending:
            return not ending & (CASES - {"nomn"})
    return False


def is_bare_object(scene: Scene, item: Item, rows: list[Row]) -> bool:
    """Whether a described party without a case is an indefinite object: "әскер жіберді", another one being there."""
    if not scene.language.compose.get("bare_object") or item.form != "role" or "nomn" in item.features:
        return False
    named = (other for other, found in rows if found == ("bare",) and other.form != "role")
    return any(other is not item and other.kind != "place" for other in named)


def is_told(sentence: Sentence, quote: Item) -> bool:
    """Whether a quotative stands right behind a quotation mark: "» деп"."""
    behind = sentence.at.get(quote.last + 1)
    return behind is not None and behind.kind == "quotative"


def is_in_oblique(sentence: Sentence, genitive: Item) -> bool:
    """Whether what a genitive owns has itself a case: "Əfqanıstan torpağının istifadəsinə" is no subject."""
    if sentence.order != "sov" or (genitive.role is not None and genitive.form != "capital"):
        return False
    for index in range(genitive.last + 1, min(len(sentence.tokens), genitive.last + 3)):
        item = sentence.at.get(index)
        if not sentence.tokens[index].isalnum() or (item is not None and item.kind not in ("word", "role")):
            return False
        ending = item.features if item is not None and item.features else sentence.ending(sentence.tokens[index])
        if ending & CASES - {"nomn"}:
            return "possessive" in ending
    return False
