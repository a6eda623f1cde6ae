"""The acts of one sentence: each trigger with its frame, roles and status, and which act is only part of another.

A request, a refusal, a threat or a promise embeds the act that it is about: "asked the CSTO to send troops" is one
REQUEST whose mode comes from the AID inside it, and no AID.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.coding.lexicon import TriggerEntry, TypeRule
from agents.coding.mentions import Item, Sentence
from agents.coding.roles import Roles, Scene, assign
from agents.coding.status import Governor, Status, governors, judge

_CLAUSE = frozenset({"that", "when", "but", "stop"})
_TOPICS = {"aid": "assist", "troops": "assist", "mission": "assist", "meet": "meet", "yield": "yield"}
_CONTENT = frozenset({"rumour", "report"})
_CONTENT_REACH = 4
_TOLL_REACH = 8


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
    topics: frozenset[str] = frozenset()
    in_effect: bool = False
    places: list[Item] = field(default_factory=list)


def read(scene: Scene, types: dict[str, TypeRule], question: bool) -> list[Act]:
    """All acts of the sentence, in order, those that are only part of another one marked so."""
    sentence = scene.sentence
    _reports_denied(sentence)
    acts: list[Act] = []
    for trigger in [i for i in sentence.items if i.kind == "trigger"]:
        chosen = _frame(scene, trigger)
        if chosen is None:
            continue
        entry, roles = chosen
        trigger.options = (next(o for o in trigger.options if o.entry is entry),)
        chain, negator = governors(sentence, trigger, roles.clause_start)
        status = judge(scene, trigger, chain, negator, question)
        acts.append(
            Act(
                trigger, entry, roles, chain, negator, status, entry.event_type, entry.mode, _toll(sentence, trigger),
                topics=_topics(sentence, trigger), in_effect=any("effect" in i.tags for i in _clause(sentence, trigger)),
            )
        )  # fmt: skip
    _embed(sentence, acts)
    for act in acts:
        _settle(act, types[act.event_type])
        act.places = [i for i in _clause(sentence, act.trigger) if i.kind == "place"]
    return acts


def _reports_denied(sentence: Sentence) -> None:
    """ "rejected reports that …" denies: a refusal whose object is a report or a rumour is a denial."""
    for item in sentence.items:
        if item.kind != "trigger" or item.options[0].entry.event_type != "REJECT" or item.options[0].entry.side != "after":
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
    nearby = {tag.removeprefix("word:") for i in _clause(sentence, trigger) for tag in i.tags if tag.startswith("word:")}
    anywhere = {tag.removeprefix("word:") for i in sentence.items for tag in i.tags if tag.startswith("word:")}
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
        if entry.actor_kinds and not any(p.actor is not None and p.actor.kind in entry.actor_kinds for p in roles.actor):
            continue
        return entry, roles
    return None


def _clause(sentence: Sentence, trigger: Item) -> list[Item]:
    """Items between the subordinators around the trigger."""
    low, high = -1, len(sentence.tokens)
    for item in sentence.items:
        if item.kind in _CLAUSE:
            if item.last < trigger.first:
                low = item.last
            elif item.first > trigger.last:
                high = min(high, item.first)
    return [i for i in sentence.items if low < i.first < high and i is not trigger]


def _topics(sentence: Sentence, trigger: Item) -> frozenset[str]:
    """What the words after the trigger say that it is about, as PLOVER's modes of requests."""
    found = set()
    for item in sentence.items:
        if item.first <= trigger.last:
            continue
        if item.kind in ("when", "but"):
            break
        found |= {_TOPICS[t[5:]] for t in item.tags if t.startswith("word:") and t[5:] in _TOPICS}
        if item.kind == "stop" and "stop" in item.tags:
            found.add("yield")
    return frozenset(found)


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
    """Part of a date, a time, a percentage or a year."""
    around = [sentence.at.get(number.first - 1), sentence.at.get(number.last + 1)]
    if any(i is not None and i.kind in ("month", "weekday") for i in around):
        return True
    tokens = sentence.tokens[max(0, number.first - 1) : number.last + 2]
    return bool({":", "/", "%", "."} & set(tokens[:1] + tokens[-1:])) and "." not in tokens[-1:] or int(number.value) > 1900 and len(number.value) == 4


def _embed(sentence: Sentence, acts: list[Act]) -> None:
    """Say which act is about which: by the governors of the inner one, or by a phrase that follows it."""
    by_item = {id(a.trigger): a for a in acts}
    for act in acts:
        for governor in act.chain:
            outer = by_item.get(id(governor.item))
            if outer is not None and outer.entry.embeds == "mode" and outer.entry.side == "after":
                if outer.inner is None:
                    outer.inner = act
                if not (outer.event_type == "REJECT" and act.event_type == "REQUEST"):
                    act.part_of = outer
                break
            if governor.item.kind not in ("plan", "will", "would", "support", "hedge", "stop"):
                break
    for outer in acts:
        if outer.entry.side != "before":
            continue
        before = [a for a in acts if a.trigger.last < outer.trigger.first and a.part_of is None]
        if before and not any(
            i.kind in ("but", "when", "stop") and before[-1].trigger.last < i.first < outer.trigger.first
            for i in sentence.items
        ):
            outer.inner = before[-1]
            if before[-1].event_type != "REQUEST":
                before[-1].part_of = outer


def _settle(act: Act, rule: TypeRule) -> None:
    """Mode and missing parties from the act inside."""
    inner = act.inner
    if act.mode is None and rule.modes:
        keys = [inner.mode if inner.event_type in ("REQUEST", "REJECT") else inner.event_type] if inner is not None else []
        keys += [t for t in ("assist", "meet", "yield") if t in act.topics]
        act.mode = next((rule.modes[k] for k in keys if k in rule.modes), rule.default_mode)
    if inner is None:
        return
    roles = act.roles
    actor, recipient = roles.actor, roles.recipient
    own = {p.actor for p in actor if p.actor is not None}
    if act.event_type == "REQUEST":
        others = [p for p in inner.roles.actor if p.kind == "party" and p.actor not in own]
        recipient = recipient or others
    elif act.event_type in ("REJECT", "THREATEN", "AGREE") or act.entry.embeds == "mode":
        if not actor and act.entry.side == "before":
            actor = inner.roles.actor if inner.event_type != "REQUEST" else []
        own = {p.actor for p in actor if p.actor is not None}
        pool = inner.roles.actor if inner.event_type == "REQUEST" else inner.roles.recipient
        others = [p for p in pool if p.actor not in own or p.actor is None]
        recipient = recipient or others
    act.roles = roles._replace(actor=actor, recipient=recipient)
