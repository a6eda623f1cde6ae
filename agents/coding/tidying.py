"""What is not what it looks like, settled before parties are put together: quotation marks around a name, the comma of
an address, "Moscow" in "Moscow-backed", "may"."""

from __future__ import annotations

from agents.coding.cases import CASES
from agents.coding.mentions import Item, Sentence

_QUOTED_NAME = 7
_QUOTED_PART = 8
_QUOTED_WORDS = 4
_REACH = 4
_SCARE = 4
_VERBAL = frozenset({"auxiliary", "passive", "will", "would", "must", "neg", "hedge"})


def tidy(sentence: Sentence) -> None:
    """Drop or rename the items of ``sentence`` that are not what they look like."""
    _drop_notices(sentence)
    _unquote_names(sentence)
    _plain_addresses(sentence)
    _hedging_months(sentence)
    sentence.items = [i for i in sentence.items if not _is_modifier(sentence, i)]


def _drop_notices(sentence: Sentence) -> None:
    """ "(banned in Russia)": what a law makes every paper add behind a name is no news."""
    opening: int | None = None
    for item in list(sentence.items):
        if item.kind != "bracket":
            continue
        if sentence.tokens[item.first] == "(":
            opening = item.first
        elif opening is not None:
            inside = [i for i in sentence.items if opening <= i.first <= item.first]
            if any("word:notice" in i.tags for i in inside):
                sentence.items = [i for i in sentence.items if i not in inside]
            opening = None


def _unquote_names(sentence: Sentence) -> None:
    """Quotation marks around a name ("«Талибан»") open no speech: take them out."""
    names: set[int] = set()
    opening: Item | None = None
    _unquote_words(sentence)
    for item in list(sentence.items):
        if item.kind == "party" and opening is not None and '"' in sentence.tokens[item.first : item.last]:
            # The closing mark was taken with an ending behind it: «Համաս»-ի.
            opening.kind, opening = "word", None
        if item.kind == "quote":
            behind = sentence.at.get(item.last + 1)
            spoken = behind is not None and "say" in (behind.kind, behind.cue)
            gap = item.first - opening.last if opening is not None else 0
            free = sentence.order == "free"
            unknown = sentence.by_case and opening is not None and gap <= _QUOTED_WORDS + 1 and not (spoken or free)
            bare = free and opening is not None and 1 < gap <= _QUOTED_WORDS + 1
            bare = bare and opening is not None and not any(opening.last < i < item.first for i in sentence.at)
            named = opening is not None and opening.last in names and gap <= _QUOTED_NAME
            if opening is not None and (unknown or bare or named or _is_part(sentence, item, opening)):
                opening.kind = item.kind = "word"
                if sentence.by_case:
                    _take_marks(sentence, opening, item)
                opening = None
            else:
                opening = item
        elif opening is not None:
            reach = _QUOTED_PART if sentence.order == "sov" else _QUOTED_WORDS
            short = sentence.by_case and not item.is_verb and item.first - opening.last <= reach
            if item.kind in ("party", "place", "role") or short:
                names.add(opening.last)
            elif item.kind not in ("word", "dash", "adposition", "number"):
                opening = None


def _is_part(sentence: Sentence, closing: Item, opening: Item) -> bool:
    """Whether what is quoted goes on with its clause and has no verb that is known: "həyasız" adlandıraraq."""
    behind = closing.last + 1
    return (
        sentence.order == "sov"
        and not sentence.ending(sentence.tokens[closing.first - 1]) & CASES
        and opening.first > 0
        and closing.first - opening.last <= _QUOTED_PART
        and behind < len(sentence.tokens)
        and sentence.tokens[behind].isalnum()
        and not any(i.is_verb for i in sentence.items if opening.last < i.first < closing.first)
    )


def _take_marks(sentence: Sentence, opening: Item, closing: Item) -> None:
    """Let a name have the quotation marks that enclose it alone, so that it joins what stands beside them."""
    inside = [i for i in sentence.items if opening.first < i.first < closing.first]
    if len(inside) == 1 and inside[0].kind == "party":
        name = inside[0]
        if (name.first, name.last) == (opening.last + 1, closing.first - 1):
            name.first, name.last = opening.first, closing.last
            sentence.items = [i for i in sentence.items if i is not opening and i is not closing]


