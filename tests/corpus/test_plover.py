"""The measure of PLOVER's roots: the pair is what the row says, half of the rows stay unseen, and F1 is F1."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from agents.code_articles import Coder
from tests.corpus.plover import Half, Row, events, measure, predicted, rows
from tests.toy import RURITANIA, write_lexicon

_WORDS = """
letters = "[a-z]"
common = ["the"]
[[trigger]]
type = "ACCUSE"
phrases = ["faulted"]
[[trigger]]
type = "SUPPORT"
phrases = ["praised"]
[[trigger]]
type = "ASSAULT"
phrases = ["killed"]
[[trigger]]
type = "RETREAT"
phrases = ["freed"]
with = ["prisoners"]
[[trigger]]
type = "CONCEDE"
phrases = ["paused"]
[cues]
and = ["and"]
that = ["that"]
[words]
prisoners = ["prisoners"]
"""
_QUARREL = "The Blue Mill faulted the Grey Bank over the ferry."


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    """A coder that knows five words and one state."""
    return Coder.load(write_lexicon(tmp_path_factory.mktemp("lexicons"), _WORDS, RURITANIA))


def test_parties_that_no_lexicon_knows_are_known_where_they_are_given(coder: Coder) -> None:
    assert predicted(coder, Row(_QUARREL, "The Blue Mill", "the Grey Bank", "ACCUSE")) == "ACCUSE"
    assert predicted(coder, Row(_QUARREL, "the Green Hotel", "Lake Anna", "ACCUSE")) == "none"


def test_an_act_that_is_told_inside_a_partys_name_is_part_of_the_name(coder: Coder) -> None:
    sentence = "Ruritania praised the squad that killed nine of the Grey Bank."
    squad = Row(sentence, "Ruritania", "the squad that killed nine of the Grey Bank", "SUPPORT")
    assert [e.event_type for e in events(coder, squad)] == ["SUPPORT"]
    assert len(events(coder, squad._replace(recipient="the squad"))) == 2


def test_what_a_party_is_called_still_tells_what_it_is(coder: Coder) -> None:
    freed, sold = (
        Row(f"The Blue Mill freed nine {what} on Friday.", "The Blue Mill", f"nine {what}", "YIELD")
        for what in ("prisoners", "pictures")
    )
    assert (predicted(coder, freed), predicted(coder, sold)) == ("YIELD", "none")


def test_a_concession_is_a_yield_as_a_retreat_is(coder: Coder) -> None:
    paused = Row("The Blue Mill paused the Grey Bank.", "The Blue Mill", "the Grey Bank", "YIELD")
    assert [e.event_type for e in events(coder, paused)] == ["CONCEDE"]
    assert predicted(coder, paused) == "YIELD"


def test_of_two_acts_the_one_between_the_pair_is_taken(coder: Coder) -> None:
    sentence = "The Blue Mill praised Ruritania and The Blue Mill faulted the Grey Bank."
    assert predicted(coder, Row(sentence, "The Blue Mill", "the Grey Bank", "ACCUSE")) == "ACCUSE"
    assert predicted(coder, Row(sentence, "The Blue Mill", "Ruritania", "SUPPORT")) == "SUPPORT"


def test_the_coder_is_left_as_it_was(coder: Coder) -> None:
    english = coder.lexicon.language("en")
    predicted(coder, Row(_QUARREL, "The Blue Mill", "the Grey Bank", "ACCUSE"))
    assert coder.lexicon.language("en") is english
    assert "SRC" not in coder.lexicon.actors


def test_both_halves_are_measured_and_every_row_is_in_one(coder: Coder) -> None:
    labelled = [Row(f"The Blue Mill faulted the Grey Bank in the year {n}.", "The Blue Mill", "the Grey Bank", "ACCUSE")
                for n in range(40)]  # fmt: skip
    seen, unseen = measure(coder, labelled)
    assert seen.size == sum(row.seen for row in labelled)
    assert seen.size + unseen.size == 40
    assert 8 < seen.size < 32
    assert seen.right == seen.size


def test_the_halves_never_move() -> None:
    assert Row("Sentence a.", "", "", "").seen is True
    assert Row("Sentence c.", "", "", "").seen is False


def test_f1_weighs_what_was_missed_and_what_was_too_much() -> None:
    half = Half(Counter({("AID", "AID"): 2, ("AID", "none"): 2, ("REQUEST", "AID"): 1, ("REQUEST", "REQUEST"): 3}))
    assert half.f1("AID") == pytest.approx(2 * 2 / (4 + 3))
    assert half.f1("REQUEST") == pytest.approx(6 / 7)
    assert half.macro_f1 == pytest.approx((4 / 7 + 6 / 7) / 2)
    assert half.f1("ASSAULT") == 0.0
    assert (half.size, half.right) == (8, 5)


def test_a_file_is_read_with_its_quotes(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text('sentence\tsource\ttarget\tgold_root\n"A ""quoted"" word."\tA\tB\tAID\n', "utf-8")
    assert list(rows(path)) == [Row('A "quoted" word.', "A", "B", "AID")]
