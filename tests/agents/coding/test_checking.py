"""Each kind of mistake is found in a small lexicon that has it, and not in the same lexicon without it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.coding.changes import changes
from agents.coding.checking import Book, Finding, check, leaders_in, names_in
from agents.coding.lexicon import DIRECTORY, Lexicon
from schemas.coding import Attribution, CodedEvent, EventType, Party, Polarity
from tests.toy import GRAUSTARK, RURITANIA, write_lexicon

_WORDS = """
letters = "[a-z]"
common = ["the"]
[cues]
say = ["say", "told that"]
[words]
troops = ["troops"]
weapons = ["guns"]
"""
_RURITANIA = RURITANIA.replace('["Ruritania"]', '["Ruritania"], people = ["Ruritanian"]')
_ACTORS = _RURITANIA + 'leader = [{ from = 2000-01-01, en = ["Rudolf Elphberg"] }]\n' + GRAUSTARK

Look = Callable[..., list[Finding]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """``look(triggers, actors=…, words=…, texts=…)``: what is wrong with a lexicon of these."""

    def run(
        triggers: str = "", actors: str = _ACTORS, words: str = _WORDS, texts: tuple[str, ...] = ()
    ) -> list[Finding]:
        lexicon = Lexicon(write_lexicon(tmp_path, words + triggers, actors))
        language, rows = lexicon.language("en"), tomllib.loads(actors)
        assert language is not None
        names, leaders = names_in(rows, "en"), leaders_in(rows, "en")
        return check(Book(language, tomllib.loads(words + triggers), lexicon.actors, names, leaders, texts))

    return run


def _trigger(kind: str, words: str, more: str = "") -> str:
    return f'[[trigger]]\ntype = "{kind}"\nphrases = [{words}]\n{more}\n'


def _faults(found: list[Finding]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f.kind, f.where, f.words) for f in found if f.kind != "untested"]


def test_a_lexicon_without_a_mistake_has_none(look: Look) -> None:
    assert look(_trigger("REQUEST", '"asks"'), texts=("Ruritania asks Graustark.",)) == []


def test_a_word_that_another_frame_always_takes_is_never_read(look: Look) -> None:
    found = look(_trigger("REQUEST", '"asks"') + _trigger("AID", '"asks", "helps"'))
    assert _faults(found) == [("unreachable", "trigger 2 (AID)", ("asks",))]
    assert found[0].what == "always read as trigger 1 (REQUEST), which stands before it"


@pytest.mark.parametrize(
    "condition",
    ['with = ["troops"]', 'without = ["troops"]', "min_parties = 2", "figurative = true", "needs_topic = true",
     'actor_kinds = ["state"]', 'recipient_kinds = ["state"]'],
)  # fmt: skip
def test_a_condition_of_the_first_frame_leaves_the_second_its_turn(look: Look, condition: str) -> None:
    assert _faults(look(_trigger("REQUEST", '"asks"', condition) + _trigger("AID", '"asks"'))) == []


def test_the_same_condition_on_both_frames_tells_nothing_apart(look: Look) -> None:
    narrow = 'with = ["troops"]'
    wide = 'with = ["troops", "weapons"]'
    assert _faults(look(_trigger("REQUEST", '"asks"', wide) + _trigger("AID", '"asks"', narrow)))
    assert not _faults(look(_trigger("REQUEST", '"asks"', narrow) + _trigger("AID", '"asks"', wide)))


def test_a_word_that_is_a_partys_name_is_never_read(look: Look) -> None:
    found = look(_trigger("REQUEST", '"graustark"'))
    assert _faults(found) == [("unreachable", "trigger 1 (REQUEST)", ("graustark",))]
    assert found[0].what == "it is a name of GRA"


def test_a_name_that_only_counts_in_capitals_hides_no_word(look: Look) -> None:
    actors = _ACTORS.replace('"Graustark"', '"Graustark", "^AID"')
    assert _faults(look(_trigger("AID", '"aid"'), actors)) == []


def test_a_form_of_its_own_is_read_before_another_word_with_an_ending(look: Look) -> None:
    endings = _WORDS.replace("[cues]", 'suffixes = { s = ["plur"] }\n[cues]')
    both = _trigger("ACCUSE", '"fault"') + _trigger("AID", '"faults"')
    assert _faults(look(both, words=endings)) == []
    assert _faults(look(both)) == []


def test_forms_that_two_types_share_clash_though_the_rest_of_the_word_is_free(look: Look) -> None:
    rules = """
