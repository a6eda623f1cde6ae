"""Who does it, to whom: the roles of a trigger under one of its frames, as a verb, a passive or a noun."""

from __future__ import annotations

from agents.coding import caseroles
from agents.coding.asides import next_verb
from agents.coding.attributes import is_attribute, is_object_noun
from agents.coding.cases import CASES
from agents.coding.causes import cause
from agents.coding.clauses import TIME, clause_items, complements
from agents.coding.control import is_bare_noun
from agents.coding.fronting import fronted, fronted_object, late_subject, later_subject
from agents.coding.memory import PEOPLE, looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.nouns import ON_DEEDS, Roles, around_noun, object_act, own_relation, premodifier, sends, start_of
from agents.coding.parties import relations, with_conjuncts
from agents.coding.readings import own_by_ending, settle_forms
from agents.coding.verbs import (
    PARTIES,
    Scene,
    bare_agent,
    clause_after,
    object_of_relative,
    objects,
    subject,
)
from agents.coding.walking import is_full
from agents.coding.words import TriggerEntry

_NEAR_VERB = 3
_NO_OBJECT = frozenset({"adposition", "comma", "and", "stop", "when", "bracket", "dash", "month", "weekday", "neg"})


def is_passive(sentence: Sentence, verb: Item) -> bool:
    """By its form, by an auxiliary before a participle, or by an agent after it."""
    if "passive" in verb.features:
        return True
    if "participle" not in verb.features or "noun" in verb.features:
        return False
    if not verb.first and any("passive" in i.tags for i in sentence.items):
        # "Expelled from Bulgaria were two diplomats"
        return True
    for index in range(verb.first - 1, max(-1, verb.first - 4), -1):
        item = sentence.at.get(index)
        if item is None:
            continue
        if "passive" in item.tags:
            return True
        if "auxiliary" in item.tags or item.kind in PARTIES:
            break
    following = sentence.at.get(verb.last + 1)
    return following is not None and following.kind == "adposition" and following.value == "agent"


def _counts_behind(scene: Scene, verb: Item) -> bool:
    """Whether a clause begins with its verb, and who undergoes it stands behind: "…, погибли 54 человека"."""
    sentence = scene.sentence
    before, behind = sentence.at.get(verb.first - 1), sentence.at.get(verb.last + 1)
    opens = before is not None and before.kind in ("comma", "and")
    return opens and behind is not None and (behind.kind == "number" or behind.form == "role")


def _has_no_object(scene: Scene, verb: Item) -> bool:
    """Whether a form that may be past or participle ("arrested") has nothing behind it that it could be done to."""
    if not verb.features & {"past", "participle"} or "present" in verb.features:
        return False
    sentence = scene.sentence
    if verb.last + 1 >= len(sentence.tokens):
        return True
    following = sentence.at.get(verb.last + 1)
    if following is None:
        return not sentence.tokens[verb.last + 1].isalnum()
    return following.kind in _NO_OBJECT


