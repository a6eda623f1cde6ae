"""Parties of a sentence: their roles in a state, what joins them, and how they hang in their clause.

Nothing here knows a word of any language. A party's *relation* to its clause is one of ``agent``, ``to``, ``on``,
``with``, ``from``, ``of``, ``in``, ``for``, ``between``… (from its adposition, or its case), or ``bare``.
"""

from __future__ import annotations

from agents.coding.cases import CASES, by_case, differ, is_elsewhere, lend_case, maybe_object, relation_behind, role_of
from agents.coding.clauses import opens_clause, opens_speech, parts_clauses
from agents.coding.heads import may_own, own_landmarks, take_case, take_heads, take_names
from agents.coding.mentions import Item, Sentence
from agents.coding.tidying import names_the_rebels, tidy
from agents.coding.titles import absorb_kinds, claim_title, has_officials, own_towns, posts_abroad
from agents.coding.words import Language

_REACH = 4
_APART = 2


def compose(language: Language, sentence: Sentence) -> None:
    """Give parties their roles from the words beside them ("Kazakhstan's foreign ministry"), and join appositions."""
    tidy(sentence)
    items = sentence.items
    izafet = ("", "marked", "gent")[language.compose.get("izafet", 0)]
    right, left = language.compose.get("right", 0), language.compose.get("left", 0)
    holders: dict[int, Item] = {}
    if sentence.order == "sov":
        posts_abroad(items)
    for position, item in enumerate(items):
        if item.kind != "party" or item.actor is None:
            continue
        if item.form == "leader":
            claim_title(items, position)
            continue
        if item.form == "capital":
            oblique = sentence.by_case and item.features & CASES - {"nomn", "gent"}
            if not oblique and has_officials(items, position):
                item.form, item.official = "name", True
            if sentence.order != "sov" or not item.official:
                continue
        role = _role_right(sentence, items, position, right, izafet) or _role_left(
            items, position, left, bool(language.compose.get("left_needs_of", 0))
        )
        if role is not None:
            role.owned = True
            holders[role.first] = item
            lend_case(item, role)
            if item.actor.kind == "state":
                item.role = role_of(role)
            if sentence.by_case and role.first > item.first:
                # "Ermənistan ordusuna": the case of the head is that of the whole.
                take_case(sentence, item, role.features)
    if sentence.by_case:
        absorb_kinds(sentence)
        take_names(sentence, holders)
        take_heads(sentence)
        own_towns(sentence)
    if sentence.order == "sov":
        own_landmarks(sentence)
    for item in items:
        if item.kind == "party":
            _stand_in(sentence, item)
    _join(sentence)


def _stand_in(sentence: Sentence, party: Item) -> None:
    """ "an adviser to President Aliyev": the role before the adposition acts, and it is that party's."""
    joint = sentence.at.get(party.first - 1)
    role = sentence.at.get(party.first - 2)
    if party.kind != "party" or joint is None or role is None or role.owned or role_of(role) is None:
        return
    if joint.kind == "to" or (joint.kind == "adposition" and joint.value in ("of", "for", "to", "loyal")):
        party.official, role.owned = True, True


def _role_right(sentence: Sentence, items: list[Item], position: int, reach: int, izafet: str) -> Item | None:
    if not reach:
        return None
    item = items[position]
    if sentence.by_case and item.features & CASES and not item.features & {"nomn", "gent"}:
        # "Арменияға әскер": what has a case of its own owns nothing.
        return None
    if sentence.order == "free" and "nomn" in item.features and item.form != "people":
        # "Լիտվան զորք է ուղարկել": nor what is marked as a subject.
        return None
    for other in items[position + 1 :]:
        if other.first - item.last > reach + 1:
            return None
        if role_of(other) is not None:
            return other if may_own(sentence, item, other, izafet) else None
        if other.kind not in ("word", "number") and "auxiliary" not in other.tags:
            return None
    return None


