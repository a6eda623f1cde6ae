"""The roles of a trigger in a language that marks them by case: as a verb, a passive, a participle or a noun."""

from __future__ import annotations

from agents.coding.cases import CASES
from agents.coding.endings import objects
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import ON_DEEDS, Roles, object_act, sends, start_of
from agents.coding.ownership import around_noun, head, owner
from agents.coding.parties import with_conjuncts
from agents.coding.verbs import Scene, subject
from agents.coding.walking import is_full
from agents.coding.words import TriggerEntry

_SUPPORT_REACH = 5
_GOVERNING = frozenset({"plan", "deny", "support", "will", "would", "hedge", "must"})
_TOLD = frozenset({"AGREE", "CONCEDE", "RETREAT"})
"""What one tells of as one's own: "հայտարարեցին համաձայնության մասին"."""
_ANNOUNCED = frozenset({"SANCTION", "AGREE", "REJECT", "COOPERATE"})
"""Acts that who announces them, with nobody else named, does."""
_SPOKEN = frozenset({"ACCUSE", "REJECT", "SUPPORT", "REQUEST", "THREATEN", "AGREE"})
"""What is done by saying so."""
_OWN_DOING = frozenset({"AGREE", "REJECT", "THREATEN"})
"""Acts about what their own subject does."""


def assign(scene: Scene, trigger: Item, entry: TriggerEntry) -> Roles:
    """The roles of one trigger under one of its frames."""
    if "noun" in trigger.features:
        return _of_noun(scene, trigger, entry)
    passive = "passive" in trigger.features
    if "attributive" in trigger.features:
        return _of_participle(scene, trigger, entry, passive)
    above = subject(scene, trigger)
    if passive and _has_other_subject(scene.sentence, trigger):
        # "Moskva ilə münasibətlərin kəsildiyini bildirib": what is cut is nobody; who announces it does it.
        agents = objects(scene, trigger, ("agent",), [])
        agents = agents or (_controlled(scene, trigger) if entry.event_type in _ANNOUNCED else [])
        below = objects(scene, trigger, entry.recipient, agents)
        return Roles(agents, below, start_of(below, trigger), True, "agent", "object")
    if passive:
        agents = objects(scene, trigger, entry.actor, above)
        below = above or objects(scene, trigger, entry.recipient, agents)
        agents = agents or [p for p in _by_its_cause(scene, trigger) if p not in below]
        if entry.of == "object" and not agents and above and any(sends(p) for p in above):
            # Peacekeepers are sent, and fetched back, by those whose they are.
            agents, below = above, objects(scene, trigger, entry.recipient, above)
        return Roles(agents, below, start_of(below, trigger), True, "agent", "subject")
    agents = objects(scene, trigger, ("agent",), above) if "agent" in entry.actor and not above else []
    above = agents or above
    if not above:
        above = _by_its_deed(scene, trigger)
    if not above and "gerund" in trigger.features and scene.sentence.order == "free":
        # "հայտարարել են …, Կատարին մեղադրելով": its doer is that of the verb before it.
        main = next((i for i in reversed(scene.sentence.items) if i.last < trigger.first and _is_main(i)), None)
        above = [p for p in subject(scene, main) if p.kind == "party"] if main is not None else []
    if not above and not is_full(trigger):
        above = _controlled(scene, trigger)
        if not above and scene.sentence.order == "free":
            # "դեսպանին վտարելու որոշում կայացրեց Բահրեյնը"
            undergoing, supported = _supported(scene, trigger)
            above = [] if undergoing else supported
    if not above and entry.event_type in _SPOKEN and "many" in trigger.features:
        above = _office(scene, trigger)
    act = object_act(scene, trigger) if entry.event_type in ON_DEEDS else None
    if act is None:
        below = objects(scene, trigger, entry.recipient, above)
    else:
        # Who condemns "the attack on Israel" does not condemn Israel.
        entry = next((o.entry for o in act.options if o.entry.of == "actor"), act.options[0].entry)
        theirs = _of_noun(scene, act, entry)
        below = [p for p in theirs.actor if p not in above]
        below = below or [
            p
            for p in objects(scene, trigger, ("object", "to"), above)
            if p not in theirs.recipient and any(p is i for i in scene.sentence.items)
        ]
    return Roles(above, below, start_of(above, trigger), False, "subject", "object")


def _is_main(item: Item) -> bool:
    return item.is_verb and is_full(item)


