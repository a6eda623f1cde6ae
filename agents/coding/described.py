"""Parties that the text describes and does not name: "police fired tear gas", "gunmen", "three of its soldiers".

A role word that no party beside it claims belongs to the one who owns it ("its"), else to the state where its words
or its sentence take place, else to the state of the dateline, or to the only one that could be meant. Where two could,
it is nobody's: the text does not say.
"""

from __future__ import annotations

from agents.coding.cases import CASES, role_of
from agents.coding.heads import bare_before
from agents.coding.memory import Memory
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique, relations
from agents.coding.words import Actor

_OWNER_REACH = 3
_ORIGINS = ("in", "from", "of")
_GROUPS = ("movement", "organisation", "state")
_FACED = frozenset({"datv", "comt", "benf", "term"})
_HOMES = ("state", "region")
_OFFICES = ("GOV", "MIL")
_ARMED = ("REB", "CRM")


def describe(sentence: Sentence, memory: Memory, actors: dict[str, Actor]) -> None:
    """Turn the role words of the sentence that nobody claims into parties of the state that is meant."""
    scene = _place_of(sentence, actors) or _here(sentence, memory)
    memory.place = scene
    memory.here = scene or _only_home(sentence, memory, actors)
    free = [i for i in sentence.items if not i.owned and i.kind == "role" and not _is_half(i)]
    for item in [i for i in free if not _is_claimed(sentence, i) or _genitive(sentence, i) is not None]:
        near = _place_behind(sentence, item, actors)
        if role_of(item) == "REB" and near is None and (group := memory.only_group(sentence)) is not None:
            # "The rebels" are those whom the text has named.
            item.described, item.actor, item.kind, item.form = "owner", group, "party", "role"
            continue
        whose = _genitive(sentence, item)
        if whose is not None and whose.actor is not None:
            # "ATƏT-in media azadlığı üzrə nümayəndəsi": the whole is a party of the genitive's.
            item.role, item.described, item.actor = role_of(item), "owner", whose.actor
            item.kind, item.form, whose.kind = "party", "role", "word"
            cases = item.features & CASES - ({"accs"} if "owned" in item.features else set())
            item.features = item.features - CASES | (cases or {"nomn"})
            continue
        owner = _owner(sentence, memory, item) or _fellow(sentence, item)
        home, how = owner or near or scene, "owner" if owner is not None else "place"
        group = _named_group(sentence, memory, item) if owner is None and near is None else None
        if group is not None:
            home, how = group, "owner"
        if home is None:
            home, how = memory.here or _leading(sentence, memory, item), "guess"
            told = memory.subject[:1]
            if sentence.order == "sov" and item is sentence.items[0] and told and role_of(item) in _OFFICES:
                # "Genelkurmay Başkanı, Çin'den …": of the state that the text speaks of, not of the one he speaks to.
                home = told[0].actor if told[0].actor is not None and told[0].actor.kind in _HOMES else home
        if home is not None:
            if sentence.order == "sov" and item.last > item.first and {"accs", "owned"} <= item.features:
                # "ədliyyə naziri": the ending is that of the compound.
                item.features = item.features - CASES | {"nomn"}
            item.role, item.described = role_of(item), how
            item.actor, item.kind, item.form = home, "party", "role"
            before = sentence.at.get(item.first - 1)
            belongs = item.last > item.first or (before is not None and "gent" in before.features)
            if sentence.by_case and belongs and {"accs", "owned"} <= item.features:
                # "güvenlik güçleri": the ending is that of the compound, unless somebody else is there to do it.
                item.features -= set() if bare_before(sentence, item) else {"accs"}
    if scene is not None:
        memory.scene = scene


def _named_group(sentence: Sentence, memory: Memory, item: Item) -> Actor | None:
    """The armed group that "the rebels" are, where the text has named just one so far."""
    if role_of(item) not in _ARMED:
        return None
    before = (*memory.mentioned, *(i for i in sentence.items if i.last < item.first))
    groups = {i.actor.code: i.actor for i in before if i.actor is not None and i.actor.kind == "group"}
    return next(iter(groups.values())) if len(groups) == 1 else None


def _leading(sentence: Sentence, memory: Memory, item: Item) -> Actor | None:
    """A minister who opens the sentence, before any verb or state, is of the state that the article is sent from."""
    before = [i for i in sentence.items if i.is_verb or (i.kind == "party" and i.form != "role")]
    opens = role_of(item) == "GOV" and bool(before) and before[0].is_verb and item.first < before[0].first
    return memory.home if opens else None


def _is_half(role: Item) -> bool:
    """Whether it is the form of a title before a name ("პრეზიდენტ ბაზუმის"): the case is that of the name."""
    return "short" in role.features and not role.features & CASES


def implied(trigger: Item, home: Actor, role: str) -> Item:
    """The party of ``home`` that an act in it speaks of without a word: its place is that of the act's own trigger."""
    return Item(
        "party", trigger.start, trigger.end, first=trigger.first, last=trigger.last,
        actor=home, role=role, form="lookback", described="place",
    )  # fmt: skip


def _is_claimed(sentence: Sentence, item: Item) -> bool:
    """Whether a party stands at once beside the word: then it is that party's, in a way that was not understood."""
    before = sentence.at.get(item.first - 1)
    behind = sentence.at.get(item.last + 1)
    titled = behind is None or behind.form == "leader" or not sentence.by_case
    near = [before, behind if titled else None]
    if before is None or before.kind in ("word", "number"):
        near.append(sentence.at.get(item.first - 2))
    return any(
        i is not None and i.kind == "party" and i.form != "role" and not (sentence.by_case and is_oblique(sentence, i))
        for i in near
    )