def _unquote_words(sentence: Sentence) -> None:
    """Marks around a word or two ("an "anti-terrorist" operation") quote nobody."""
    marks = [] if sentence.by_case else [i for i in sentence.items if i.kind == "quote"]
    for opening, closing in zip(marks[::2], marks[1::2], strict=False):
        inside = (sentence.at.get(index) for index in range(opening.last + 1, closing.first))
        plain = all(i is None or i.kind in ("word", "dash", "role") for i in inside)
        goes_on = closing.last + 1 < len(sentence.tokens) and sentence.tokens[closing.last + 1].isalnum()
        if plain and goes_on and opening.first and closing.first - opening.last <= _SCARE:
            opening.kind = closing.kind = "word"


def _plain_addresses(sentence: Sentence) -> None:
    """ "in Taza Khurmatu, Iraq" has no comma, and "the government of Syria" does not look back."""
    items = sentence.items
    for position, item in enumerate(items[:-1]):
        behind = items[position + 1]
        if item.kind == "comma" and position and behind.kind in ("party", "place") and behind.first == item.last + 1:
            joint = items[position - 1]
            unknown = item.first - joint.last - 1
            last = behind.last + 1 == len(sentence.tokens) or not sentence.tokens[behind.last + 1].isalnum()
            after = items[position + 2] if position + 2 < len(items) else None
            acts = after is not None and after.first == behind.last + 1 and (after.is_verb or after.kind in _VERBAL)
            if joint.kind == "adposition" and 0 < unknown < _REACH and last and behind.form != "people" and not acts:
                item.kind = "word"
        elif (
            item.kind == "lookback"
            and item.value != "here"
            and item.last > item.first
            and (behind.value, behind.first) == ("of", item.last + 1)
            and any(i.kind == "party" and i.first - behind.last <= 2 for i in items[position + 2 : position + 3])
        ):
            item.kind, item.tags = "role", item.tags | {"role:GOV"}


def _hedging_months(sentence: Sentence) -> None:
    """ "Kazakhstan may leave", "a banned march": a month that is another word too is one only where it is dated."""
    for item in sentence.items:
        if item.kind == "month" and item.tags != {"month"}:
            before, behind = sentence.at.get(item.first - 1), sentence.at.get(item.last + 1)
            dated = any(i is not None and i.kind == "number" for i in (before, behind))
            if not dated and (before is None or before.kind not in ("adposition", "when", "past")):
                item.kind = "hedge" if "hedge" in item.tags else "word"


def _is_modifier(sentence: Sentence, item: Item) -> bool:
    """ "Kremlin-led", "Moscow-backed", "anti-Armenian": no party and no act, only what sort of thing it is."""
    if item.kind not in ("party", "trigger"):
        return False
    before = sentence.at.get(item.first - 1)
    if item.kind == "trigger" and "modifier" in item.tags and before is not None and before.kind == "dash":
        return True
    if item.kind == "party" and before is not None and before.kind == "dash" and before.end == item.start:
        first = sentence.at.get(item.first - 2)
        if (first is None or first.kind != "party") and sentence.ends[item.first - 2] == before.start:
            return True
    joint = sentence.at.get(item.last + 1)
    after = sentence.at.get(item.last + 2)
    return (
        item.kind == "party"
        and joint is not None
        and joint.kind == "dash"
        and after is not None
        and "modifier" in after.tags
    )


def names_the_rebels(joined: list[Item], rebels: Item, group: Item) -> bool:
    """ "the Congolese rebels, M23": what is named behind the comma is who they are."""
    return (
        rebels.role in ("REB", "CRM")
        and group.actor is not None
        and group.actor.kind == "group"
        and joined[-1].kind == "comma"
        and joined[-2] is rebels
        and group.first - rebels.last == 2
    )