def _role_left(items: list[Item], position: int, reach: int, needs_of: bool) -> Item | None:
    item = items[position]
    of = False
    for other in reversed(items[:position]):
        if item.first - other.last > reach:
            return None
        if (other.kind == "to" or other.value in ("of", "for", "to")) and item.first - other.last <= 2:
            of = True
            continue
        if role_of(other) is not None:
            return other if (of or not needs_of) and not other.owned else None
        if other.kind != "word":
            return None
    return None


def _join(sentence: Sentence) -> None:
    """One party for "Armenian Prime Minister Nikol Pashinyan" and "Kazakhstan, Kassym-Jomart Tokayev"."""
    joined: list[Item] = []
    between_ok = True
    closing: int | None = None
    for item in sentence.items:
        if item.kind == "bracket" and item.first == closing:
            joined[-1].last = item.last
            continue
        if item.kind != "party":
            joined.append(item)
            if item.kind != "comma" and item.kind != "bracket" and role_of(item) is None and item.kind != "word":
                between_ok = False
            continue
        previous = next((i for i in reversed(joined) if i.kind == "party"), None)
        if (
            previous is not None
            and between_ok
            and previous.actor is item.actor
            and item.first - previous.last <= _REACH + 2
            and (item.form == "leader" or item.form == "name")
            and item.form != previous.form
            and not differ(previous, item)
        ):
            previous.end, previous.last = item.end, item.last
            previous.role = item.role or previous.role
            if sentence.by_case:
                previous.features = previous.features - CASES | (item.features & CASES)
            del joined[joined.index(previous) + 1 :]
        elif (
            previous is not None and between_ok and previous.actor is item.actor and item.first == previous.last + 2
            and joined[-1].kind == "bracket"
        ):  # fmt: skip
            # "the Collective Security Treaty Organization (CSTO)"
            previous.end, previous.last = item.end, item.last
            closing = item.last + 1
            del joined[joined.index(previous) + 1 :]
        elif previous is not None and names_the_rebels(joined, previous, item):
            item.first, item.start = previous.first, previous.start
            del joined[joined.index(previous) :]
            joined.append(item)
        else:
            joined.append(item)
        between_ok = True
    sentence.items = joined
    sentence.at = {index: item for item in joined for index in range(item.first, item.last + 1)}


def relations(sentence: Sentence, party: Item) -> tuple[str, ...]:
    """How ``party`` hangs in its clause: its adposition's relation, else those that its case allows, else ``bare``.

    What hangs from a genitive has both: "on the positions of Armenia" is ``of`` and ``on``.
    """
    cases = party.features & CASES
    if is_elsewhere(sentence, party):
        return ("bare",)
    if sentence.by_case:
        behind = relation_behind(sentence, party, cases)
        if behind is not None:
            return behind
    steps, index = 0, party.first - 1
    found: tuple[str, ...] = ()
    hangs = False
    while index >= 0 and steps < _REACH:
        item = sentence.at.get(index)
        if item is None:
            if not sentence.tokens[index].isalnum() and sentence.tokens[index] != "'":
                break
        elif item.kind == "party" and is_modifying(sentence, item):
            # "in the Somali capital Mogadishu", "in Pakistan's North Waziristan"
            pass
        elif item.kind == "adposition" or item.kind == "to":
            value = "to" if item.kind == "to" else item.value
            if cases and item.features & CASES and not item.features & cases:
                # An adposition governs only what stands in its case.
                break
            if value not in ("of", "loyal"):
                # "about the entry of Sweden": the genitive of the noun right before it.
                own = maybe_object(cases, item.features) if steps else ()
                return (*(found or (("of",) if hangs else ())), value, *own)
            found = (value,)
        elif item.kind == "party" and party.first - item.last == 1 and sentence.tokens[item.last] == "-":
            return relations(sentence, item)
        elif item.kind in ("and", "comma") and sentence.by_case:
            return found or by_case(cases)
        elif item.kind == "comma" and not found and opens_clause(sentence, item):
            return by_case(cases)
        elif item.kind in ("and", "comma"):
            before = _party_before(sentence, index) or _same_before(sentence, index, party)
            return relations(sentence, before) if before is not None else found or by_case(cases)
        elif item.kind == "word" and not steps and "noun" in item.features and "gent" in cases and party.role is None:
            hangs = True
        elif item.kind not in ("word", "number") and role_of(item) is None:
            if item.governs and cases and not steps:
                return (*(found or by_case(cases)), item.governs)
            break
        index -= 1
        steps += 1
    return found or by_case(cases)