def _has_other_subject(sentence: Sentence, verb: Item) -> bool:
    """Whether the genitive right before a passive complement is no party: "münasibətlərin kəsildiyini"."""
    if sentence.order != "sov" or is_full(verb) or "gerund" in verb.features or not verb.first:
        return False
    before = sentence.at.get(verb.first - 1)
    if before is not None and before.kind != "word":
        return False
    ending = sentence.ending(sentence.tokens[verb.first - 1])
    return "gent" in (before.features if before is not None and before.features else ending)


def _office(scene: Scene, verb: Item) -> list[Item]:
    """The capital or alliance in which "they" say it: "მოსკოვში უწოდეს", where the language has that."""
    if not scene.language.compose.get("locative_subject"):
        return []
    for item in reversed(scene.sentence.items):
        if item.last < verb.first and (
            item.kind in ("that", "but", "stop", "quote") or (item.is_verb and is_full(item))
        ):
            return []
        kind = item.actor.kind if item.actor is not None else ""
        official = item.form in ("capital", "office") or kind == "organisation"
        if item.last < verb.first and item.kind == "party" and official and "loct" in item.features:
            return with_conjuncts(scene.sentence, item)
    return []


def _of_participle(scene: Scene, participle: Item, entry: TriggerEntry, passive: bool) -> Roles:
    """ "hücum edən Azərbaycan" attacks; in "Azərbaycanın hücum etdiyi Ermənistan" it is attacked."""
    behind = head(scene, participle)
    own = owner(scene, participle)
    if "relative" in participle.features:
        # "Rusya'nın (Ukrayna'ya) gönderdiği askerler": the noun behind it is no subject.
        own = own or subject(scene, participle)
        if any(i.kind == "word" and i.features & CASES for i in _between(scene, participle, behind)):
            behind = []
        below = objects(scene, participle, entry.recipient, own) or [p for p in behind if p not in own]
        return Roles(own, below, start_of(own, participle), False, "owner", "object")
    if passive or own:
        agents = own or objects(scene, participle, ("agent",), behind)
        return Roles(agents, behind, start_of(agents, participle), passive, "agent", "antecedent")
    below = objects(scene, participle, entry.recipient, behind)
    return Roles(behind, below, start_of(below, participle), False, "antecedent", "object")


def _between(scene: Scene, participle: Item, behind: list[Item]) -> list[Item]:
    """What stands between a participle and the party that it may be said of."""
    first = behind[0].first if behind else 0
    return [i for i in scene.sentence.items if participle.last < i.first < first]


def _of_noun(scene: Scene, noun: Item, entry: TriggerEntry) -> Roles:
    """ "Ermənistanın KTMT-yə müraciəti", "Cermukun Azərbaycan tərəfindən bombalanması"."""
    found = around_noun(scene, noun, entry.actor, entry.recipient)
    actor, recipient = found.get("actor", []), found.get("recipient", [])
    own = found.get("owner", [])
    if "between" in found:
        both = found["between"]
        theirs = entry.of == "actor" or entry.reciprocal
        return Roles(both if theirs else [], [] if theirs else both, start_of(both, noun), False, "between", "between")
    belongs = any(p.form == "people" or "adjective" in p.features for p in own)
    undergoes = (entry.of == "recipient" and not belongs) or all(p.kind == "place" for p in own)
    undergoes = undergoes or "passive" in noun.features
    if own and undergoes and recipient and {p.actor for p in own} == {p.actor for p in recipient}:
        # "the blasts in Colombo, the capital of Sri Lanka"
        own = []
    if own and not actor and not (undergoes and not recipient):
        actor = own
    elif own and not recipient:
        recipient = own
    if not actor or not recipient:
        undergoing, supported = _supported(scene, noun)
        if not supported and not actor:
            supported = [p for p in _controlled(scene, noun) if p not in own]
        if undergoing and not recipient:
            recipient = [p for p in supported if p not in actor]
        elif not undergoing and not actor:
            actor = [p for p in supported if p not in recipient]
            if not recipient and actor:
                recipient = objects(scene, noun, tuple(r for r in entry.recipient if r != "object"), actor)
    if "from" in found and not actor and not any(i.is_verb and is_full(i) for i in scene.sentence.items):
        # A headline without a verb: "Bakıdan İrəvana xəbərdarlıq".
        actor = found["from"]
        recipient = found.get("to", []) if recipient == actor else recipient
    if entry.reciprocal and len(recipient) == 1 and not actor:
        # "Լավրովի հետ հանդիպմանը կոչ արեց": who acts there is the other one.
        verb = next((i for i in scene.sentence.items if i.first > noun.last and i.is_verb and is_full(i)), None)
        actor = [p for p in subject(scene, verb) if p not in recipient] if verb is not None else []
    start = start_of(actor, noun)
    return Roles(actor, [p for p in recipient if p not in actor], start, False, "owner", "behind")


