"""Folding keeps the way back to the original, code point by code point."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from agents.coding.fold import fold, fold_plain

_TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)


@given(_TEXT)
def test_the_map_covers_every_folded_character_and_never_goes_back(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(i) for i in range(len(folded.text) + 1)]
    assert origins == sorted(origins)
    assert origins[-1] == len(text)


@given(_TEXT)
@example("\xadß")
def test_a_folded_span_is_made_of_its_original(text: str) -> None:
    folded = fold(text)
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert start < end
        assert folded.text[index] in fold_plain(text[start:end])


@given(_TEXT)
def test_folding_by_pieces_is_folding_at_once(text: str) -> None:
    assert fold(text).text == fold_plain(text) or unicodedata.normalize("NFC", text) != text


def test_what_readers_do_not_see_is_folded_away() -> None:
    assert fold_plain("Kazakh\u00adstan\u200b") == "kazakhstan"
    assert fold_plain("Armenia\u2019s \u201caid\u201d") == 'armenia\'s "aid"'
    assert fold_plain("İrəvan") == "irəvan"


def test_offsets_survive_letters_that_grow() -> None:
    text = "İİ Armenia ß Goris"
    folded = fold(text)
    start = folded.text.index("goris")
    assert text[slice(*folded.span(start, start + 5))] == "Goris"


def test_the_armenian_and_is_one_letter_however_it_is_written() -> None:
    assert fold_plain("Երևան") == fold_plain("ԵՐԵՎԱՆ") == fold_plain("Երեւան")
    folded = fold("ԵՐԵՎԱՆ, Երևան")
    start = folded.text.rindex(fold_plain("Երևան"))
    assert folded.span(start, start + len(fold_plain("Երևան"))) == (8, 13)
    assert folded.span(0, len(fold_plain("Երևան"))) == (0, 6)


def test_marks_inside_armenian_words_are_dropped_and_its_commas_are_commas() -> None:
    assert fold_plain("հարձակվե՞լ") == fold_plain("հարձակվել")
    assert fold_plain("այո՝ ոչ") == "այո, ոչ"


def test_letters_that_the_arabic_script_types_in_several_ways_are_one() -> None:
    assert fold_plain("أرمينيا وآسيا؛ إيران") == fold_plain("ارمينيا واسيا; ايران")
    assert fold_plain("نيروهای امنیتی کشور") == fold_plain("نيروهاي امنيتي كشور")
    text = "مُقاوَمة في كـــابل"
    folded = fold(text)
    assert folded.text == fold_plain("مقاومه في كابل")
    start = folded.text.index(fold_plain("كابل"))
    assert text[slice(*folded.span(start, start + 4))] == "كـــابل"
