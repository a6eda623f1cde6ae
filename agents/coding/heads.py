"""What case a name takes from the noun that belongs to it, and which role words are its own."""

from __future__ import annotations

from agents.coding.cases import CASES
from agents.coding.mentions import Item, Sentence

_SHORTEST = 4
_HEADS = 2
_HEADED = frozenset({"word", "captured", "killed", "wounded"})
_CLOSING = frozenset('"»”')
_NAME = 5
_PARTICLE = 3


def may_own(sentence: Sentence, party: Item, role: Item, izafet: str) -> bool:
    """Whether a role word behind a name is that party's: where endings mark it, only with its own ("ordusu")."""
    if not izafet or party.form == "people" or "adjective" in party.features:
        return True
    if "gent" in party.features and (izafet == "gent" or sentence.order != "sov"):
        return True
    if izafet == "gent":
        return False
    before = sentence.at.get(role.first - 1)
    if before is not None and "word:led" in before.tags:
        # "Suudi Arabistan öncülüğündeki koalisyon": whose lead it is has the case of those that follow.
        return True
    behind = sentence.at.get(role.last + 1)
    titled = behind is not None and behind.kind == "party" and behind.form == "leader"
    return titled or bool(role.features & {"possessive", "izafet", "owned"})


def take_names(sentence: Sentence, holders: dict[int, Item]) -> None:
    """Let who holds an office hang as the name behind it does: "AB Konseyi Başkanı Charles Michel'i", "… Abdullah ile".

    The name is what has capitals behind the office and is no other item; ``holders``: parties by their role's token.
    """
    for role in [i for i in sentence.items if i.kind == "role" or (i.kind == "party" and i.form == "people")]:
        if sentence.at.get(role.first) is not role:
            # It was part of the name before it.
            continue
        last, index = role.last, role.last + 1
        while index < len(sentence.tokens) and index - role.last <= _NAME:
            token, item = sentence.tokens[index], sentence.at.get(index)
            named = item is not None and index in sentence.capitals and index == last + 1 > role.last + 1
            if named and item is not None and item.first == item.last and item.kind in ("trigger", "word", "role"):
                # "Fatma Betül Sayan Kaya": a word in capitals inside a name is part of it.
                last = index
            elif item is not None and item.kind != "dash":
                break
            if item is None and index in sentence.capitals:
                last = index
            elif item is None and (len(token) > _PARTICLE or not token.isalpha()):
                break
            index += 1
        behind = sentence.tokens[role.last + 1] if role.last + 1 < len(sentence.tokens) else ""
        unknown = last == role.last and role.last + 1 not in sentence.at and len(behind) > _SHORTEST
        owned = unknown and sentence.order == "sov" and {"gent", "possessive"} <= sentence.ending(behind)
        if owned and role.first in holders:
            # "Çin Sahil Güvenliği mensuplarının": a genitive that belongs to the office, and it to the party.
            party = holders[role.first]
            party.features = party.features - CASES | {"gent"}
        if last == role.last:
            continue
        first, stop = role.last + 1, last
        ending: frozenset[str] = frozenset()
        if stop + 2 < len(sentence.tokens) and sentence.tokens[stop + 1] in ("'", "-"):
            ending = sentence.endings.get(sentence.tokens[stop + 2], ending)
            stop += 2 * bool(ending)
        name = Item("word", sentence.starts[first], sentence.ends[stop], ending, first=first, last=stop, owned=True)
        sentence.items = [i for i in sentence.items if not first <= i.first <= stop]
        sentence.items.insert(sentence.items.index(role) + 1, name)
        sentence.at |= dict.fromkeys(range(first, stop + 1), name)
        party = holders.get(role.first, role)
        if ending & CASES:
            party.features = party.features - CASES - {"owned", "izafet", "possessive"} | ending & CASES
        elif party is role and role.kind == "role":
            party.features -= {"accs"} if "izafet" in party.features else set()


def own_landmarks(sentence: Sentence) -> None:
    """Mark capitals that are only part of a proper name: "Bağdat Havalimanı", "Ankara Garı"."""
    for item in sentence.items:
        behind = item.last + 1
        if item.kind != "party" or item.form != "capital" or behind not in sentence.capitals:
            continue
        following = sentence.at.get(behind)
        if (following is None or following.kind == "word") and not item.features & CASES - {"nomn"}:
            ending = following.features if following is not None else sentence.ending(sentence.tokens[behind])
            item.owned = item.owned or bool(ending & {"owned", "possessive"})


def take_heads(sentence: Sentence) -> None:
    """Let a name right before a noun that belongs to it hang as that noun does ("Ermənistanın ərazisinə").

    Such a noun ends in a possessive with its case; without a case, the name only owns it. An adjective right before
    another party's name only says what that is ("պաղեստինյան «Համասը»").
    """
    for item, other in zip(sentence.items, sentence.items[1:], strict=False):
        if "adjective" in item.features and other.kind == "party" and other.form == "name" != item.form:
            item.owned = item.owned or (other.first == item.last + 1 and other.actor is not item.actor)
    for item in sentence.items:
        if item.kind == "party" and item.role is not None and item.form != "leader" and sentence.order == "sov":
            _take_head_of_role(sentence, item)
        if item.kind not in ("party", "place") or item.owned or (item.role is not None and item.form != "leader"):
            continue
        cases = item.features & CASES
        if cases and not cases & {"nomn", "gent"}:
            continue
        ending = _case_of_own(sentence, item)
        if ending:
            take_case(sentence, item, ending)
            continue
        ending, last = _head(sentence, item)
        for role in sentence.items:
            # "Рахмон үкіметі": the government is the one that he leads.
            role.owned = role.owned or (role.kind == "role" and item.last < role.first <= last)
        if "possessive" in ending:
            # A noun without a case is a subject, and the name stands for it, unless an act follows that may be its own.
            behind = sentence.at.get(last + 1)
            owns = behind is not None and behind.kind == "trigger" and "noun" in behind.features
            take_case(sentence, item, ending, owns="gent" if owns else "nomn")
        elif "gent" in cases and sentence.order == "free":
            if _is_ergative(sentence, item.last + 1):
                take_case(sentence, item, frozenset({"nomn", "ergt"}))
            else:
                item.features |= _case_of_head(sentence, item)