def assign(scene: Scene, trigger: Item, entry: TriggerEntry) -> Roles:
    """The roles of one trigger under one of its frames."""
    if scene.sentence.by_case:
        roles = caseroles.assign(scene, trigger, entry)
    elif "noun" in trigger.features:
        roles = around_noun(scene, trigger, entry)
    elif is_passive(scene.sentence, trigger) or (entry.transitive and _has_no_object(scene, trigger)):
        agent = objects(scene, trigger, entry.actor, bare=bool(set(own_relation(scene, trigger)) & set(entry.actor)))
        agent = agent or bare_agent(scene, trigger)
        deed = cause(scene, trigger)
        below_by = "subject" if deed is None else "cause"
        if _counts_behind(scene, trigger):
            below = objects(scene, trigger, ("object",), bare=True)
        elif deed is None:
            below = subject(scene, trigger)
        else:
            # Who condemns an attack condemns the attacker.
            below = around_noun(scene, deed, deed.options[0].entry).actor if entry.event_type in ON_DEEDS else []
        if not below:
            below, below_by = fronted(scene, trigger, entry.recipient), "fronted"
        if not below and deed is None:
            # Where a bare party behind a passive is its agent, it is never the one who undergoes.
            bare = not (scene.language.compose.get("bare_agent") or (agent and trigger.first))
            below, below_by = objects(scene, trigger, entry.recipient, bare=bare), "object"
        if entry.of == "object" and not agent and below_by == "subject" and any(sends(p) for p in below):
            # Peacekeepers are sent by those whose they are.
            agent, below = below, objects(scene, trigger, entry.recipient, bare=False)
        below = [p for p in below if p not in agent]
        roles = Roles(agent, below, start_of(below, trigger), True, "agent", below_by)
    else:
        deed = cause(scene, trigger)
        above_by, below_by = "subject" if deed is None else "cause", "object"
        if deed is None:
            above = subject(scene, trigger)
        else:
            above = around_noun(scene, deed, deed.options[0].entry).actor
        main = next_verb(scene.sentence, trigger) if not above and "gerund" in trigger.features else None
        if main is not None and deed is None:
            above = subject(scene, main) or late_subject(scene, main)
        late = late_subject(scene, trigger) if not above else later_subject(scene, trigger, above)
        if late and deed is None and scene.language.order != "sov":
            above, above_by = late, "late_subject"
        act = object_act(scene, trigger) if entry.event_type in ("ACCUSE", "SUPPORT") else None
        bare = False
        if act is None:
            bare = "object" in entry.recipient or bool(set(own_relation(scene, trigger)) & set(entry.recipient))
            behind = above if above_by == "late_subject" else []
            found = objects(scene, trigger, entry.recipient, bare, behind)
        else:
            # Who condemns "the attack on Israel" does not condemn Israel; who looks into killings looks at their place.
            roles = around_noun(scene, act, act.options[0].entry)
            found = roles.actor or (roles.recipient if entry.mode == "investigate" else [])
            if not found and entry.mode == "allege":
                # "blames the attack on Armenia"
                found = objects(scene, act, entry.recipient, bare=False)
            if not found:
                behind = objects(scene, trigger, entry.recipient, bare=False)
                found = [p for p in behind if relations(scene.sentence, p) == ("object",)]
        below = [p for p in found if p not in above]
        if found and not below and len(found) == len(above):
            # "Latvia and Belarus expelled each other's envoys"
            return Roles(above, found, start_of(above, trigger), False, above_by, "mutual")
        if below and all(p.role not in PEOPLE and any(a.actor is p.actor for a in above) for p in below):
            # "the agency, which he accused of conspiring against his government"
            own = [
                p for p in clause_after(scene.sentence, trigger) if any(p.actor is a.actor for a in above) and p.actor
            ]
            behind = [p for p in object_of_relative(scene, trigger) if p not in above]
            behind = behind or objects(scene, trigger, entry.recipient, bare=bare, apart=own)
            below, below_by = (behind, "antecedent") if behind else (below, below_by)
        if not below:
            below, below_by = [p for p in fronted(scene, trigger, entry.recipient) if p not in above], "fronted"
        if not below:
            takes = "object" in entry.recipient
            fore = fronted_object(scene, trigger, entry, above, takes)
            below, below_by = [p for p in fore if p not in above], "fronted"
        if not below:
            below, below_by = [p for p in object_of_relative(scene, trigger) if p not in above], "antecedent"
        roles = Roles(above, below, start_of(above, trigger), False, above_by, below_by)
    if entry.preferred:
        nearby = (
            complements(scene.sentence, trigger) if scene.sentence.by_case else clause_after(scene.sentence, trigger)
        )
        taken = [p for p in nearby if entry.preferred in relations(scene.sentence, p)]
        taken = [p for p in taken if p.kind == "party" and p not in roles.actor][:1]
        if taken:
            roles = roles._replace(recipient=with_conjuncts(scene.sentence, taken[0]), recipient_by="preferred")
    if entry.reciprocal:
        sides = [p for p in roles.recipient if entry.event_type != "ASSAULT" or relations(scene.sentence, p) != ("in",)]
        both = roles.actor + [p for p in sides if p.kind == "party" and p not in roles.actor]
        if not both:
            return Roles(_both(scene, trigger), [], roles.clause_start, roles.passive, "both")
        by = roles.actor_by if roles.actor else roles.recipient_by
        return Roles(both, [], roles.clause_start, roles.passive, by, roles.recipient_by)
    if entry.mutual:
        return roles._replace(recipient=roles.actor, recipient_by=roles.actor_by)
    return roles


def _has_object(scene: Scene, item: Item) -> bool:
    """Whether a party or a number of them follows ("denied shelling Jermuk", "killing three"): a gerund is a verb."""
    if item.last + 1 >= len(scene.sentence.tokens):
        return False
    determined = item.first and scene.sentence.tokens[item.first - 1] in scene.language.determiners
    if scene.sentence.tokens[item.last + 1] in scene.language.determiners:
        return not _is_noun_here(scene, item)
    following = scene.sentence.at.get(item.last + 1)
    if following is not None and following.kind == "word":
        following = scene.sentence.at.get(following.last + 1)
    if following is not None and following.kind == "place" and not determined:
        # "of shelling Ganja": a town right behind is what is shelled.
        return True
    return following is not None and following.kind in (*PARTIES, "number") and not _is_noun_here(scene, item)


