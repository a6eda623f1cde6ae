"""What an act is about (PLOVER's contexts): by its type, and by the words of its clause.

The words stand in a language's ``[contexts]``, and in word classes that say as much (``types.toml``, ``[contexts]``).
They are looked up for acts that became events alone, so no other article pays for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from agents.coding.clauses import clause
from agents.coding.mentions import Item, Sentence
from agents.coding.phrases import cue_at
from agents.coding.words import CONTEXTS, Language

_MOST = 4
_MILITARY = frozenset({"ASSAULT", "MOBILIZE"})


def contexts_of(
    language: Language,
    by_class: Mapping[str, str],
    sentence: Sentence,
    trigger: Item,
    event_type: str,
    mode: str | None,
) -> tuple[str, ...]:
    """The contexts of an act, at most four, in PLOVER's order."""
    low, high = clause(sentence, trigger)
    found = {"military"} if event_type in _MILITARY and mode != "police" else set()
    for item in sentence.items:
        if low <= item.first < high:
            found |= {by_class[tag] for tag in item.tags if tag in by_class}
            if item.kind == "party" and item.role == "MIL":
                found.add("military")
    index = low
    while index < high:
        hit = cue_at(language, language.contexts, sentence.tokens, index)
        if hit is not None:
            found.add(hit[1].value)
        index += hit[0] if hit is not None else 1
    return tuple(context for context in CONTEXTS if context in found)[:_MOST]
