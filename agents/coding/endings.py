"""Who does it, to whom, where cases say so and the verb may stand last, as in Turkish, Armenian or Georgian.

A party's case, its postposition or that of its last word gives its relation (:func:`agents.coding.parties.relations`).
The subject is what has none; for a form that is no full verb ("Azərbaycanın hücum etdiyini") it is the genitive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.coding.bare import Row, counted_behind, first_is_subject, is_same, is_unmarked
from agents.coding.belonging import is_bare_object, is_in_oblique, owns_object, stands_for
from agents.coding.clauses import is_list_comma
from agents.coding.memory import looked_back
from agents.coding.mentions import Item, Sentence
from agents.coding.ownership import owner
from agents.coding.parties import with_conjuncts
from agents.coding.walking import (
    BARRING,
    CLAUSE,
    CLOSERS,
    SIDES,
    before_verb,
    behind_verb,
    is_full,
    is_quoted,
    meant,
)

if TYPE_CHECKING:
    from agents.coding.verbs import Scene


def subject(scene: Scene, verb: Item) -> list[Item]:
    """The subject of ``verb``: an ergative on either side, else what has no case on its left.

    Of a form that is no full verb it is the genitive ("Azərbaycanın hücum etdiyini"), else that of the full verb; of
    an inverted one (the Georgian perfect) the dative.
    """
    counted = counted_behind(scene, verb)
    if counted:
        return counted
    if "gerund" in verb.features and scene.sentence.order == "sov":
        joined = scene.sentence.at.get(verb.last + 1)
        if joined is not None and joined.is_verb and "participle" in joined.features:
            # "nitelendirip kınadığı": one subject, in the case that the second form asks for.
            return subject(scene, joined)
    rows = list(before_verb(scene, verb))
    both = rows + list(behind_verb(scene, verb)) if scene.sentence.order == "free" else rows
    ergative = scene.language.compose.get("ergative")
    for item, found in both:
        takes = not ergative or "ergative" in verb.features or not is_full(verb)
        if ("ergt" in item.features and takes) or ("inverted" in verb.features and found == ("to",)):
            return meant(scene, verb, item)
    if ergative and "ergative" in verb.features and is_full(verb):
        # "They arrested": whoever stands there without a case is the object.
        return []
    if not any(found == ("bare",) for _, found in rows) and scene.sentence.order == "free" and is_full(verb):
        rows = both
    if scene.language.compose.get("nominative_object") and is_full(verb):
        rows = first_is_subject(scene.sentence, verb, rows, list(behind_verb(scene, verb)))
    if any(is_quoted(scene.sentence, i) for i in scene.sentence.items if i.last < verb.first):
        # What is quoted before its verb has a subject of its own; the speaker is named first.
        # (but of its own clause before those of an earlier one).
        full = (i for i in scene.sentence.items if i.last < verb.first and i.is_verb and is_full(i))
        edge = max((i.last for i in full if i.kind in CLOSERS and not is_quoted(scene.sentence, i)), default=-1)
        rows = sorted(rows, key=lambda row: (row[0].first < edge, row[0].first))
    owner: list[Item] = []
    place: list[Item] = []
    impersonal = "many" in verb.features and bool(scene.language.compose.get("locative_subject"))
    own = scene.sentence.order == "sov" and "verbal" in verb.features and "possessive" not in verb.features
    if not is_full(verb) and "gerund" not in verb.features and not own:
        speaks = any(found == ("bare",) and item.form != "role" for item, found in rows)
        genitives = [i for i, r in rows if "of" in r and not (speaks and owns_object(scene, i, verb))]
        whose = next((i for i in genitives if not is_in_oblique(scene.sentence, i)), next(iter(genitives), None))
        if whose is not None:
            return meant(scene, verb, whose)
        if _has_unknown_subject(scene, verb):
            return []
    for item, found in rows:
        if item.kind == "lookback":
            known = looked_back(scene, verb, item, _speaker(scene, verb, item)) if found == ("bare",) else []
            if known:
                return known
        elif found == ("bare",):
            if is_bare_object(scene, item, rows) or is_unmarked(scene, item):
                continue
            if item.kind != "place":
                return with_conjuncts(scene.sentence, item)
            place = place or with_conjuncts(scene.sentence, item)
        elif impersonal and item.form == "capital" and "in" in found:
            # "Բաքվում հերքել են": they who speak for the state.
            place = place or with_conjuncts(scene.sentence, item)
        elif (
            "of" in found
            and not owner
            and not (is_full(verb) and ("to" in found or _is_apart(scene, item, verb)))
            and stands_for(scene, item, verb)
        ):
            marked = item.kind == "place" and bool(scene.language.compose.get("marked_subject"))
            owner = [] if marked or is_in_oblique(scene.sentence, item) else with_conjuncts(scene.sentence, item)
    return place or owner


def _is_apart(scene: Scene, item: Item, verb: Item) -> bool:
    """Whether a comma that joins no list parts a genitive from a verb, in a free order."""
    if scene.sentence.order != "free":
        return False
    commas = (i for i in scene.sentence.items if i.kind == "comma" and item.last < i.first < verb.first)
    return any(not is_list_comma(scene.sentence, i) for i in commas)


def _speaker(scene: Scene, verb: Item, word: Item) -> list[Item]:
    """Whose clause the one with a word that looks back stands under: "ՊՆ-ն հայտնել է, որ իր զորքերը …"."""
    earlier = [i for i in scene.sentence.items if i.last < min(word.first, verb.first)]
    joint = next((i for i in reversed(earlier) if i.kind == "that" or i.is_verb), None)
    if joint is None or joint.kind != "that":
        return []
    above = next((i for i in reversed(earlier) if i.is_verb), None)
    return [p for p in subject(scene, above) if p.kind == "party"] if above is not None else []


def _has_unknown_subject(scene: Scene, verb: Item) -> bool:
    """Whether a genitive that is no party is the subject of a form that is no full verb: "uçağın vurulduğunu"."""
    sentence = scene.sentence
    if sentence.order != "sov" or "infinitive" in verb.features or not verb.features & {"participle", "verbal"}:
        return False
    for index in range(verb.first - 1, max(-1, verb.first - 1 - CLAUSE), -1):
        item = sentence.at.get(index)
        if item is not None and (item.kind in ("comma", "party", "place", "lookback") or item.is_verb):
            return False
        if "gent" in (item.features if item is not None else sentence.ending(sentence.tokens[index])):
            behind = sentence.at.get(index + 1)
            owned = behind.features if behind is not None else sentence.ending(sentence.tokens[index + 1])
            return not owned & {"possessive", "izafet"}
    return False


def objects(scene: Scene, verb: Item, allowed: tuple[str, ...], doers: list[Item]) -> list[Item]:
    """Whom it is done to: the nearest in the relation that ``allowed`` names first, on the sides where objects stand.

    What has no case is an object where it is a place, or where the doer's case leaves no doubt (an ergative).
    """
    sentence = scene.sentence
    rows = list(before_verb(scene, verb))
    if sentence.order == "free":
        rows += behind_verb(scene, verb)
    low, high = _inner(scene, verb)
    alike = bool(scene.language.compose.get("nominative_object"))
    marked = (
        alike or "ergative" in verb.features or "inverted" in verb.features or any("ergt" in d.features for d in doers)
    )
    best: tuple[int, list[Item]] | None = None
    for item, found in _outer_first(scene.sentence, verb, rows):
        if (
            low < item.first < high
            or item in doers
            or (item.actor is not None and any(is_same(item, d) for d in doers))
        ):
            continue
        indefinite = item.form == "role" and bool(scene.language.compose.get("bare_object"))
        taken = doers or "ergative" in verb.features
        if found == ("bare",) and is_unmarked(scene, item):
            found = ("to", "in", "object")
        if found == ("bare",) and "object" in allowed and taken and (item.kind == "place" or marked or indefinite):
            found = ("object",)
        rank = min((allowed.index(r) for r in found if r in allowed and r != "of"), default=None)
        if rank is not None and (best is None or rank < best[0]):
            group = _group(scene, verb, item, doers)
            if group:
                best = rank, group
    if best is None and "of" in allowed:
        theirs = (i for i, found in rows if "of" in found and i.kind in SIDES and i not in doers)
        return next((with_conjuncts(sentence, i) for i in theirs if all(i.actor is not d.actor for d in doers)), [])
    return best[1] if best is not None else []


def _outer_first(sentence: Sentence, verb: Item, rows: list[Row]) -> list[Row]:
    """The rows so that of two accusatives before an infinitive the verb's own stands first.

    "Fransa Rusiyanı jurnalisti azad etməyə çağırıb": the nearer one is the infinitive's.
    """
    inner = next((i for i in reversed(sentence.items) if i.last < verb.first and i.kind == "trigger"), None)
    if sentence.order != "sov" or inner is None or not {"infinitive", "datv"} <= inner.features:
        return rows
    return sorted(rows, key=lambda row: row[0].first if row[1] == ("object",) else len(sentence.tokens) - row[0].first)


def _inner(scene: Scene, verb: Item) -> tuple[int, int]:
    """Where the act that is the verb's own object has its parties: from its genitive to it; empty if it has none.

    "Ermənistan KTMT-nin Gürcüstana qoşun göndərməsini istədi": Georgia is asked for nothing.
    """
    for item in reversed(scene.sentence.items):
        if item.last < verb.first and item.kind == "trigger" and not is_full(item):
            if "infinitive" in item.features and "possessive" not in item.features:
                # "Bakü'yü Ermenileri abluka altına almakla suçladı": the first accusative is the outer verb's own.
                own = [i for i, found in before_verb(scene, item) if "object" in found]
                return (own[-1].last, item.first) if own else (0, 0)
            genitive = owner(scene, item)
            if genitive and not is_full(verb) and "gerund" not in verb.features and owner(scene, verb) == genitive:
                # "Vaşinqtonun Ankaranı geri çəkilməyə çağırdığını": the genitive is the outer one's.
                return 0, 0
            # A subject of the verb's own (an ergative) between them parts the genitive from the act.
            # So does one that may be a dative: "სთხოვა კუხოს დახმარება" asks the CSTO.
            span = range(genitive[0].last, item.first) if genitive else range(0)
            apart = any("ergt" in i.features and i.first in span for i in scene.sentence.items)
            apart = apart or (bool(genitive) and "datv" in genitive[0].features)
            return (genitive[0].first - 1, item.first) if genitive and not apart else (0, 0)
        if item.last < verb.first and (item.kind in BARRING or item.is_verb):
            break
    behind = scene.sentence.at.get(verb.first - 1)
    if scene.sentence.order == "sov" and verb.first and (behind is None or behind.kind == "word"):
        # "Doha'nın Hamas'a desteğini kesmesini istedi": a noun with its owner that no step knows as an act.
        ending = behind.features if behind is not None else scene.sentence.ending(scene.sentence.tokens[verb.first - 1])
        genitive = owner(scene, verb) if {"accs", "possessive"} <= ending else []
        return (genitive[0].last, verb.first) if genitive and genitive[0].last < verb.first else (0, 0)
    return 0, 0


def _group(scene: Scene, verb: Item, item: Item, doers: list[Item]) -> list[Item]:
    if item.kind == "lookback":
        return looked_back(scene, verb, item, [], doers) if item.value != "speaker" else []
    return with_conjuncts(scene.sentence, item)