def _take_head_of_role(sentence: Sentence, party: Item) -> None:
    """Let a party with its role hang as the noun behind them does: "ukraynalı dəniz piyadaları bazasını"."""
    role = sentence.at.get(party.last + 1)
    if role is None or role.kind != "role" or not role.owned or not bare_before(sentence, party):
        return
    if sentence.at.get(role.last + 1) is None:
        # What looks like an ending may be the word itself.
        return
    cases = party.features & CASES
    ending, _ = _head(sentence, role)
    if (not cases or "nomn" in cases) and "possessive" in ending and ending & CASES:
        take_case(sentence, party, ending)


def _case_of_own(sentence: Sentence, party: Item) -> frozenset[str]:
    """The ending of the word right behind a people's name, which says what sort it is: "beş erməni əsiri"."""
    behind = sentence.at.get(party.last + 1)
    if party.form != "people" or sentence.order != "sov" or behind is None:
        return frozenset()
    if behind.kind == "dash":
        # "isveçli-iranlı fəalı"
        other = sentence.at.get(behind.last + 1)
        return other.features & CASES if other is not None and other.form == "people" else frozenset()
    if behind.kind not in _HEADED:
        return frozenset()
    return behind.features if behind.features & CASES else sentence.ending(sentence.tokens[behind.last])


def take_case(sentence: Sentence, party: Item, ending: frozenset[str], owns: str = "nomn") -> None:
    """Give a party the case of the noun that belongs to it; ``owns`` where that has none.

    "Its own army": what a possessive accusative belongs to is the subject itself where nobody else can be it
    ("Ресей әскерін шығарды").
    """
    cases = ending & CASES
    if "owned" in ending and not (party.form == "people" and bare_before(sentence, party)):
        cases -= {"accs"}
    if (
        "accs" in cases
        and "possessive" in ending
        and not party.features & {"gent"}
        and not bare_before(sentence, party)
    ):
        cases = frozenset({"nomn"})
    party.features = party.features - CASES | (cases or {owns})


def bare_before(sentence: Sentence, party: Item) -> bool:
    """Whether another party that can be a subject stands before it in its clause."""
    for item in reversed(sentence.items):
        if item.last >= party.first:
            continue
        if item.kind in ("that", "but", "stop", "quote"):
            return False
        joint = sentence.at.get(party.first - 1)
        if joint is not None and joint.kind == "and" and item.last == joint.first - 1:
            # "Kırgız ve Tacik muhafızları": one of a pair.
            continue
        if item.kind == "party" and not item.owned and not item.features & (CASES - {"nomn", "ergt"}):
            return True
    return False


def _is_ergative(sentence: Sentence, index: int) -> bool:
    """Whether the word there, which no step knows, is an ergative: "რუსეთის თვითმფრინავებმა" acts for Russia."""
    item = sentence.at.get(index)
    if index >= len(sentence.tokens) or (item is not None and item.kind != "word"):
        return False
    return "ergt" in (item.features if item is not None else sentence.ending(sentence.tokens[index]))


def _case_of_head(sentence: Sentence, party: Item) -> frozenset[str]:
    """The case of the word that a genitive belongs to: "სომხეთის პოზიციებზე" is "on" as well as "of"."""
    for index in range(party.last + 1, min(len(sentence.tokens), party.last + 1 + _HEADS + 1)):
        item = sentence.at.get(index)
        if item is not None and item.kind != "word":
            break
        cases = CASES & (item.features if item is not None else sentence.ending(sentence.tokens[index]))
        if cases and "gent" not in cases:
            return cases - {"nomn", "ergt"}
    return frozenset()


def _head(sentence: Sentence, party: Item) -> tuple[frozenset[str], int]:
    """The ending of the last of up to two nouns right behind the party that no step knows, and where it stands."""
    found: frozenset[str] = frozenset()
    last = party.last
    first = party.last + 1
    if first + 1 < len(sentence.tokens) and sentence.tokens[first] in _CLOSING and party.first:
        # "«Ислам мемлекеті» тобының": the name stands in quotation marks.
        first += 1
    for index in range(first, min(len(sentence.tokens), first + _HEADS)):
        item, token = sentence.at.get(index), sentence.tokens[index]
        led = item is not None and item.kind == "role" and party.form == "leader"
        if (item is not None and item.kind not in _HEADED and not led) or len(token) < _SHORTEST or not token.isalpha():
            break
        ending = item.features if item is not None else sentence.ending(token)
        compound = item is not None and item.last > item.first and not party.features & {"gent"}
        if "possessive" not in ending or (compound and sentence.order == "sov"):
            # "Rusya tahıl anlaşmasından çekildi": the ending is that of the compound.
            break
        found, last = ending, index
    return found, last