[morphology]
[[morphology.forms.verb]]
features = ["past"]
ways = [{ make = "ed" }]
"""
    second = '[[trigger]]\ntype = "ASSAULT"\nverbs = ["attack"]\n'
    (finding,) = [f for f in look(_trigger("ACCUSE", '"attacked"') + second, words=_WORDS + rules) if f.kind == "clash"]
    assert (finding.where, finding.words) == ("trigger 2 (ASSAULT)", ("attacked",))


def test_a_word_that_a_frame_of_its_type_and_mode_has_already_stands_twice(look: Look) -> None:
    again = _trigger("ASSAULT", '"hits"') + _trigger("ASSAULT", '"hits"')
    assert _faults(look(again)) == [("duplicate", "trigger 2 (ASSAULT)", ("hits",))]
    finer = _trigger("ASSAULT", '"hits"') + _trigger("ASSAULT", '"hits"', 'mode = "beat"')
    assert _faults(look(finer)) == [("unreachable", "trigger 2 (ASSAULT)", ("hits",))]


def test_forms_that_two_frames_of_one_type_and_mode_share_are_no_clash(look: Look) -> None:
    rules = '[morphology]\n[[morphology.forms.verb]]\nfeatures = ["past"]\nways = [{ make = "ed" }]\n'
    second = '[[trigger]]\ntype = "ASSAULT"\nverbs = ["attack"]\n'
    assert _faults(look(_trigger("ASSAULT", '"attacked"') + second, words=_WORDS + rules)) == []


def test_a_cue_that_is_a_trigger_as_well_has_no_effect(look: Look) -> None:
    found = look(_trigger("ACCUSE", '"told that", "says"') + _trigger("REQUEST", '"told"'))
    assert _faults(found) == [("clash", "trigger 1", ("told that",))]
    assert "the cue say" in found[0].what


def test_a_word_class_is_kept_by_a_trigger_of_the_same_words(look: Look) -> None:
    assert _faults(look(_trigger("MOBILIZE", '"troops"'))) == []


def test_a_name_that_always_stands_for_somebody_else_is_a_clash(look: Look) -> None:
    found = look(actors=_ACTORS.replace('"Graustark"', '"Graustark", "Ruritania"'))
    assert _faults(found) == [("clash", "GRA", ("Ruritania",))]
    assert "RUR" in found[0].what


def test_leaders_of_one_name_clash_only_where_they_are_in_office_together(look: Look) -> None:
    second = '\nleader = [{ from = %s, to = %s, en = ["Rudolf Elphberg"] }]\n'
    assert _faults(look(actors=_ACTORS + second % ("2001-01-01", "2003-01-01"))) == [
        ("clash", "GRA", ("Rudolf Elphberg",))
    ]
    assert _faults(look(actors=_ACTORS + second % ("1990-01-01", "1999-01-01"))) == []


def test_what_stands_twice_in_a_list_is_told(look: Look) -> None:
    words = _WORDS.replace('"guns"', '"guns", "Guns"')
    actors = _ACTORS.replace('["Ruritanian"]', '["Ruritanian", "Ruritanian"]')
    assert _faults(look(_trigger("REQUEST", '"asks", "asks"'), actors, words)) == [
        ("duplicate", "trigger 1 (REQUEST), phrases", ("asks",)),
        ("duplicate", "words.weapons", ("guns",)),
        ("duplicate", "RUR", ("ruritanian",)),
    ]


def test_a_cue_counts_where_no_frame_of_its_words_is_meant(look: Look) -> None:
    assert _faults(look(_trigger("REQUEST", '"say"', 'with = ["troops"]'))) == []
    assert [kind for kind, _, _ in _faults(look(_trigger("REQUEST", '"say"')))] == ["clash"]


def test_a_frame_that_asks_for_a_particle_hides_no_other(look: Look) -> None:
    wide = _trigger("REQUEST", '"cried"')
    assert _faults(look(_trigger("ACCUSE", '"cried"', 'particle = ["foul"]') + wide)) == []


def test_an_actor_without_a_name_is_told(look: Look) -> None:
    actors = _ACTORS + '\n[HEN]\nkind = "state"\nen = { name = ["Hentzau"] }\n'
    language = look(actors=actors)
    assert _faults(language) == []
    rows = tomllib.loads(actors)
    assert names_in(rows, "en")["HEN"]["name"] == ["Hentzau"]
    assert names_in(rows, "ru")["HEN"]["name"] == []


def test_an_actor_in_no_test_is_told_and_one_that_a_test_names_is_not(look: Look) -> None:
    (finding,) = look(texts=("The Ruritanian army stood still.",))
    assert (finding.kind, finding.words) == ("untested", ("GRA",))


def test_the_shipped_lexicons_name_every_actor_in_every_language() -> None:
    lexicon = Lexicon()
    for code in lexicon.codes:
        names = names_in(lexicon.rows(code), code)
        assert [actor for actor in lexicon.actors if not names[actor]["name"]] == []


_CLEAN = ("en", "id", "ru")
"""Languages whose shipped lexicon has no mistake."""


@pytest.mark.parametrize("code", _CLEAN)
def test_the_shipped_lexicon_has_no_mistake(code: str) -> None:
    lexicon = Lexicon()
    language, rows = lexicon.language(code), lexicon.rows(code)
    assert language is not None
    table = tomllib.loads((DIRECTORY / f"{code}.toml").read_text("utf-8"))
    book = Book(language, table, lexicon.actors, names_in(rows, code), leaders_in(rows, code), ())
    assert _faults(check(book)) == []


def _event(
    event_type: EventType = "AID", polarity: Polarity = "affirmed", confidence: float = 0.5, speaker: str | None = None
) -> CodedEvent:
    return CodedEvent(
        id="e", event_type=event_type, mode=None, actor=(Party("RUR", "Ruritania"),), polarity=polarity,
        confidence=confidence, attribution=Attribution(speaker),
    )  # fmt: skip


def test_an_event_that_says_the_same_has_not_changed() -> None:
    assert changes([_event(confidence=0.5)], [_event(confidence=0.9)]) == []


@pytest.mark.parametrize("other", [_event("REQUEST"), _event(polarity="denied"), _event(speaker="RUR:GOV")])
def test_an_event_that_says_something_else_is_gone_and_new(other: CodedEvent) -> None:
    assert changes([_event()], [other]) == [(True, _event()), (False, other)]


def test_an_event_that_is_told_once_more_is_new_once() -> None:
    assert changes([_event()], [_event(), _event()]) == [(False, _event())]
