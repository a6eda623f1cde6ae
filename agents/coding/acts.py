"""The acts of one sentence: each trigger with its frame, roles and status, and which act is only part of another.

A request, a refusal, a threat or a promise embeds the act that it is about: "asked the CSTO to send troops" is one
REQUEST whose mode comes from the AID inside it, and no AID.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.coding.answers import answer, charges, denials, join_converbs, reports_denied
from agents.coding.asking import asked_that, is_help, whose_troops
from agents.coding.attribution import official
from agents.coding.clauses import clause_items
from agents.coding.described import implied
from agents.coding.frames import choose, topics
from agents.coding.governors import Governor, governors
from agents.coding.meetings import settle_meeting
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import Roles, other_states
from agents.coding.parties import relations
from agents.coding.replies import share
from agents.coding.roles import own
from agents.coding.status import Status, judge
from agents.coding.tolls import complete_toll, count_the_dead, toll, victims
from agents.coding.verbs import Scene
from agents.coding.words import TriggerEntry, TypeRule

_LABEL = 8


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
    words: str
    inner: Act | None = None
    part_of: Act | None = None
    topics: dict[str, int] = field(default_factory=dict)
    in_effect: bool = False
    places: list[Item] = field(default_factory=list)


def read(scene: Scene, types: dict[str, TypeRule], question: bool) -> list[Act]:
    """All acts of the sentence, in order, those that are only part of another one marked so."""
    sentence = scene.sentence
    reports_denied(scene)
    own(scene)
    acts: list[Act] = []
    for trigger, entry, roles in _framed(scene):
        chain, negator = governors(scene, trigger, roles.clause_start)
        status = judge(scene, trigger, chain, negator, question)
        acts.append(
            Act(
                trigger, entry, roles, chain, negator, status, entry.event_type, entry.mode, toll(sentence, trigger),
                scene.folded.text[trigger.start : trigger.end],
                topics=topics(sentence, trigger, entry, roles),
                in_effect=any("effect" in i.tags for i in clause_items(sentence, trigger)),
            )
        )  # fmt: skip
    scene.note("frame", *acts)
    _embed(sentence, acts)
    if sentence.by_case:
        join_converbs(acts)
    scene.note("embed", *acts)
    for act in acts:
        _at_home(scene, act)
        scene.note("home", act)
        _oblige(sentence, act, types["REQUEST"])
        scene.note("oblige", act)
    victims(scene, acts)
    complete_toll(sentence, acts)
    count_the_dead(acts, scene.memory.place)
    scene.note("toll", *acts)
    for act in acts:
        _settle(act, types[act.event_type], sentence)
        settle_meeting(act, scene.memory)
        scene.note("settle", act)
        answer(scene, act, acts)
        scene.note("answer", act)
        act.places = [i for i in clause_items(sentence, act.trigger) if i.place is not None]
    for act in acts:
        share(act, acts)
    return acts + denials(scene, acts) + charges(scene, acts)


def _framed(scene: Scene) -> list[tuple[Item, TriggerEntry, Roles]]:
    """The triggers of the sentence that have a frame here; what has none is the cue of the same words, if it is one."""
    found = []
    label = _label(scene.sentence)
    if scene.sentence.by_case:
        _fall_back(scene)
    for trigger in [i for i in scene.sentence.items if i.kind == "trigger" and i.first >= label]:
        chosen = choose(scene, trigger)
        if chosen is not None:
            trigger.options = (next(o for o in trigger.options if o.entry is chosen[0]),)
            found.append((trigger, *chosen))
        elif trigger.cue:
            trigger.kind, trigger.options = trigger.cue, ()
    return found


def _fall_back(scene: Scene) -> None:
    """Make cues of the triggers that have no frame here, before others ask who governs them."""
    sentence = scene.sentence
    for trigger in [i for i in sentence.items if i.kind == "trigger" and i.cue]:
        features = trigger.features
        if choose(scene._replace(trace=None), trigger) is None:
            trigger.kind, trigger.options = trigger.cue, ()
        trigger.features = features
    sentence.subjects.clear()
    sentence.framed.clear()
    sentence.classes = set()


def _label(sentence: Sentence) -> int:
    """Where the sentence itself begins, behind a label without a verb: "Ukraine war: Russia shells Kharkiv"."""
    for item in sentence.items:
        told = sentence.by_case and item.kind == "trigger" and not item.is_verb
        if item.is_verb or told or item.first > _LABEL:
            return 0
        if item.kind == "stop" and sentence.tokens[item.first] == ":":
            return item.first
    return 0


def _oblige(sentence: Sentence, act: Act, request: TypeRule) -> None:
    """What somebody says that another one must do is asked of him: "Iran must return to talks, the EU said"."""
    if "must" not in act.trigger.features and not any(g.item.kind == "must" for g in act.chain):
        return
    speaker = [
        i
        for i in sentence.items
        if i.kind == "party" and act.status.speaker is not None and official(i) == act.status.speaker
    ][:1]
    if not speaker or not act.roles.actor or speaker[0].actor is act.roles.actor[0].actor:
        act.status = act.status._replace(modality="hypothetical")
        return
    act.mode = "yield" if act.status.polarity == "denied" else request.modes.get(act.event_type, request.default_mode)
    act.event_type = "REQUEST"
    act.status = act.status._replace(polarity="affirmed", modality="asserted", temporality="current")
    act.roles = act.roles._replace(actor=speaker, recipient=other_states(act.roles.actor, speaker))


def _at_home(scene: Scene, act: Act) -> None:
    """What only a state's power, or only its people, can do is theirs where nobody else is named."""
    here = scene.memory.here
    if (
        act.event_type == "SANCTION"
        and here is None
        and not any(p.actor is scene.memory.home for p in act.roles.recipient)
    ):
        here = scene.memory.home
    located = ("capital", "name") if "many" in act.trigger.features else ("capital",)
    named = [p for p in act.roles.actor if p.form not in located or "in" not in relations(scene.sentence, p)]
    if not act.entry.home or named or here is None:
        return
    role = act.entry.home.removesuffix("?")
    if role != act.entry.home and (act.status.speaker or "").partition(":")[0] != here.code:
        # Who is arrested is arrested by the state that tells of it.
        return
    told = [p for p in act.roles.recipient if p.actor is here and p.role is None and p.form != "lookback"]
    if act.event_type == "COERCE" and any("in" not in relations(scene.sentence, p) for p in told):
        # "curfews are imposed on Iraqi cities": the text says whom it is done to, and not who does it.
        return
    where = [p for p in act.roles.recipient if p.actor is here and (p.role is None or p.form == "capital")]
    doer = implied(act.trigger, here, role)
    act.roles = act.roles._replace(actor=[doer], recipient=[p for p in act.roles.recipient if p not in where])


