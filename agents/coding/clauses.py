"""Where a clause begins and ends, as far as its joints tell."""

from __future__ import annotations

from agents.coding.mentions import Item, Sentence

JOINTS = frozenset({"that", "when", "but", "stop"})
_ADJACENT = 2
_NOUN_REACH = 4
_BEFORE_A_VERB = frozenset({"neg", "auxiliary", "passive", "will", "would", "hedge", "when"})
NONFINITE = frozenset({"noun", "infinitive", "gerund"})
TIME = "time"
"""The relation of what stands behind a joint that joins no clause: "after the talks", "since May"."""


def loosen(sentence: Sentence) -> None:
    """Tell joints and adpositions from words that are written like them.

    "after" before a noun phrase without a verb is an adposition, and "but" between two commas ("Turkey, however,
    blocked") is an aside.
    """
    items = sentence.items
    for position, item in enumerate(items):
        if item.kind == "when" and item.first and _ends(sentence, item):
            # "who had resigned the day before,"
            item.kind = "word"
        elif item.kind == "when" and _has_no_verb(sentence, items[position + 1 :], item):
            item.kind, item.value = "adposition", TIME
        elif "word:quantifier" in item.tags and item.kind == "adposition" and _counts(items[position + 1 :], item):
            item.kind = "word"
        elif item.kind == "but" and all(
            near is not None and near.kind == "comma"
            for near in (sentence.at.get(item.first - 1), sentence.at.get(item.last + 1))
        ):
            for aside in (sentence.at[item.first - 1], item, sentence.at[item.last + 1]):
                aside.kind = "word"


def _ends(sentence: Sentence, joint: Item) -> bool:
    """Whether nothing is joined: a mark or the end follows at once."""
    return joint.last + 1 == len(sentence.tokens) or sentence.tokens[joint.last + 1] in (",", ".")


def _counts(following: list[Item], word: Item) -> bool:
    """ "about 30 people": no adposition, but part of the number."""
    return bool(following) and following[0].kind == "number" and following[0].first == word.last + 1


def _has_no_verb(sentence: Sentence, following: list[Item], joint: Item) -> bool:
    """Whether what follows, up to a comma, a joint or the end, can only be a noun phrase."""
    last = joint
    for item in following:
        if item.kind in JOINTS or item.kind in ("comma", "when", "rel", "quote", "bracket"):
            break
        if item.is_verb or item.kind in ("auxiliary", "passive", "will", "would", "neg", "lookback", "say", "and"):
            return False
        if item.kind == "party" and item.last + 1 not in sentence.at and item.last + 1 < len(sentence.tokens):
            behind = sentence.tokens[item.last + 1]
            if behind.isalnum() and not item.features & {"adjective"} and item.form != "people":
                # "as Russia walked out": an unknown word right behind a name may well be a verb.
                return False
        last = item
    return last is not joint


def clause(sentence: Sentence, trigger: Item, relative: bool = False) -> tuple[int, int]:
    """The tokens ``low`` to ``high`` (not included) between the joints around the trigger.

    A fronted clause that a comma closes before the trigger ("In January, when …, the bloc sent") does not cut off
    what stands before it. ``relative``: relative pronouns are joints too.
    """
    low, high = 0, len(sentence.tokens)
    for item in sentence.items:
        if item.kind in JOINTS or (relative and item.kind == "rel"):
            if item.last < trigger.first:
                if not (item.kind == "when" and _is_closed(sentence, item, trigger)):
                    low = item.last + 1
            elif item.first > trigger.last:
                return low, item.first
    return low, high


def _is_closed(sentence: Sentence, joint: Item, trigger: Item) -> bool:
    """Whether a comma closes the clause of ``joint`` and the trigger has a party of its own behind that comma."""
    comma = next((i for i in sentence.items if i.kind == "comma" and joint.last < i.first < trigger.first), None)
    if comma is None or not closes_clause(sentence, comma):
        return False
    return any(i.kind in ("party", "lookback") and comma.first < i.first < trigger.first for i in sentence.items)


def closes_clause(sentence: Sentence, comma: Item) -> bool:
    """Whether a comma ends a clause, and does not only separate the members of a list."""
    return not is_list_comma(sentence, comma) or opens_clause(sentence, comma)


