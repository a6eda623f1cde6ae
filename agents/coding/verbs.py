"""The subject and the objects of a verb: by word order, adposition, case, and what a word looks back to.

Nothing here knows a word of any language. Where the text does not say who, the answer is an empty list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agents.coding import control, endings
from agents.coding.asides import hidden, is_hidden, resumed
from agents.coding.clauses import TIME, is_coordinated, is_list_comma
from agents.coding.fold import Folded
from agents.coding.memory import NOBODY, Memory, looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import is_oblique, relations, with_conjuncts
from agents.coding.walking import is_full
from agents.coding.words import Language

if TYPE_CHECKING:
    from agents.coding.acts import Act
    from agents.coding.tracing import Reading, Step

BARRIERS = frozenset({"that", "when", "if", "but", "stop", "quote"})
PARTIES = ("party", "place")
_AGENT_REACH = 5
_PLACE_RELATIONS = frozenset({"bare", "object", "on", "in", "of", "agent"})
_NO_SUBJECTS = frozenset({"object", "mutual"})  # "him", "each other"
_DEPTH = 4
_FOR_A_DEED = frozenset({"ACCUSE", "SANCTION", "COERCE", "THREATEN"})


class Scene(NamedTuple):
    """What the role steps need to know besides the sentence."""

    language: Language
    sentence: Sentence
    memory: Memory
    folded: Folded
    trace: Reading | None = None

    def note(self, step: Step, *acts: Act) -> None:
        """Tell whoever asks why which parties the acts have after ``step``."""
        if self.trace is not None:
            self.trace.assign(step, acts)


def subject(scene: Scene, verb: Item, depth: int = 0) -> list[Item]:
    """The parties (or places) that are the subject of ``verb``, on its left; looks back where a word does.

    A party in a genitive ("leaders of the CSTO", "parts of Armenia"), or one that owns a noun, is the subject only
    where nothing better stands before it.
    """
    known = scene.sentence.subjects
    if verb.first not in known:
        if depth > _DEPTH:
            return []
        found = _by_case(scene, verb, depth) if scene.sentence.by_case else _subject(scene, verb, depth)
        if depth:
            return found
        known[verb.first] = found
    return known[verb.first]


def _by_case(scene: Scene, verb: Item, depth: int) -> list[Item]:
    """The subject by case; of a clause behind a "that" which names none, who says so."""
    found = endings.subject(scene, verb)
    if found or not is_full(verb):
        return found
    joint = next((i for i in reversed(scene.sentence.items) if i.last < verb.first and i.kind in BARRIERS), None)
    if joint is None or joint.kind != "that" or control.unknown_between(scene.sentence, joint, verb):
        return []
    return governor_subject(scene, joint, depth)


def _subject(scene: Scene, verb: Item, depth: int) -> list[Item]:
    sentence = scene.sentence
    second: list[Item] = []
    passed: list[Item] = []
    coordinated = False
    unseen = hidden(sentence, verb)
    main = resumed(sentence, verb)
    if main is not None:
        return subject(scene, main, depth + 1)
    main = control.purpose_of(sentence, verb)
    if main is not None and (found := subject(scene, main, depth + 1)):
        return found
    for item in reversed(sentence.items):
        if item.last >= verb.first or is_hidden(item, unseen):
            continue
        if item.kind == "rel":
            return passed or second or _antecedent(sentence, item)
        if item.kind == "but" and is_coordinated(sentence, item, verb):
            coordinated = True
        elif item.kind in BARRIERS:
            if not second and not passed and item.kind in ("that", "quote"):
                # A clause that begins with words we do not know has a subject that we do not know.
                return [] if control.unknown_between(sentence, item, verb) else governor_subject(scene, item, depth)
            if second or passed or not control.has_no_subject(sentence, item, verb):
                return passed or second
            main = control.main_verb(sentence, item, verb)
            if main is not None:
                return _lent(scene, main, item, depth)
            continue
        elif item.kind == "lookback":
            if item.value in _NO_SUBJECTS or (item.value != "speaker" and is_oblique(sentence, item)):
                continue
            behind = [i for i in clause_after(sentence, verb) if i.kind == "party"]
            found = looked_back(scene, verb, item, governor_subject(scene, item, depth), behind)
            if found:
                return found
        elif item.kind in ("and", "comma") and is_coordinated(sentence, item, verb):
            coordinated = True
        elif coordinated and item.kind in PARTIES:
            # The subject of the verb that this one is joined to, should that verb not be a known one.
            if not is_oblique(sentence, item) and _can_be_subject(item):
                passed = passed or with_conjuncts(sentence, item)
        elif item.kind in PARTIES and _can_be_subject(item):
            if "infinitive" in verb.features and item.last == verb.first - 1 and "of" in relations(sentence, item):
                # "the decision of the USA to leave"
                return with_conjuncts(sentence, item)
            town = item.kind == "place" and relations(sentence, item) == ("of",)
            absolute = (
                "gerund" in verb.features and item.last == verb.first - 1 and relations(sentence, item) == ("with",)
            )
            if not town and not absolute and (item.owned or is_oblique(sentence, item)):
                if not second and (item.owned or _is_second_choice(scene, item, verb)):
                    second = with_conjuncts(sentence, item)
            else:
                relative = control.relative_around(sentence, item, verb)
                return with_conjuncts(sentence, item) if relative is None else _antecedent(sentence, relative)
        elif item.is_verb:
            return second or subject(scene, item, depth + 1)
    return passed or second


def _lent(scene: Scene, main: Item, joint: Item, depth: int) -> list[Item]:
    """The subject that a main verb lends; whom it punishes for a deed did that deed."""
    if "because" in joint.tags and any(o.entry.event_type in _FOR_A_DEED for o in main.options):
        punished = [] if "passive" in main.features else objects(scene, main, ("object", "on", "to"), bare=True)
        if punished:
            return punished
    return subject(scene, main, depth + 1)


def _is_second_choice(scene: Scene, item: Item, verb: Item) -> bool:
    """A genitive ("leaders of the CSTO"), or, where the language says so, a capital ("В Баку утверждают")."""
    found = relations(scene.sentence, item)
    return found in (("of",), ("from",)) or (
        bool(scene.language.compose.get("locative_subject"))
        and "in" in found
        and (item.form == "capital" or (item.form == "name" and "many" in verb.features and "of" not in found))
    )


def _can_be_subject(item: Item) -> bool:
    cases = item.features & {"datv", "accs", "ablt", "loct"}
    return not cases or bool(item.features & {"nomn", "gent"}) or item.form == "capital"


def governor_subject(scene: Scene, item: Item, depth: int) -> list[Item]:
    """The subject of the verb that governs what stands at ``item``: who says, denies or plans it."""
    for other in reversed(scene.sentence.items):
        if other.last < item.first and other.is_verb:
            return [p for p in subject(scene, other, depth + 1) if p.kind == "party"]
    return []


def _antecedent(sentence: Sentence, relative: Item) -> list[Item]:
    before = relative.first - 1
    near = sentence.at.get(before)
    if before >= 0 and (sentence.tokens[before].isalnum() if near is None else near.kind == "role" and not near.owned):
        # "those who", "a man who", "militants who": somebody whom we do not know.
        return []
    for item in reversed(sentence.items):
        if item.last < relative.first and item.kind in PARTIES:
            return with_conjuncts(sentence, item)
        if item.last < relative.first and item.kind in BARRIERS:
            return []
    return []


def clause_after(sentence: Sentence, verb: Item) -> list[Item]:
    """Items after ``verb`` to the end of its clause."""
    found: list[Item] = []
    for item in sentence.items:
        if item.first <= verb.last:
            continue
        if item.kind == "adposition" and item.value == TIME:
            break
        if item.kind == "verb" and not found:
            # "threatened to use force against": a verb that only leads on to what is done with it.
            continue
        if item.kind in BARRIERS or item.is_verb or (item.kind == "rel" and control.opens_relative(sentence, item)):
            break
        if item.kind == "comma" and not is_list_comma(sentence, item):
            break
        found.append(item)
    return found


def objects(scene: Scene, verb: Item, allowed: tuple[str, ...], bare: bool, apart: list[Item] = NOBODY) -> list[Item]:
    """The first party or place after ``verb`` in an allowed relation, with those joined to it; none of ``apart``."""
    for item in clause_after(scene.sentence, verb):
        if item.kind == "trigger" and "noun" in item.features and "of" not in allowed:
            break
        if item.kind == "lookback":
            following = scene.sentence.at.get(item.last + 1)
            if following is not None and following.kind in (*PARTIES, "lookback"):
                continue
            if item.value == "mutual" and item.first - verb.last <= 2:
                return subject(scene, verb)
            if item.value not in ("speaker", "object", "mutual"):
                return looked_back(scene, verb, item, [], subject(scene, verb))
            if bare and item.first - verb.last <= 1:
                return _other_than_subject(scene, verb, item)
            continue
        if item.kind not in PARTIES or item in apart:
            continue
        found = relations(scene.sentence, item)
        fits = (bare and found in (("bare",), ("object",))) or any(r in allowed for r in found)
        if fits and (item.kind != "place" or set(found) & _PLACE_RELATIONS):
            return with_conjuncts(scene.sentence, item)
    return []


def _other_than_subject(scene: Scene, verb: Item, pronoun: Item) -> list[Item]:
    """Whom "its" means right behind a verb: somebody named earlier in the sentence who is not the verb's subject."""
    own = {p.actor for p in subject(scene, verb)}
    here = [i for i in reversed(scene.sentence.items) if i.last < pronoun.first and i.kind == "party"]
    before = scene.memory.subject if pronoun.value == "object" else []
    codes = {p.code for p in subject(scene, verb)}
    found = [
        p for p in (*here, *before)
        if p.actor not in own or (pronoun.value == "object" and p.role == "GOV" and p.code not in codes)
    ][:1]  # fmt: skip
    if found and scene.trace is not None:
        scene.trace.look_back(verb, pronoun, found)
    return found


def object_of_relative(scene: Scene, verb: Item) -> list[Item]:
    """The antecedent that is an object: "Armenia, which it accused"; a subject stands between pronoun and verb."""
    between = False
    for item in reversed(scene.sentence.items):
        if item.last >= verb.first:
            continue
        if item.kind in PARTIES or item.kind == "lookback":
            between = True
        elif item.kind == "rel":
            return _antecedent(scene.sentence, item) if between else []
        elif item.kind in BARRIERS or item.is_verb:
            return []
    return []


def bare_agent(scene: Scene, verb: Item) -> list[Item]:
    """The agent of a passive without a marker, where the language puts it right after the verb."""
    if not scene.language.compose.get("bare_agent"):
        return []
    for item in clause_after(scene.sentence, verb):
        if item.first - verb.last > _AGENT_REACH:
            return []
        if item.kind == "lookback" and item.value != "speaker":
            return looked_back(scene, verb, item, [])
        if item.kind == "party" and relations(scene.sentence, item) == ("bare",):
            return with_conjuncts(scene.sentence, item)
        if item.kind not in ("word", "role"):
            return []
    return []
