"""What stands between a subject and its verb and belongs to neither: "Rabat, angered by …, recalled", "(banned)"."""

from __future__ import annotations

from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique

_OPENERS = frozenset({"say", "according", "rel", "report"})
_BEFORE_A_VERB = frozenset({"neg", "auxiliary", "passive", "will", "would", "hedge", "word"})
_NEAR = 3


def hidden(sentence: Sentence, verb: Item) -> list[tuple[int, int]]:
    """Token ranges before ``verb`` (both ends included) that nobody looks into for its subject."""
    found = _brackets(sentence, verb)
    closing = _comma_before(sentence, verb)
    if closing is not None:
        opening = _opening(sentence, closing)
        if opening is not None:
            found.append((opening.first, closing.last))
    return found


def is_hidden(item: Item, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= item.first and item.last <= high for low, high in ranges)


def _brackets(sentence: Sentence, verb: Item) -> list[tuple[int, int]]:
    found = []
    opening: int | None = None
    for item in sentence.items:
        if item.first >= verb.first:
            break
        if item.kind == "bracket":
            mark = sentence.tokens[item.first]
            if mark == "(":
                opening = item.first
            elif opening is not None:
                found.append((opening, item.first))
                opening = None
    return found


def _comma_before(sentence: Sentence, verb: Item) -> Item | None:
    """The comma right before the verb, or before its negation or adverb."""
    for index in range(verb.first - 1, max(-1, verb.first - 1 - _NEAR), -1):
        item = sentence.at.get(index)
        if item is not None and item.kind == "comma":
            return item
        if (item is None and not sentence.tokens[index].isalnum()) or (
            item is not None and item.kind not in _BEFORE_A_VERB
        ):
            return None
    return None


def _opening(sentence: Sentence, closing: Item) -> Item | None:
    """The comma that opens what ``closing`` closes: right behind it stands what only an aside begins with, and the
    party before it has no verb of its own yet."""
    commas = [i for i in sentence.items if i.kind == "comma" and i.first < closing.first]
    for comma in reversed(commas):
        behind = sentence.at.get(comma.last + 1)
        if behind is not None and (
            behind.kind in _OPENERS or (behind.is_verb and behind.features & {"participle", "gerund"})
        ):
            return comma if _is_waiting(sentence, comma) else None
    for comma in commas:
        before = sentence.at.get(comma.first - 1)
        if before is not None and before.kind == "party" and "nomn" in before.features and _is_waiting(sentence, comma):
            return comma
    return None


def _is_waiting(sentence: Sentence, comma: Item) -> bool:
    """Whether the clause before the comma has a party and no verb yet."""
    seen = False
    for item in sentence.items:
        if item.first >= comma.first:
            break
        if item.kind in ("that", "but", "stop", "when", "if", "quote"):
            seen = False
        elif item.is_verb and item.features & {"past", "present", "future", "base"}:
            return False
        elif item.kind in ("party", "lookback"):
            seen = True
    return seen


def has_own_subject(sentence: Sentence, noun: Item, verb: Item) -> bool:
    """Whether a nominative stands between a noun in front and its verb: then the noun is what is turned down."""
    between = [i for i in sentence.items if i.kind == "party" and noun.last < i.first and i.last < verb.first]
    ours = [p for n, p in enumerate(between) if "nomn" in p.features and (n or "gent" not in p.features)]
    return "accs" in noun.features and any(not is_oblique(sentence, p) and not p.owned for p in ours)


def agrees(verb: Item, party: Item) -> bool:
    """Whether one party can be the subject of a verb by their number, where the language tells it."""
    return "many" not in verb.features or bool(party.features & {"plur"}) or "accs" not in party.features


def resumed(sentence: Sentence, verb: Item) -> Item | None:
    """The verb before a "that" whose clause a comma and an "and" close: "said that …, and accused"."""
    joint, comma = sentence.at.get(verb.first - 1), sentence.at.get(verb.first - 2)
    if joint is None or comma is None or (joint.kind, comma.kind) != ("and", "comma"):
        return None
    joints = [i for i in sentence.items if i.kind == "that" and i.last < comma.first]
    before = [i for i in sentence.items if joints and i.is_verb and i.last < joints[-1].first]
    return before[-1] if before else None


def next_verb(sentence: Sentence, gerund: Item) -> Item | None:
    """The finite verb behind the comma that closes a gerund's clause: "having accused Moscow, Chisinau expelled"."""
    comma = next((i for i in sentence.items if i.kind == "comma" and i.first > gerund.last), None)
    if comma is None:
        return None
    verbs = (i for i in sentence.items if i.is_verb and i.first > comma.last)
    return next((v for v in verbs if not v.features & {"gerund", "infinitive", "participle"}), None)