def _embed(sentence: Sentence, acts: list[Act]) -> None:
    """Say which act is about which: by the governors of the inner one, or by what stands before a passive."""
    by_item = {id(a.trigger): a for a in acts}
    for act in acts:
        # What is done at a meeting is not about the meeting.
        for governor in act.chain if act.roles.actor_by != "meeting" else ():
            outer = by_item.get(id(governor.item))
            if outer is not None and sentence.by_case and outer.entry.embeds == "allege" and not act.roles.actor:
                # Who is accused is not whom it was done to.
                theirs = [p for p in act.roles.recipient if p not in outer.roles.recipient]
                act.roles = act.roles._replace(recipient=theirs)
            if outer is not None and outer.entry.embeds == "allege" and not _has_own_actor(sentence, act, outer):
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
        if (
            outer.entry.side == "before"
            or (outer.roles.passive and outer.inner is None and outer.entry.embeds == "mode")
            or (outer.event_type == "REJECT" and outer.inner is None and _is_fronted(sentence, acts, outer))
        ):
            _embed_before(sentence, acts, outer)


def _is_fronted(sentence: Sentence, acts: list[Act], outer: Act) -> bool:
    """ "The request of Mexico Spain turned down": the noun before the verb's own subject is its object."""
    noun = next((a.trigger for a in reversed(acts) if a.trigger.last < outer.trigger.first), None)
    if noun is None or "noun" not in noun.features or not noun.features & {"accs", "gent"}:
        return False
    between = [i for i in sentence.items if noun.last < i.first < outer.trigger.first]
    if any(i.is_verb or i.kind in ("but", "when", "stop", "that", "rel", "quote") for i in between):
        return False
    return any(p.first > noun.last for p in outer.roles.actor)


def _has_own_actor(sentence: Sentence, act: Act, outer: Act) -> bool:
    """Whether who does it is named; nobody accuses himself, where the order leaves open whose the subject is."""
    if not act.roles.actor:
        return False
    return not (sentence.by_case and outer.roles.recipient and act.roles.actor == outer.roles.actor)


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
    if "REQUEST" not in (inner[0].event_type, outer.event_type):
        # What is asked for is not done, but what is done "at the request of" somebody is.
        inner[0].part_of = outer


def _settle(act: Act, rule: TypeRule, sentence: Sentence) -> None:
    """Mode and missing parties from the act inside, or from the words that say what it is about."""
    inner = act.inner
    if act.mode is None and rule.modes:
        keys = [(act.trigger.first if inner is None else inner.trigger.first, _inner_key(inner))] if inner else []
        keys += [(at, topic) for topic, at in act.topics.items()]
        if sentence.by_case:
            # The act inside comes first, then what stands nearest.
            keys = keys[: bool(inner)] + sorted(keys[bool(inner) :], key=lambda row: abs(row[0] - act.trigger.first))
        else:
            keys.sort()
        act.mode = next((rule.modes[k] for _, k in keys if k in rule.modes), rule.default_mode)
        if act.event_type == "REQUEST" and inner is not None and is_help(inner, act):
            act.mode = "assist"
    actor, recipient = act.roles.actor, act.roles.recipient
    if act.event_type == "REQUEST":
        if inner is not None and not recipient:
            recipient = other_states(inner.roles.actor, actor)
        recipient = recipient or other_states(asked_that(sentence, act.trigger), actor)
        recipient = recipient or other_states(whose_troops(sentence, act), actor)
    elif inner is not None and (act.event_type in ("REJECT", "THREATEN", "AGREE") or act.entry.embeds == "mode"):
        if not actor and act.entry.side == "before" and inner.event_type != "REQUEST":
            actor = inner.roles.actor
        if not actor and act.event_type == "REJECT" and inner.event_type == "REQUEST":
            # What was asked of somebody and turned down was turned down by them.
            actor = inner.roles.recipient
        recipient = recipient or other_states(
            inner.roles.actor if inner.event_type == "REQUEST" or inner.entry.reciprocal else inner.roles.recipient,
            actor,
        )
    if act.event_type == "AGREE" and inner is not None and inner.event_type == "AGREE" and inner.entry.reciprocal:
        # "agreed to normalise relations with Israel": both agree.
        actor = [*actor, *other_states(recipient, actor)]
    act.roles = act.roles._replace(actor=actor, recipient=[p for p in recipient if p not in actor])


def _inner_key(inner: Act) -> str:
    return (inner.mode or "") if inner.event_type in ("REQUEST", "REJECT") else inner.event_type
