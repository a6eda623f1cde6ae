"""The acts of one sentence: each trigger with its frame, roles and status, and which act is only part of another.

A request, a refusal, a threat or a promise embeds the act that it is about: "asked the CSTO to send troops" is one
REQUEST whose mode comes from the AID inside it, and no AID.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.coding.clauses import clause_items, is_list_comma
from agents.coding.governors import Governor, governors
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import Roles
from agents.coding.roles import assign, own
from agents.coding.status import Status, judge
from agents.coding.verbs import Scene
from agents.coding.words import TriggerEntry, TypeRule

_TOPIC_ENDS = frozenset({"when", "but", "rel", "say", "deny", "quote"})
_TOPICS = {"aid": "assist", "troops": "assist", "mission": "assist", "meet": "meet", "yield": "yield"}
_CONTENT = frozenset({"rumour", "report"})
_CONTENT_REACH = 4
_TOLL_REACH = 8
HARD = frozenset({"word:troops", "word:weapons", "word:territory", "word:prisoners", "killed", "wounded", "role:MIL"})
"""What only reports of conflict speak of."""


@dataclass(slots=True, eq=False)
class Act:
    """One trigger, understood. ``inner`` is the act that it embeds; ``part_of`` the one that embeds it."""

    trigger: Item
    entry: TriggerEntry
    roles: Roles
    chain: list[Governor]
    negator: Item | None
    status: Status
    event_type: str
    mode: str | None
    quantities: dict[str, int]
    inner: Act | None = None
    part_of: Act | None = None
    topics: dict[str, int] = field(default_factory=dict)
    in_effect: bool = False
    places: list[Item] = field(default_factory=list)


def read(scene: Scene, types: dict[str, TypeRule], question: bool) -> list[Act]:
    """All acts of the sentence, in order, those that are only part of another one marked so."""
    sentence = scene.sentence
    _reports_denied(sentence)
    own(scene)
    acts: list[Act] = []
    for trigger in [i for i in sentence.items if i.kind == "trigger"]:
        chosen = _frame(scene, trigger)
        if chosen is None:
            continue
        entry, roles = chosen
        trigger.options = (next(o for o in trigger.options if o.entry is entry),)
        chain, negator = governors(scene, trigger, roles.clause_start)
        status = judge(scene, trigger, chain, negator, question)
        acts.append(
            Act(
                trigger, entry, roles, chain, negator, status, entry.event_type, entry.mode, _toll(sentence, trigger),
                topics=_topics(sentence, trigger, entry.side == "before" or (roles.passive and bool(entry.embeds))),
                in_effect=any("effect" in i.tags for i in clause_items(sentence, trigger)),
            )
        )  # fmt: skip
    _embed(sentence, acts)
    _complete_toll(acts)
    for act in acts:
        _settle(act, types[act.event_type], sentence)
        act.places = [i for i in clause_items(sentence, act.trigger) if i.kind == "place"]
    return acts


def _reports_denied(sentence: Sentence) -> None:
    """ "rejected reports that …" denies: a refusal whose object is a report or a rumour is a denial."""
    for item in sentence.items:
        if (
            item.kind != "trigger"
            or item.options[0].entry.event_type != "REJECT"
            or item.options[0].entry.side != "after"
        ):
            continue
        for other in sentence.items:
            if other.first > item.last and other.kind not in ("word", "rumour", "report", "lookback", "party"):
                break
            if other.kind in _CONTENT and 0 < other.first - item.last <= _CONTENT_REACH:
                item.kind, item.tags = "deny", item.tags | {"deny"}
                break


def _frame(scene: Scene, trigger: Item) -> tuple[TriggerEntry, Roles] | None:
    """The first frame of the trigger whose conditions hold here, with its roles."""
    sentence = scene.sentence
    nearby, anywhere = _word_classes(clause_items(sentence, trigger)), _word_classes(sentence.items)
    for option in trigger.options:
        entry = option.entry
        if entry.word_classes and not entry.word_classes & nearby:
            continue
        if entry.without & anywhere:
            continue
        roles = assign(scene, trigger, entry)
        if entry.recipient_kinds:
            fit = [p for p in roles.recipient if p.actor is not None and p.actor.kind in entry.recipient_kinds]
            if not fit:
                continue
            roles = roles._replace(recipient=fit)
        if len(roles.actor) < entry.min_parties and not any(_is_organisation(p) for p in roles.actor):
            continue
        if entry.figurative and not _is_meant(sentence, roles):
            continue
        kinds = {p.actor.kind for p in roles.actor if p.actor is not None}
        if entry.actor_kinds and not entry.actor_kinds & kinds:
            continue
        return entry, roles
    return None


def _is_meant(sentence: Sentence, roles: Roles) -> bool:
    """Whether a word that is as often a figure of speech is meant: it has two parties, soldiers, or hard words."""
    parties = [p for p in (*roles.actor, *roles.recipient) if p.actor is not None]
    if (roles.actor and roles.recipient) or any(p.role == "MIL" or _is_armed(p) for p in parties):
        return True
    return any(item.tags & HARD for item in sentence.items)


def _is_armed(item: Item) -> bool:
    return item.actor is not None and item.actor.kind == "group"


def _word_classes(items: list[Item]) -> set[str]:
    return {tag[5:] for item in items for tag in item.tags if tag.startswith("word:")}


def _is_organisation(item: Item) -> bool:
    """An organisation can meet alone: it is many."""
    return item.actor is not None and item.actor.kind == "organisation"


def _topics(sentence: Sentence, trigger: Item, before: bool) -> dict[str, int]:
    """What the words after (or before) the trigger say that it is about: PLOVER's modes, with the token of each."""
    found: dict[str, int] = {}
    items = (
        [i for i in sentence.items if i.last < trigger.first]
        if before
        else [i for i in sentence.items if i.first > trigger.last]
    )
    for item in reversed(items) if before else items:
        if item.kind in _TOPIC_ENDS or (item.kind == "comma" and not is_list_comma(sentence, item)):
            break
        for tag in item.tags:
            if tag.startswith("word:") and tag[5:] in _TOPICS:
                found.setdefault(_TOPICS[tag[5:]], item.first)
        if "stop" in item.tags:
            found.setdefault("yield", item.first)
    return found


