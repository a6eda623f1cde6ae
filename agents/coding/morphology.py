"""Word forms made from roots when a lexicon is loaded: by rules in its file, or by a morphology library.

A form carries the features that later steps ask for: ``passive``, ``noun``, ``past``, ``present``, ``future``,
``infinitive``, ``participle``, ``gerund`` for triggers and cues, and the cases (``nomn``, ``gent``, ``datv``,
``accs``, ``ablt``, ``loct``) for names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple


class Form(NamedTuple):
    """One written form of a word or phrase (as written, not folded) and what its shape tells."""

    text: str
    features: frozenset[str]


class Rule(NamedTuple):
    """``features``: what the form is; the first of ``ways`` whose pattern fits the root makes it.

    ``like`` names the principal form that serves where this one is not given by hand (a participle like its past);
    ``of`` the one that it is made from, where that is not the root (nothing is made where it is not given).
    """

    features: frozenset[str]
    ways: tuple[tuple[re.Pattern[str], str], ...]
    like: str | None
    of: str | None


def _unprepared(word_class: str, entry: str) -> list[Form] | None:
    return None


class Morphology:
    """How one language makes forms. ``rules`` maps a word class (``verb``, ``noun``, ``name``…) to its rules.

    ``principal`` names, for a word class, the forms that an entry may give by hand, in order, split by ``/``:
    ``withdraw/withdrew/withdrawn``, ``gunman/gunmen``. ``library`` is None or ``pymorphy3``.
    """

    def __init__(self, table: dict[str, Any], prepared: Callable[[str, str], list[Form] | None] = _unprepared) -> None:
        self._prepared = prepared
        self._word_forms: dict[tuple[str, str], list[Form]] = {}
        self.made: dict[tuple[str, str], list[Form]] = {}
        """What the library was asked, by word class and entry."""
        self.library: str | None = table.get("library")
        self.language: str = table.get("language", "")
        self.principal = {key: tuple(forms) for key, forms in table.get("principal", {}).items()}
        self.rules = {
            word_class: tuple(_rule(row) for row in rows) for word_class, rows in table.get("forms", {}).items()
        }
        self.derived = {
            word_class: tuple(_rule(row) for row in rows) for word_class, rows in table.get("derived", {}).items()
        }
        self.unchanged: bool = table.get("unchanged", True)
        self.last: bool = table.get("inflect", "first") == "last"
        self.base = {key: frozenset(features) for key, features in table.get("base", {}).items()}

    def forms(self, entry: str, word_class: str) -> list[Form]:
        """All forms of ``entry``; only its first word is inflected by rules (``pull out of``), or its last one where
        the language puts the verb there (``hücum etmək``)."""
        if word_class == "person":
            return self._person(entry)
        if word_class == "place":
            return self._place(entry)
        if self.library == "pymorphy3" and word_class in ("verb", "noun", "name", "adjective"):
            known = self._prepared(word_class, entry)
            if known is None:
                known = self.made[word_class, entry] = _by_pymorphy(entry, word_class, self.language)
            return known
        if entry.startswith("="):
            return [Form(entry[1:], self._base(word_class))]
        before, head, after = _split(entry, self.last)
        given = head.split("/")
        principal = self.principal.get(word_class, ())
        by_hand = dict(zip(principal[1:], given[1:], strict=False))
        known = self._word_forms.get((head, word_class))
        if known is None:
            # Hundreds of entries end in the same light verb.
            known = self._word_forms[head, word_class] = [
                form
                for root, features in self._stems(given[0], word_class)
                for form in self._inflected(root, features, word_class, by_hand)
            ]
        return [Form(before + form.text + after, form.features) for form in known]

    def _stems(self, root: str, word_class: str) -> list[tuple[str, frozenset[str]]]:
        """The word and those derived from it, with what that makes of them: a passive, its denial, what may be."""
        stems: list[tuple[str, frozenset[str]]] = [(root, frozenset())]
        for rule in self.derived.get(word_class, ()):
            made = ((_apply(rule, stem), features | rule.features) for stem, features in stems)
            stems += [(text, features) for text, features in made if text]
        return stems

    def _inflected(self, root: str, features: frozenset[str], word_class: str, by_hand: dict[str, str]) -> list[Form]:
        unsaid = self.base.get(word_class) == frozenset()  # a root with an ending is the dictionary form
        found = [] if unsaid else [Form(root, self._base(word_class) | features)]
        principal = self.principal.get(word_class, ())
        noun = frozenset({"noun"} if word_class == "noun" else ())
        for rule in self.rules.get(word_class, ()):
            wanted = (*principal, rule.like) if rule.like else principal
            hand = next((by_hand[f] for f in wanted if f in by_hand and (f in rule.features or f == rule.like)), None)
            stem = by_hand.get(rule.of) if rule.of else root
            text = hand if hand is not None and not rule.of else _apply(rule, stem) if stem else None
            if text:
                found.append(Form(text, rule.features | features | noun))
        return found

    def _base(self, word_class: str) -> frozenset[str]:
        """What the form is that dictionaries cite."""
        return self.base.get(word_class, frozenset({"base"} if word_class == "verb" else {word_class}))

    def _place(self, entry: str) -> list[Form]:
        """A town's name: every word takes the case where the language's rules for ``place`` have one for it."""
        words = entry.split(" ")
        inflected = (
            Form(" ".join(_apply(rule, word) or word for word in words), rule.features)
            for rule in self.rules.get("place", ())
        )
        return [Form(entry, frozenset()), *(form for form in inflected if form.text != entry)]

    def _person(self, entry: str) -> list[Form]:
        """A person's name: every word takes the case, by the language's rules for ``person``."""
        rules = self.rules.get("person", ())
        if not rules:
            return [Form(entry.removeprefix("="), frozenset({"name"}))]
        if entry.startswith("="):
            return [Form(entry[1:], frozenset({"name", *_all_cases("name")}))]
        inflected = [Form(" ".join(_apply(r, w) or w for w in entry.split(" ")), r.features | {"name"}) for r in rules]
        changed = (form for form in inflected if self.unchanged or form.text != entry)
        return [Form(entry, frozenset({"name", "nomn"})), *changed]


def _split(entry: str, last: bool) -> tuple[str, str, str]:
    """The word of an entry that is inflected, with what stands before and behind it."""
    if last:
        before, space, head = entry.rpartition(" ")
        return before + space, head, ""
    head, space, after = entry.partition(" ")
    return "", head, space + after


def _rule(row: dict[str, Any]) -> Rule:
    ways = tuple((re.compile(way["when"]) if "when" in way else _ANY, way["make"]) for way in row["ways"])
    return Rule(frozenset(row["features"]), ways, row.get("like"), row.get("from"))


_ANY = re.compile("^(.*)$")


def _apply(rule: Rule, root: str) -> str | None:
    for pattern, make in rule.ways:
        match = pattern.search(root)
        if match:
            return match.expand(make) if "\\" in make else root + make
    return None


_TENSES = {"past": "past", "pres": "present", "futr": "future"}
_NOT = "не "
_SAME_CASE = {"gen2": "gent", "acc2": "accs", "loc2": "loct"}


@lru_cache(maxsize=2)
def _analyzer(language: str) -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)


def _by_pymorphy(entry: str, word_class: str, language: str) -> list[Form]:
    """Forms by pymorphy3: adjectives that stand before the head noun agree with it, what follows it stays.

    A word in the entry may be fixed by ``=`` before it; an entry whose head the library does not know stays as it is.
    """
    words = entry.split(" ")
    if entry.startswith("="):
        return [Form(entry[1:], frozenset({word_class, *_all_cases(word_class)}))]
    if word_class == "verb" and entry.startswith(_NOT):
        return [Form(_NOT + text, features) for text, features in _by_pymorphy(entry[len(_NOT) :], "verb", language)]
    analyzer = _analyzer(language)
    before: list[Any] = []
    for index, word in enumerate(words):
        if word_class in ("noun", "name") and index + 1 < len(words):
            agreeing = _agreeing(analyzer, word, words[index + 1])
            if agreeing is not None:
                before.append(agreeing)
                continue
        parse = _best(analyzer, word, word_class)
        if parse is None:
            return [Form(entry, frozenset({word_class, *_all_cases(word_class)}))]
        rest = words[index + 1 :]
        return [
            form
            for lexeme in parse.lexeme
            if not _is_other_participle(lexeme.tag, parse.tag)
            if (form := _form(lexeme, parse, before, words[0], rest, word_class)) is not None
        ]
    return [Form(entry, frozenset({word_class}))]


def _agreeing(analyzer: Any, word: str, following: str) -> Any:
    """The adjective or participle that agrees with the noun behind it, in the nominative; else None."""
    nouns = [
        p.tag for p in analyzer.parse(following.casefold()) if p.tag.POS in ("NOUN", "ADJF", "PRTF") and "nomn" in p.tag
    ]
    for parse in analyzer.parse(word.casefold()):
        tag = parse.tag
        agreeing = (n.number == tag.number and (tag.number == "plur" or n.gender == tag.gender) for n in nouns)
        if tag.POS in ("ADJF", "PRTF") and "nomn" in tag and any(agreeing):
            return parse
    return None


def _all_cases(word_class: str) -> Iterable[str]:
    return ("nomn", "gent", "datv", "accs", "ablt", "loct") if word_class in ("name", "noun") else ()


def _best(analyzer: Any, word: str, word_class: str) -> Any:
    wanted = {
        "verb": ("INFN", "VERB"),
        "noun": ("NOUN", "ADJF", "PRTF"),
        "name": ("NOUN", "ADJF"),
        "adjective": ("ADJF",),
    }[word_class]
    fits = [p for p in analyzer.parse(word.casefold()) if p.tag.POS in wanted and _is_citation(p)]
    fits.sort(key=lambda p: (not p.is_known, wanted.index(p.tag.POS)))
    if not fits or "Fixd" in fits[0].tag:
        return None
    return fits[0]


def _is_other_participle(tag: Any, head: Any) -> bool:
    """Whether a form is none of a participle that serves as a noun for people: no "having protested", no thing."""
    if head.POS != "PRTF":
        return False
    return (tag.POS, tag.voice, tag.tense) != (head.POS, head.voice, head.tense) or "inan" in tag


def _is_citation(parse: Any) -> bool:
    """The form that dictionaries cite: an infinitive, or a nominative; other readings are of other words."""
    if parse.tag.POS == "PRTF":
        return "nomn" in parse.tag and "masc" in parse.tag
    return parse.tag.POS == "INFN" or ("nomn" in parse.tag and (parse.normal_form == parse.word or "plur" in parse.tag))


def _form(lexeme: Any, head: Any, before: list[Any], first: str, rest: list[str], word_class: str) -> Form | None:
    tag = lexeme.tag
    features = _features(tag, word_class)
    if rest and tag.POS == "PRTF":
        # Nobody writes "of the one that has struck a blow": it would be most of what a phrase has.
        return None
    if features is None or (word_class == "name" and "plur" in features and "plur" not in head.tag):
        return None
    if not before and not rest:
        return Form(lexeme.word, features)
    words = [lexeme.word]
    for adjective in reversed(before):
        gender = tag.gender if tag.number == "sing" else None
        tells = tag.case == "accs" and (tag.number == "plur" or tag.gender == "masc")
        alive = tag.animacy if tells else None
        agreed = adjective.inflect({g for g in (tag.case, tag.number, gender, alive) if g})
        if agreed is None:
            return None
        words.insert(0, agreed.word)
    return Form(" ".join(words + rest), features)


@lru_cache(maxsize=4096)
def _features(tag: Any, word_class: str) -> frozenset[str] | None:
    """What a tag of the library tells of a form; None for an imperative, which reports nothing."""
    features: set[str] = {word_class}
    if word_class == "verb":
        if "impr" in tag:
            return None
        if tag.POS == "INFN":
            features.add("infinitive")
        elif tag.POS == "GRND":
            features.add("gerund")
        elif tag.POS in ("PRTF", "PRTS"):
            features.add("participle")
            if "pssv" in tag:
                features.add("passive")
        if tag.tense in _TENSES:
            features.add(_TENSES[tag.tense])
        if tag.number == "plur":
            features.add("many")
        return frozenset(features)
    if "plur" in tag:
        features.add("plur")
    case = _SAME_CASE.get(str(tag.case), tag.case)
    if case:
        features.add(str(case))
    return frozenset(features)
