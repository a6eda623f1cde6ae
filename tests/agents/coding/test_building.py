"""The tables of a language: what is written alike is one pattern, and what means the same is one object."""

from __future__ import annotations

from agents.coding.building import Builder
from agents.coding.words import Actor, Cue, NameForm, PlaceName

_ACTOR = Actor("RUR", "Ruritania", "state", frozenset())


def _name(*features: str, form: str = "name") -> NameForm:
    return NameForm(_ACTOR, form, frozenset(features), None, None, None)


def test_forms_of_one_name_that_are_written_alike_are_one_with_the_features_of_both() -> None:
    builder = Builder()
    builder.gate("Ruritania", _name("nomn"))
    builder.gate("ruritania", _name("accs"))
    builder.gate("Ruritania", _name("nomn", form="people"))
    builder.gate("Ruritania", PlaceName("Ruritania", "RUR", 1.0, 2.0))
    one, people, place = builder.meanings["ruritania"]
    assert (one, people) == (_name("nomn", "accs"), _name("nomn", form="people"))
    assert isinstance(place, PlaceName)


def test_what_means_the_same_is_kept_once() -> None:
    builder = Builder()
    for text in ("Ruritania", "Ruritanien", "Ruritanie"):
        builder.gate(text, _name("nomn"))
        builder.cue(text, Cue("word", "home", frozenset({"noun"}), frozenset({"word:home"})))
    assert len({id(row) for row in builder.meanings.values()}) == 1
    assert len({id(cue) for rows in builder.phrases.values() for cue in rows.values()}) == 1