def _toll(sentence: Sentence, trigger: Item) -> dict[str, int]:
    """Numbers beside the words for killed, wounded and captured."""
    found: dict[str, int] = {}
    for number in sentence.items:
        if number.kind != "number" or len(number.value) > 6 or _is_date(sentence, number):
            continue
        near = [
            (abs(i.first - number.first), i)
            for i in sentence.items
            if i.tags & {"killed", "wounded", "captured"} and abs(i.first - number.first) <= _TOLL_REACH
        ]
        if near:
            cue = min(near, key=lambda row: row[0])[1]
            for kind in ("killed", "wounded", "captured"):
                if kind in cue.tags:
                    found[kind] = max(found.get(kind, 0), int(number.value))
    return found


def _is_date(sentence: Sentence, number: Item) -> bool:
    """Part of a date, a time or a percentage, or a year."""
    if any(i is not None and i.kind in ("month", "weekday") for i in _beside(sentence, number)):
        return True
    around = {
        *sentence.tokens[max(0, number.first - 1) : number.first],
        *sentence.tokens[number.last + 1 : number.last + 2],
    }
    return bool(around & {":", "/", "%"}) or (len(number.value) == 4 and int(number.value) > 1900)


def _beside(sentence: Sentence, item: Item) -> tuple[Item | None, Item | None]:
    return sentence.at.get(item.first - 1), sentence.at.get(item.last + 1)


def _complete_toll(acts: list[Act]) -> None:
    """ "135 Armenian soldiers died in Azerbaijan's attack": the dead of one act are those of the other's attack."""
    dead = [a for a in acts if a.entry.needs_toll and a.quantities and not a.roles.actor and a.roles.recipient]
    attacks = [
        a
        for a in acts
        if a.event_type == "ASSAULT" and not a.entry.needs_toll and a.roles.actor and not a.roles.recipient
    ]
    if len(dead) == 1 and len(attacks) == 1 and not attacks[0].entry.reciprocal:
        others = _others(dead[0].roles.recipient, attacks[0].roles.actor)
        attacks[0].roles = attacks[0].roles._replace(recipient=others)