def _supported(scene: Scene, noun: Item) -> tuple[bool, list[Item]]:
    """The subject of the verb that lends itself to the noun behind it, and whether it undergoes the act.

    A verbal noun under a plan or a denial is its subject's own act ("hücum etməyi planlaşdırır").
    """
    for item in scene.sentence.items:
        if item.first <= noun.last:
            continue
        if item.first - noun.last > _SUPPORT_REACH or item.kind in ("comma", "that", "but", "stop", "quote", "and"):
            break
        if scene.sentence.order == "sov" and "support" in item.tags and "attributive" in item.features:
            # "humanitar yük aparan gəmi": who carries it is what the participle is said of.
            return False, head(scene, item)
        if {"gent", "verbal"} <= noun.features and "passive" in item.features:
            # "çekilmenin tamamlandığı": the act is itself the subject.
            return False, []
        if item.tags & {"support", "undergo"} or item.kind in _GOVERNING:
            return "undergo" in item.tags, subject(scene, item)
        if item.is_verb and is_full(item):
            break
    return False, []


def _controlled(scene: Scene, trigger: Item) -> list[Item]:
    """The subject of the verb that an act without one of its own stands under.

    It stands behind the act, or, where complements follow, before it: "հերքել է դուրս գալու լուրերը".
    """
    if not is_full(trigger) and "noun" not in trigger.features:
        governor = next((i for i in scene.sentence.items if i.first > trigger.last and i.is_verb and is_full(i)), None)
        if governor is not None and governor.kind in ("say", "deny", "plan"):
            return subject(scene, governor)
    if scene.sentence.order != "free":
        return []
    for item in reversed(scene.sentence.items):
        if item.last >= trigger.first:
            continue
        if item.kind in ("comma", "that", "but", "stop", "quote", "and"):
            return []
        if item.kind == "hedge":
            return subject(scene, item)
        if item.is_verb and is_full(item):
            announced = item.kind in ("say", "support") and not trigger.features & CASES - {"nomn"}
            own = item.kind in ("deny", "plan") or any(o.entry.event_type in _OWN_DOING for o in item.options)
            behind = scene.sentence.at.get(trigger.last + 1)
            told = behind is not None and behind.kind == "postposition" and behind.value == "about"
            announced = announced or (
                told and item.kind == "say" and any(o.entry.event_type in _TOLD for o in trigger.options)
            )
            aim = behind is not None and behind.kind == "postposition" and behind.value == "for"
            own = own or aim or (announced and "noun" in trigger.features)
            return subject(scene, item) if own else []
    return []


def _by_its_cause(scene: Scene, verb: Item) -> list[Item]:
    """Whose act it is that something was done by: "ամերիկյան հարվածից սպանվել է գեներալը"."""
    for item in reversed(scene.sentence.items):
        if item.last >= verb.first:
            continue
        if item.is_verb or item.kind in ("that", "but", "stop", "quote", "comma"):
            break
        if item.kind == "trigger" and "noun" in item.features and item.options and item.features & {"abl", "ablt"}:
            entry = item.options[0].entry
            found = around_noun(scene, item, entry.actor, entry.recipient)
            own = found.get("owner", [])
            theirs = entry.of == "actor" or any("adjective" in p.features or p.form == "people" for p in own)
            return found.get("actor") or (own if theirs else [])
    return []


def _by_its_deed(scene: Scene, verb: Item) -> list[Item]:
    """Whose act the subject is: "Azərbaycanın hücumu üç nəfəri öldürdü"."""
    sentence: Sentence = scene.sentence
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if item.is_verb or item.kind in ("that", "but", "stop", "quote"):
            break
        if item.kind == "trigger" and "noun" in item.features and item.options:
            if item.features & {"datv", "accs", "abl", "loct", "ablt", "comt", "inst", "supr", "benf", "term"}:
                continue
            entry = item.options[0].entry
            found = around_noun(scene, item, entry.actor, entry.recipient)
            return found.get("actor") or (found.get("owner", []) if entry.of == "actor" else [])
    return []