def _is_verb_here(scene: Scene, item: Item) -> bool:
    """Whether a form that may be a plural or a verb ("attacks") is the verb: what follows is an object."""
    sentence = scene.sentence
    if item.last + 1 >= len(sentence.tokens) or _is_noun_here(scene, item):
        return False
    if any(i.is_verb and i is not item for i in sentence.items if abs(i.first - item.first) <= _NEAR_VERB):
        return False
    following = sentence.at.get(item.last + 1)
    determined = sentence.tokens[item.last + 1] in scene.language.determiners
    return determined or (following is not None and following.kind in (*PARTIES, "number", "lookback"))


def _is_noun_here(scene: Scene, item: Item) -> bool:
    """Whether a form that may be noun or verb ("request") is a noun: by what stands right before it."""
    sentence = scene.sentence
    if sentence.by_case:
        return _is_noun_by_case(scene, item)
    for index in range(item.first - 1, max(-1, item.first - 4), -1):
        token, before = sentence.tokens[index], sentence.at.get(index)
        if token in scene.language.determiners or (token == "s" and sentence.tokens[index - 1] == "'"):
            return True
        if before is not None:
            return (
                before.kind == "adposition"
                or "support" in before.tags
                or "adjective" in before.features
                or (before.kind == "party" and before.last == item.first - 1 and _modifies(scene, before))
                or (before.kind == "lookback" and before.value == "speaker" and token in scene.language.determiners)
            )
    return False


def _is_noun_by_case(scene: Scene, item: Item) -> bool:
    """Whether a genitive stands right before a form, or a full verb right behind it: "დახმარების გაგზავნა"."""
    sentence = scene.sentence
    before, behind = sentence.at.get(item.first - 1), sentence.at.get(item.last + 1)
    if behind is not None and behind.is_verb and is_full(behind):
        return True
    if before is not None and before.features & CASES:
        return "gent" in before.features
    return item.first > 0 and sentence.tokens[item.first - 1].endswith(scene.language.noun_after or ("\n",))


def _modifies(scene: Scene, party: Item) -> bool:
    """Whether a party right before a noun belongs to it: "the Israeli strike", "a NATO air strike"."""
    before = party.first - 1
    joint = scene.sentence.at.get(before)
    if joint is not None and joint.kind == "adposition" and joint.value in ("of", "agent", TIME):
        # "the toll of Taliban attack"
        return True
    return party.form == "people" or (before >= 0 and scene.sentence.tokens[before] in scene.language.determiners)


def _follows_article(scene: Scene, item: Item) -> bool:
    before = item.first - 1
    return before >= 0 and scene.sentence.tokens[before] in scene.language.articles


def _both(scene: Scene, trigger: Item) -> list[Item]:
    """The two sides, where the sentence speaks of "both" without naming them."""
    for item in scene.sentence.items:
        if item.kind == "lookback" and item.value == "both":
            return looked_back(scene, trigger, item, [])
    for item in clause_items(scene.sentence, trigger):
        if item.kind == "party" and {"of", "between"} & set(relations(scene.sentence, item)):
            # "On the border of A and B there were clashes".
            pair = [p for p in with_conjuncts(scene.sentence, item) if p.actor is not None]
            if len({p.actor for p in pair}) == 2:
                return pair
    return []


def own(scene: Scene) -> None:
    """Settle which forms are nouns here, and mark the parties that own one: "Armenia's request"."""
    sentence = scene.sentence
    if sentence.by_case:
        settle_forms(sentence)
        own_by_ending(sentence, bool(scene.language.compose.get("izafet")))
    for item in sentence.items:
        if item.kind == "trigger" and (is_attribute(scene, item) or is_object_noun(sentence, item)):
            item.kind = "word"
            continue
        if item.kind == "trigger" and scene.language.compose.get("bare_agent") and is_bare_noun(sentence, item):
            item.kind, item.features = ("trigger" if "noun" in item.features else "word"), item.features - {"base"}
        if item.kind == "word":
            continue
        if item.kind == "trigger" and "base" in item.features and _follows_article(scene, item):
            # "a bomb": whatever it is, it is no verb here.
            item.features = item.features - {"base"} | {"noun"}
        if item.kind == "trigger" and {"noun", "base"} <= item.features:
            item.features -= {"base"} if _is_noun_here(scene, item) else {"noun"}
        if item.kind == "trigger" and {"noun", "gerund"} <= item.features and _has_object(scene, item):
            item.features -= {"noun"}
        if item.kind == "trigger" and {"noun", "present"} <= item.features and _is_verb_here(scene, item):
            item.features -= {"noun", "plural"}
        if item.kind == "trigger" and "noun" in item.features:
            for party in premodifier(scene, item):
                oblique = sentence.by_case and party.features & CASES and not party.features & {"nomn", "gent"}
                party.owned = party.form != "lookback" and not oblique