def _embed(sentence: Sentence, acts: list[Act]) -> None:
    """Say which act is about which: by the governors of the inner one, or by what stands before a passive."""
    by_item = {id(a.trigger): a for a in acts}
    for act in acts:
        for governor in act.chain:
            outer = by_item.get(id(governor.item))
            if outer is not None and outer.entry.embeds == "allege" and not act.roles.actor:
                act.roles = act.roles._replace(actor=[p for p in outer.roles.recipient if p not in act.roles.recipient])
            if outer is not None and outer.entry.embeds == "mode" and outer.entry.side == "after":
                if outer.inner is None:
                    outer.inner = act
                if not (outer.event_type == "REJECT" and act.event_type == "REQUEST"):
                    act.part_of = outer
                break
            if governor.item.kind not in ("plan", "will", "would", "support", "hedge", "stop"):
                break
    for outer in acts:
        if outer.entry.side == "before" or (
            outer.roles.passive and outer.inner is None and outer.entry.embeds == "mode"
        ):
            _embed_before(sentence, acts, outer)


def _embed_before(sentence: Sentence, acts: list[Act], outer: Act) -> None:
    """ "Armenia's request was declined", "sending troops is not on the agenda": the act inside is the subject."""
    before = [a for a in acts if a.trigger.last < outer.trigger.first and a.part_of is None]
    preferred = [a for a in before if a.event_type == "REQUEST"] if outer.event_type == "REJECT" else []
    inner = (preferred or before)[-1:]
    if not inner or any(
        i.kind in ("but", "when", "stop") and inner[0].trigger.last < i.first < outer.trigger.first
        for i in sentence.items
    ):
        return
    outer.inner = inner[0]
    if inner[0].event_type != "REQUEST":
        inner[0].part_of = outer


def _settle(act: Act, rule: TypeRule, sentence: Sentence) -> None:
    """Mode and missing parties from the act inside, or from the words that say what it is about."""
    inner = act.inner
    if act.mode is None and rule.modes:
        keys = [(act.trigger.first if inner is None else inner.trigger.first, _inner_key(inner))] if inner else []
        keys += [(at, topic) for topic, at in act.topics.items()]
        act.mode = next((rule.modes[k] for _, k in sorted(keys) if k in rule.modes), rule.default_mode)
    actor, recipient = act.roles.actor, act.roles.recipient
    if act.event_type == "REQUEST":
        if inner is not None and not recipient:
            recipient = _others(inner.roles.actor, actor)
        recipient = recipient or _others(_whose_troops(sentence, act), actor)
    elif inner is not None and (act.event_type in ("REJECT", "THREATEN", "AGREE") or act.entry.embeds == "mode"):
        if not actor and act.entry.side == "before" and inner.event_type != "REQUEST":
            actor = inner.roles.actor
        if not actor and act.event_type == "REJECT" and inner.event_type == "REQUEST":
            # What was asked of somebody and turned down was turned down by them.
            actor = inner.roles.recipient
        recipient = recipient or _others(
            inner.roles.actor if inner.event_type == "REQUEST" or inner.entry.reciprocal else inner.roles.recipient,
            actor,
        )
    act.roles = act.roles._replace(actor=actor, recipient=[p for p in recipient if p not in actor])


def _inner_key(inner: Act) -> str:
    return (inner.mode or "") if inner.event_type in ("REQUEST", "REJECT") else inner.event_type


def _others(pool: list[Item], own: list[Item]) -> list[Item]:
    known = {p.actor for p in own if p.actor is not None}
    return [p for p in pool if p.kind == "party" and p.actor not in known]


def _whose_troops(sentence: Sentence, act: Act) -> list[Item]:
    """ "a plea for CSTO troops": who is asked is whose troops they are."""
    for item in sentence.items:
        if item.first <= act.trigger.last:
            continue
        if item.kind in _TOPIC_ENDS or item.kind == "comma":
            break
        if item.kind == "party" and item.actor is not None:
            for index in (item.first - 1, item.last + 1):
                near = sentence.at.get(index)
                if near is not None and near.tags & {"word:troops", "word:aid"}:
                    return [item]
    return []