def is_modifying(sentence: Sentence, party: Item) -> bool:
    """Whether a party only says whose the next noun is: an adjective, or a possessive."""
    behind = party.last + 1
    possessive = behind + 1 < len(sentence.tokens) and sentence.tokens[behind] == "'"
    return possessive or "adjective" in party.features or (party.form == "people" and behind < len(sentence.tokens))


def _party_before(sentence: Sentence, index: int) -> Item | None:
    """The party that ends right before token ``index`` (a comma or an "and"), for lists."""
    before = sentence.at.get(index - 1)
    if before is not None and before.kind in ("comma", "and"):
        before = sentence.at.get(index - 2)
    return before if before is not None and before.kind in ("party", "place") else None


def _same_before(sentence: Sentence, index: int, party: Item) -> Item | None:
    """The party that a comma repeats under another name: "in Yemen's capital, Sana'a"."""
    for near in range(index - 1, max(-1, index - _REACH), -1):
        item = sentence.at.get(near)
        if item is not None and item.kind == "party" and item.actor is party.actor and is_modifying(sentence, item):
            return item
    return None


def is_oblique(sentence: Sentence, party: Item) -> bool:
    """Whether a party cannot be a subject: it stands behind an adposition or in an oblique case."""
    if party.official:
        return False
    kind = relations(sentence, party)[0]
    # "a spokesman for the foreign ministry of Armenia": the role made it one party.
    return kind != "bare" and not (kind in ("of", "for") and party.role is not None and not party.cased)


def with_conjuncts(sentence: Sentence, party: Item) -> list[Item]:
    """The party and those joined to it by "and", a comma or a hyphen, on both sides, in order."""
    parties = [i for i in sentence.items if i.kind in ("party", "place")]
    at = parties.index(party)
    group = [party]
    for step, rest in ((-1, reversed(parties[:at])), (1, iter(parties[at + 1 :]))):
        edge = party
        for other in rest:
            low, high = (other, edge) if step < 0 else (edge, other)
            if not _joined(sentence, low, high):
                break
            group.insert(0, other) if step < 0 else group.append(other)
            edge = other
    return group


def _joined(sentence: Sentence, low: Item, high: Item) -> bool:
    """Whether only a conjunction, comma, hyphen or role words stand between two parties."""
    joint = False
    party, title = low, sentence.at.get(low.last + 1)
    if sentence.order == "sov" and title is not None and title.owned and title.kind == "role":
        # "Efiopiyanın baş naziri Əbiy Əhməd və Eritreya prezidenti": a name that is not known.
        low = title
    gap = high.first - low.last - 1
    if gap > _REACH:
        return False
    for index in range(low.last + 1, high.first):
        item = sentence.at.get(index)
        if item is not None and item.kind == "comma":
            if gap > 2 or opens_speech(sentence, high) or parts_clauses(sentence, low, high):
                return False
            if sentence.by_case and set(relations(sentence, party)).isdisjoint(relations(sentence, high)):
                # "İran, İsrail'e füze fırlattı": a comma joins only what hangs alike.
                return False
            if opens_clause(sentence, item) and is_oblique(sentence, low):
                return False
        if item is not None and item.kind in ("and", "comma", "dash"):
            joint = True
        elif item is not None and (item.kind, item.value) == ("postposition", "with") and "gent" in high.features:
            # "İsveç ile Finlandiya'nın başvurusu"
            joint = True
        elif (item is not None and item.kind != "word" and role_of(item) is None) or (item is None and gap > 3):
            return False
    return joint
