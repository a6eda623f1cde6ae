"""What an auxiliary beside a form makes of it: a perfect is a tense with one, on either side, or shared."""

from __future__ import annotations

from agents.coding.mentions import Item, Sentence

_APART = 2
_PARTS = frozenset({"that", "but", "stop", "quote", "rel", "when"})
_TAKEN = frozenset({"plan", "hedge", "must", "support", "predicate"})


def with_auxiliary(sentence: Sentence, item: Item) -> None:
    """Say whether a perfect or a prospect is a tense, beside its auxiliary: "ուղարկել է", "զորք է ուղարկել"."""
    helper = None if "helped" in item.features else _auxiliary(sentence, item)
    if helper is not None or "helped" in item.features or _shares_auxiliary(sentence, item):
        features = item.features - {"perfect", "prospect", "infinitive", "noun", "gent"}
        tense = {"past"} if "perfect" in item.features else {"future"} if "prospect" in item.features else set()
        item.features = features | tense | {"helped"}
        if helper is None:
            return
        item.features |= helper.tags & {"many"}
        if "neg" in helper.tags:
            item.features |= {"neg"}
            helper.kind = "auxiliary"
        helper.tags |= {"spent"}
    elif "perfect" in item.features and "infinitive" not in item.features:
        item.features = item.features - {"perfect"} | {"participle"}
    elif "noun" not in item.features:
        item.features -= {"perfect", "prospect"}
    else:
        item.features -= {"perfect", "prospect", "present"}


def is_predicate(sentence: Sentence, item: Item) -> bool:
    """Make a participle with an auxiliary right behind it the tense that it is: "օկուպացված է"."""
    helper = sentence.at.get(item.last + 1)
    if helper is None or "auxiliary" not in helper.tags or "spent" in helper.tags or "resultative" not in item.features:
        return False
    item.features = item.features - {"participle", "attributive"} | {"past", "helped"} | (helper.tags & {"neg", "many"})
    if "neg" in helper.tags:
        helper.kind = "auxiliary"
    helper.tags |= {"spent"}
    return True


def _shares_auxiliary(sentence: Sentence, item: Item) -> bool:
    """Whether a perfect has the auxiliary of the one it is joined to: "մտել է և գրավել", "հարվածել և բախվել են"."""
    if "perfect" not in item.features:
        return False
    joint = sentence.at.get(item.last + 1)
    if joint is not None and joint.kind == "and":
        other = next((i for i in sentence.items if i.first > joint.last and i.is_verb), None)
        return other is not None and "perfect" in other.features and _auxiliary(sentence, other) is not None
    joint = None
    for other in reversed(sentence.items):
        if other.last >= item.first:
            continue
        if other.kind in _PARTS:
            return False
        if joint is None and other.kind == "and":
            joint = other
        elif other.is_verb:
            embeds = other.kind == "plan" or any(o.entry.embeds == "mode" for o in other.options)
            return joint is not None and {"helped", "past"} <= other.features and not embeds
    return False


def _auxiliary(sentence: Sentence, item: Item) -> Item | None:
    behind = sentence.at.get(item.last + 1)
    if behind is not None and "auxiliary" in behind.tags and "spent" not in behind.tags:
        return behind
    for index in range(item.first - 1, max(-1, item.first - 1 - _APART), -1):
        before = sentence.at.get(index)
        if before is not None and "auxiliary" in before.tags:
            owner = sentence.at.get(before.first - 1)
            taken = owner is not None and (owner.kind in _TAKEN or bool(owner.features & {"present", "perfect"}))
            return None if taken or "spent" in before.tags else before
        if not sentence.tokens[index].isalnum():
            return None
    return None
