"""Who does it, to whom, where cases say so and the verb may stand last, as in Turkish, Armenian or Georgian.

A party's case, its postposition or that of its last word gives its relation (:func:`agents.coding.parties.relations`).
The subject is what has none; for a form that is no full verb ("Azərbaycanın hücum etdiyini") it is the genitive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.coding.cases import CASES, by_case
from agents.coding.clauses import is_list_comma
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.parties import relations, with_conjuncts

if TYPE_CHECKING:
    from agents.coding.verbs import Scene

VERBLESS = frozenset({"noun", "infinitive", "gerund", "participle"})
"""Forms that stand under the next verb."""
_BARRIERS = frozenset({"that", "but", "stop", "quote", "bracket", "question"})
_PARTIES = ("party", "place")
_HEAD = 4
_TRANSITIVE = frozenset({"infinitive", "verbal", "participle", "possessive", "owned"})
"""Nouns that are forms of a verb and may have an object."""
Row = tuple[Item, tuple[str, ...]]
"""A party, a place or a word that looks back, with its relations."""
_PHRASE = 9


def is_full(verb: Item) -> bool:
    """Whether a form closes a clause of its own."""
    return not verb.features & VERBLESS


def subject(scene: Scene, verb: Item) -> list[Item]:
    """The subject of ``verb``: an ergative on either side, else what has no case on its left.

    Of a form that is no full verb it is the genitive ("Azərbaycanın hücum etdiyini"), else that of the full verb; of
    an inverted one (the Georgian perfect) the dative.
    """
    rows = list(_before(scene, verb))
    both = rows + list(_behind(scene, verb)) if scene.sentence.order == "free" else rows
    ergative = scene.language.compose.get("ergative")
    for item, found in both:
        takes = not ergative or "ergative" in verb.features or not is_full(verb)
        if ("ergt" in item.features and takes) or ("inverted" in verb.features and found == ("to",)):
            return _meant(scene, verb, item)
    if ergative and "ergative" in verb.features and is_full(verb):
        # "They arrested": whoever stands there without a case is the object.
        return []
    if not any(found == ("bare",) for _, found in rows) and scene.sentence.order == "free" and is_full(verb):
        rows = both
    if scene.language.compose.get("nominative_object") and is_full(verb):
        rows = _first_is_subject(rows, list(_behind(scene, verb)))
    if any(is_quoted(scene.sentence, i) for i in scene.sentence.items if i.last < verb.first):
        # What is quoted before its verb has a subject of its own; the speaker is named first.
        rows = sorted(rows, key=lambda row: row[0].first)
    owner: list[Item] = []
    place: list[Item] = []
    if not is_full(verb) and "gerund" not in verb.features:
        whose = next((item for item, found in rows if "of" in found), None)
        if whose is not None:
            return _meant(scene, verb, whose)
    for item, found in rows:
        if item.kind == "lookback":
            meant = looked_back(scene, verb, item, []) if found == ("bare",) else []
            if meant:
                return meant
        elif found == ("bare",):
            if _is_bare_object(scene, item, rows):
                continue
            if item.kind != "place":
                return with_conjuncts(scene.sentence, item)
            place = place or with_conjuncts(scene.sentence, item)
        elif "of" in found and not owner and not (is_full(verb) and ("to" in found or _is_apart(scene, item, verb))):
            owner = with_conjuncts(scene.sentence, item)
    return place or owner


def _is_apart(scene: Scene, item: Item, verb: Item) -> bool:
    """Whether a comma that joins no list parts a genitive from a verb, in a free order."""
    if scene.sentence.order != "free":
        return False
    commas = (i for i in scene.sentence.items if i.kind == "comma" and item.last < i.first < verb.first)
    return any(not is_list_comma(scene.sentence, i) for i in commas)


def _is_bare_object(scene: Scene, item: Item, rows: list[Row]) -> bool:
    """Whether a described party without a case is an indefinite object: "әскер жіберді", another one being there."""
    if not scene.language.compose.get("bare_object") or item.form != "role":
        return False
    return any(other is not item and found == ("bare",) and other.form != "role" for other, found in rows)


def is_quoted(sentence: Sentence, verb: Item) -> bool:
    """Whether a quotative stands right behind a verb: "атқылады деп"."""
    behind = sentence.at.get(verb.last + 1)
    return behind is not None and behind.kind == "quotative" and verb.is_verb


def _meant(scene: Scene, beside: Item, item: Item) -> list[Item]:
    """A party with those joined to it, or whom a word looks back to."""
    if item.kind == "lookback":
        return looked_back(scene, beside, item, [])
    return with_conjuncts(scene.sentence, item)


def _first_is_subject(before: list[Row], behind: list[Row]) -> list[Row]:
    """The rows so that of those without a case the first of the text comes first: the others may be objects.

    For languages whose objects look like subjects (Armenian).
    """
    rows = [*reversed(before), *behind]
    return sorted(rows, key=lambda row: row[1] != ("bare",))


def _before(scene: Scene, verb: Item, reach: int | None = None) -> Iterator[Row]:
    """The parties, places and words that look back in the clause before ``verb``, the nearest first, with relations."""
    sentence = scene.sentence
    for item in reversed(sentence.items):
        if item.last >= verb.first:
            continue
        if _is_barrier(item) or (reach is not None and verb.first - item.last > reach):
            return
        if is_quoted(sentence, item):
            continue
        if item.is_verb and item.kind != "verb" and is_full(item) and item.kind != "support":
            if reach is not None or not _shares_subject(sentence, item, verb):
                return
            yield from ((i, r) for i, r in _before(scene, item) if r == ("bare",))
            return
        if item.kind in _PARTIES and (not item.owned or reach is not None):
            yield item, relations(sentence, item)
        elif item.kind == "lookback":
            yield item, by_case(item.features & CASES)


def _is_barrier(item: Item) -> bool:
    """A joint of clauses, or a mark; a word for stopping is none."""
    return item.kind in _BARRIERS and "stop" not in item.tags


def _shares_subject(sentence: Sentence, earlier: Item, verb: Item) -> bool:
    """Whether an "and" or a comma joins a verb to an earlier one."""
    return any(i.kind in ("and", "comma") and earlier.last < i.first < verb.first for i in sentence.items)


def objects(scene: Scene, verb: Item, allowed: tuple[str, ...], doers: list[Item]) -> list[Item]:
    """Whom it is done to: the nearest in the relation that ``allowed`` names first, on the sides where objects stand.

    What has no case is an object where it is a place, or where the doer's case leaves no doubt (an ergative).
    """
    sentence = scene.sentence
    rows = list(_before(scene, verb))
    if sentence.order == "free":
        rows += _behind(scene, verb)
    low, high = _inner(scene, verb)
    alike = bool(scene.language.compose.get("nominative_object"))
    marked = (
        alike or "ergative" in verb.features or "inverted" in verb.features or any("ergt" in d.features for d in doers)
    )
    best: tuple[int, list[Item]] | None = None
    for item, found in rows:
        if (
            low < item.first < high
            or item in doers
            or (item.actor is not None and any(item.actor is d.actor and item.role == d.role for d in doers))
        ):
            continue
        indefinite = item.form == "role" and bool(scene.language.compose.get("bare_object"))
        taken = doers or "ergative" in verb.features
        if found == ("bare",) and "object" in allowed and taken and (item.kind == "place" or marked or indefinite):
            found = ("object",)
        rank = min((allowed.index(r) for r in found if r in allowed and r != "of"), default=None)
        if rank is not None and (best is None or rank < best[0]):
            group = _group(scene, verb, item, doers)
            if group:
                best = rank, group
    if best is None and "of" in allowed:
        theirs = (i for i, found in rows if "of" in found and i.kind in _PARTIES and i not in doers)
        return next((with_conjuncts(sentence, i) for i in theirs if all(i.actor is not d.actor for d in doers)), [])
    return best[1] if best is not None else []


def _inner(scene: Scene, verb: Item) -> tuple[int, int]:
    """Where the act that is the verb's own object has its parties: from its genitive to it; empty if it has none.

    "Ermənistan KTMT-nin Gürcüstana qoşun göndərməsini istədi": Georgia is asked for nothing.
    """
    for item in reversed(scene.sentence.items):
        if item.last < verb.first and item.kind == "trigger" and not is_full(item):
            genitive = owner(scene, item)
            # A subject of the verb's own (an ergative) between them parts the genitive from the act.
            # So does one that may be a dative: "სთხოვა კუხოს დახმარება" asks the CSTO.
            span = range(genitive[0].last, item.first) if genitive else range(0)
            apart = any("ergt" in i.features and i.first in span for i in scene.sentence.items)
            apart = apart or (bool(genitive) and "datv" in genitive[0].features)
            return (genitive[0].first - 1, item.first) if genitive and not apart else (0, 0)
        if item.last < verb.first and (item.kind in _BARRIERS or item.is_verb):
            break
    return 0, 0


def _group(scene: Scene, verb: Item, item: Item, doers: list[Item]) -> list[Item]:
    if item.kind == "lookback":
        return looked_back(scene, verb, item, [], doers) if item.value != "speaker" else []
    return with_conjuncts(scene.sentence, item)


def _behind(scene: Scene, verb: Item) -> Iterator[Row]:
    sentence = scene.sentence
    for item in sentence.items:
        if item.first <= verb.last:
            continue
        if _is_barrier(item) or item.kind in ("rel", "when", "if") or (item.is_verb and is_full(item)):
            return
        if item.kind == "comma" and not is_list_comma(sentence, item):
            return
        if item.kind in _PARTIES and not item.owned:
            yield item, relations(sentence, item)
        elif item.kind == "lookback":
            yield item, by_case(item.features & CASES)


def head(scene: Scene, participle: Item) -> list[Item]:
    """The party that a participle is said of, right behind it: "hücum edən Azərbaycan"."""
    for item in scene.sentence.items:
        if item.first <= participle.last:
            continue
        if item.first - participle.last > _HEAD or item.kind not in (*_PARTIES, "word", "role", "number"):
            return []
        if item.kind == "party":
            return with_conjuncts(scene.sentence, item)
    return []


def owner(scene: Scene, verb: Item) -> list[Item]:
    """The genitive that a form has as its own subject: "Azərbaycanın hücum etdiyi"."""
    return next((_meant(scene, verb, i) for i, r in _before(scene, verb, _PHRASE) if "of" in r), [])


def _fellow(sentence: Sentence, party: Item) -> list[Item]:
    """The other of the two between whom it is, joined as one who is with him: "Ermənistanla Azərbaycan arasında"."""
    before = next((i for i in reversed(sentence.items) if i.last < party.first and i.kind in _PARTIES), None)
    if before is None or "with" not in relations(sentence, before):
        return []
    between = (sentence.at.get(i) for i in range(before.last + 1, party.first))
    return [before] if all(i is not None and (i.kind == "postposition" or i.owned) for i in between) else []


def _is_owned_by(scene: Scene, party: Item, noun: Item) -> bool:
    """Whether a bare name may own a noun: where endings mark it, only with that ending ("NATO zərbəsi")."""
    if not scene.language.compose.get("izafet") or party.form == "people" or "adjective" in party.features:
        return True
    return bool(noun.features & {"possessive", "izafet", "owned"})


def around_noun(
    scene: Scene, noun: Item, actors: tuple[str, ...], recipients: tuple[str, ...]
) -> dict[str, list[Item]]:
    """The parties of a noun's own phrase, as its ``owner``, ``actor``, ``recipient``, or those ``between`` whom it is.

    The phrase stands before the noun, and where complements may follow, behind it too. A bare name right before the
    noun owns it ("NATO zərbəsi").
    """
    found: dict[str, list[Item]] = {}
    rows = list(_before(scene, noun, _PHRASE))
    if scene.sentence.order == "free":
        rows += [(i, r) for i, r in _behind(scene, noun) if i.first - noun.last <= _PHRASE and r != ("bare",)]
    for item, relation in rows:
        group = _meant(scene, noun, item)
        if relation == ("bare",):
            near = noun.first - item.last - 1
            if not _is_owned_by(scene, item, noun):
                break
            if 0 <= near <= (2 if item.form == "people" else 0) or "adjective" in item.features:
                found.setdefault("owner", group)
            elif near >= 0:
                break
        elif "between" in relation:
            found.setdefault("between", [*_fellow(scene.sentence, item), *group])
        elif "of" in relation:
            found.setdefault("owner", group)
        elif any(r in actors for r in relation):
            found.setdefault("actor", group)
        if "object" in relation and "object" in recipients and noun.features & _TRANSITIVE:
            found.setdefault("recipient", group)
        for by in ("from", "to"):
            if by in relation:
                found.setdefault(by, group)
        if (
            not {"of", "between", *actors} & set(relation)
            and relation != ("bare",)
            and any(r in recipients and r != "object" for r in relation)
        ):
            found.setdefault("recipient", group)
    return found