def opens_clause(sentence: Sentence, comma: Item) -> bool:
    """Whether the party behind a comma is at once followed by a verb: it is a subject, and not the last of a list."""
    party = sentence.at.get(comma.last + 1)
    following = None if party is None else sentence.at.get(party.last + 1)
    return following is not None and following.is_verb


def clause_items(sentence: Sentence, trigger: Item) -> list[Item]:
    """The items of the trigger's clause, without the trigger itself."""
    low, high = clause(sentence, trigger)
    return [i for i in sentence.items if low <= i.first < high and i is not trigger]


def is_list_comma(sentence: Sentence, comma: Item) -> bool:
    """Whether a comma only separates parties or places of a list."""
    before = sentence.at.get(comma.first - 1)
    after = sentence.at.get(comma.last + 1)
    if after is not None and after.kind == "and":
        after = sentence.at.get(after.last + 1)
    return (
        before is not None
        and after is not None
        and before.kind in ("party", "place")
        and after.kind in ("party", "place")
    )


def is_coordinated(sentence: Sentence, joint: Item, verb: Item) -> bool:
    """Whether ``verb`` follows an "and" or a comma at once, without a subject of its own."""
    if verb.first - joint.last > _ADJACENT + 1:
        return False
    between = [sentence.at.get(i) for i in range(joint.last + 1, verb.first)]
    return all(i is None or i.kind in _BEFORE_A_VERB for i in between)


def complements(sentence: Sentence, verb: Item) -> list[Item]:
    """The items of the sentence on the side where a verb's complements stand, the nearest first."""
    behind = [i for i in sentence.items if i.first > verb.last]
    if sentence.order == "svo":
        return behind
    before = [i for i in reversed(sentence.items) if i.last < verb.first]
    return before if sentence.order == "sov" else sorted(before + behind, key=lambda i: abs(i.first - verb.first))


def is_finite(verb: Item) -> bool:
    """Whether a verb can open a clause: by its form, where the form tells."""
    if verb.features & NONFINITE:
        return False
    return verb.features != frozenset({"verb", "base"})


def is_behind_adposition(sentence: Sentence, noun: Item) -> bool:
    """Whether an adposition governs the noun, with only what modifies the noun between them."""
    for index in range(noun.first - 1, max(-1, noun.first - 1 - _NOUN_REACH), -1):
        item = sentence.at.get(index)
        if item is None or item.kind in ("word", "number", "role", "hedge", "rumour"):
            continue
        if item.kind in ("party", "place") or (item.kind == "trigger" and "noun" in item.features):
            continue
        return item.kind in ("adposition", "to")
    return False


def opens_speech(sentence: Sentence, party: Item) -> bool:
    """ "…, Yerevan says": a party right before a verb of saying is its subject, not the last of a list.

    So is one right before any verb behind a clause that a joint opened: "After attacking Armenia, Baku denies …".
    """
    following = sentence.at.get(party.last + 1)
    if following is None or not following.is_verb:
        return False
    first = sentence.items[0]
    return following.kind == "say" or (
        first.kind in ("when", "if")
        and any(i.is_verb and i.last < party.first for i in sentence.items)
        and sum(i.kind == "comma" and i.last < party.first for i in sentence.items) == 1
    )


def parts_clauses(sentence: Sentence, low: Item, high: Item) -> bool:
    """ "Court frees Turk, Greece protests": a verb on each side of a comma, and the first takes no clause.

    Nor is who says so ("according to the UN, the Taliban killed") one of a list.
    """
    source = next((i for i in reversed(sentence.items) if i.last < low.first and i.kind not in ("word", "role")), None)
    if source is not None and source.kind == "according":
        return True
    following = sentence.at.get(high.last + 1)
    if following is not None and following.kind == "and":
        joined = sentence.at.get(following.last + 1)
        following = None if joined is None or joined.kind != "party" else sentence.at.get(joined.last + 1)
    if high.last + 1 < len(sentence.tokens) and high.last + 1 not in sentence.at:
        # "freed the Turk, Athens sets …": an unknown word right behind a name may well be a verb.
        if not sentence.tokens[high.last + 1].isalnum() or high.form == "people":
            return False
    elif following is None or following.kind != "trigger" or not following.is_verb or "passive" in following.features:
        return False
    for item in reversed(sentence.items):
        if item.last < low.first and item.kind not in ("party", "word", "role", "number", "place"):
            return item.kind == "trigger" and item.is_verb and not any(o.entry.embeds for o in item.options)
    return False