def _genitive(sentence: Sentence, item: Item) -> Item | None:
    """The genitive that a word with a possessive belongs to, where only words and places stand between."""
    if sentence.order != "sov" or not item.features & {"possessive", "izafet"}:
        return None
    if sentence.tokens[item.last + 1 : item.last + 2] == ["'"]:
        # "Başkonsolosluğu'nu": its case is not known.
        return None
    for before in reversed(sentence.items):
        if before.last >= item.first:
            continue
        if before.kind == "party" and "gent" in before.features and not before.owned:
            return before
        if before.kind in ("word", "number", "postposition", "place"):
            continue
        if before.kind != "party" or before.features & CASES != {"loct"}:
            return None
    return None


def _owner(sentence: Sentence, memory: Memory, item: Item) -> Actor | None:
    """Whose they are where a pronoun or a suffix says it: "its soldiers", "three of their warplanes", "tentaranya"."""
    if "possessive" in item.features:
        return _subject_before(sentence, memory, item.first)
    for index in range(item.first - 1, max(-1, item.first - 1 - _OWNER_REACH), -1):
        before = sentence.at.get(index)
        if before is None or before.kind in ("word", "number", "role"):
            continue
        if before.kind == "lookback" and sentence.by_case and before.value in _GROUPS and index == item.first - 1:
            # "the movement's spokesman", where the genitive stands before him
            found = memory.resolve(sentence, before, [])
            return found[0].actor if found else None
        if before.kind != "lookback" or before.value != "speaker":
            return None
        return _subject_before(sentence, memory, index)
    return None


def _fellow(sentence: Sentence, item: Item) -> Actor | None:
    """The state of the forces that it is joined to: "Tunisia's army and security forces"."""
    joint, before = sentence.at.get(item.first - 1), sentence.at.get(item.first - 2)
    if joint is None or joint.kind != "and" or before is None:
        return None
    if before.kind == "role" and before.owned:
        place = before.first
        before = next((i for i in reversed(sentence.items) if i.kind == "party" and i.last < place), None)
    return before.actor if before is not None and before.kind == "party" and before.role else None


def _subject_before(sentence: Sentence, memory: Memory, index: int) -> Actor | None:
    own = [p for p in sentence.items if p.kind == "party" and p.last < index and not is_oblique(sentence, p)]
    found = own[-1:] or memory.subject[:1]
    return found[0].actor if found and found[0].actor is not None and found[0].actor.kind in _HOMES else None


def _place_behind(sentence: Sentence, item: Item, actors: dict[str, Actor]) -> Actor | None:
    """The state of the place right behind the word: "protesters in Cairo", "militants from Gaza"."""
    joint = sentence.at.get(item.last + 1)
    if joint is None or joint.kind != "adposition" or joint.value not in _ORIGINS:
        return None
    behind = next((i for i in sentence.items if i.first > joint.last), None)
    return _state_of(behind, actors) if behind is not None and behind.first - joint.last <= _OWNER_REACH else None


def _state_of(item: Item, actors: dict[str, Actor]) -> Actor | None:
    if item.place is not None:
        return actors.get(item.place.country)
    if item.actor is None or item.actor.kind not in _HOMES:
        return None
    return actors.get(item.actor.within, item.actor)


def _place_of(sentence: Sentence, actors: dict[str, Actor]) -> Actor | None:
    """The one state in which the sentence takes place ("in Minsk", "near Goris", "in northern Mali")."""
    found: dict[str, Actor] = {}
    inside: dict[str, Actor] = {}
    offices = sentence.by_case and any(i.role is None and "loct" in i.features for i in sentence.items if i.actor)
    for item in sentence.items:
        if item.kind not in ("party", "place"):
            continue
        how = relations(sentence, item)
        if item.features & {"accs", "loct"} == {"accs"}:
            # "flights to Georgia" do not take place there.
            continue
        home = None if offices and item.role is not None else _state_of(item, actors)
        if home is not None and ("in" in how or (item.kind == "place" and "on" in how)):
            found[home.code] = home
            if "loct" in item.features:
                inside[home.code] = home
    # "in Yerevan, at the consulate of Hungary"
    found = inside if sentence.by_case and len(found) > 1 else found
    return next(iter(found.values())) if len(found) == 1 else None


def _is_other(sentence: Sentence, party: Item) -> bool:
    """Whether a party's case says that it is faced, not at home: "the minister (they) asked the USA (for it)"."""
    return sentence.order == "free" and bool(party.features & _FACED) and not party.features & {"nomn", "gent", "loct"}


def _here(sentence: Sentence, memory: Memory) -> Actor | None:
    """The state of the dateline, where the sentence speaks of "the capital"."""
    return memory.home if any(i.kind == "lookback" and i.value == "here" for i in sentence.items) else None


def _only_home(sentence: Sentence, memory: Memory, actors: dict[str, Actor]) -> Actor | None:
    """The only state that could be meant: of those that the sentence names, the dateline, or the last scene."""
    named = {
        home.code: home
        for i in sentence.items
        if i.kind in ("party", "place") and i.form != "role" and not _is_other(sentence, i)
        if (home := _state_of(i, actors)) is not None
    }
    stage = memory.home or memory.scene or memory.only_state(sentence)
    if stage is not None:
        named[stage.code] = stage
    return next(iter(named.values())) if len(named) == 1 else None
