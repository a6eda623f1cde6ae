"""The tables of a language while it is compiled: what is written alike is one pattern, what is equal one object."""

from __future__ import annotations

from collections.abc import Mapping

from agents.coding.fold import fold_plain
from agents.coding.words import TOKEN, Cue, NameForm, PlaceName, TriggerForm

Meaning = NameForm | TriggerForm | PlaceName


class Builder:
    """Collects patterns while one language is compiled. Most patterns are forms of few words: equal meanings, and
    equal rows of them, are kept once."""

    def __init__(self, auxiliaries: bool = False) -> None:
        self.auxiliaries = auxiliaries
        self.contexts: dict[str, dict[tuple[str, ...], Cue]] = {}
        self.meanings: dict[str, tuple[Meaning, ...]] = {}
        self.phrases: dict[str, dict[tuple[str, ...], Cue]] = {}
        self._known: dict[tuple[object, ...], Meaning] = {}
        self._rows: dict[tuple[int, ...], tuple[Meaning, ...]] = {}
        self._cues: dict[Cue, Cue] = {}

    def gate(self, text: str, meaning: Meaning) -> None:
        """One written form; where two forms of one word are written alike, it has the features of both.

        A root is kept apart: it counts only with its own endings.
        """
        folded = fold_plain(text)
        row = self.meanings.get(folded, ())
        at = next((at for at, known in enumerate(row) if _is_of_same_word(known, meaning)), len(row))
        if at < len(row) and not isinstance(meaning, PlaceName):
            meaning = meaning._replace(features=meaning.features | row[at].features)  # type: ignore[union-attr]
        meaning = self._known.setdefault(_identity(meaning), meaning)
        row = (*row[:at], meaning, *row[at + 1 :])
        self.meanings[folded] = self._rows.setdefault(tuple(map(id, row)), row)

    def spell_plainly(self, letters: Mapping[int, str]) -> None:
        """Add every form as typed where letters are wanting (``Azerbaycan``), unless that is another form."""
        for text in list(self.meanings) if letters else ():
            self.meanings.setdefault(text.translate(letters), self.meanings[text])
        for first in list(self.phrases) if letters else ():
            plain = self.phrases.setdefault(first.translate(letters), {})
            for words, cue in list(self.phrases[first].items()):
                plain.setdefault(tuple(word.translate(letters) for word in words), cue)

    def context(self, text: str, context: str) -> None:
        tokens = tuple(TOKEN.findall(fold_plain(text)))
        if tokens:
            cue = Cue("context", context, frozenset(), frozenset())
            self.contexts.setdefault(tokens[0], {}).setdefault(tokens, cue)

    def cue(self, text: str, cue: Cue) -> None:
        tokens = tuple(TOKEN.findall(fold_plain(text)))
        if tokens:
            known = self.phrases.setdefault(tokens[0], {})
            previous = known.get(tokens)
            if previous is not None:
                both = self.auxiliaries and "present" in cue.features and "noun" in previous.features  # "որոշում"
                features = previous.features if both or previous.kind == cue.kind else frozenset()
                cue = cue._replace(features=cue.features | features, tags=cue.tags | previous.tags)
            known[tokens] = self._cues.setdefault(cue, cue)


def _is_of_same_word(one: Meaning, other: Meaning) -> bool:
    """Whether two meanings differ by their features at most; a frame, and a party, is only ever made once."""
    if isinstance(one, TriggerForm) and isinstance(other, TriggerForm):
        return one.entry is other.entry and ("root" in one.features) == ("root" in other.features)
    if isinstance(one, NameForm) and isinstance(other, NameForm):
        return one.actor is other.actor and one._replace(features=other.features)[1:] == other[1:]
    return one == other


def _identity(meaning: Meaning) -> tuple[object, ...]:
    """What tells meanings apart, quicker than all that they hold."""
    if isinstance(meaning, TriggerForm):
        return id(meaning.entry), meaning.features
    return (id(meaning.actor), *meaning[1:]) if isinstance(meaning, NameForm) else meaning
