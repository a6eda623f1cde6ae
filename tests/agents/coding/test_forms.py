"""The forms that were made beforehand are those that the library would make now."""

from __future__ import annotations

import msgspec
import pytest

from agents.coding.forms import Prepared, pack, unpack
from agents.coding.lexicon import DIRECTORY, Lexicon
from agents.coding.morphology import Form, Morphology

FILES = sorted((DIRECTORY / "forms").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_worker_has_to_ask_the_library(path) -> None:  # type: ignore[no-untyped-def]
    assert Lexicon().made_by_library(path.stem) == {}, "run `make lexicons`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_library_would_answer_the_same(path) -> None:  # type: ignore[no-untyped-def]
    prepared = msgspec.json.decode(path.read_bytes(), type=Prepared)
    known = unpack(prepared)
    asked = Morphology({"library": "pymorphy3", "language": path.stem})
    for name in list(prepared.forms)[::60]:
        word_class, _, entry = name.partition(":")
        forms = known(word_class, entry)
        assert forms is not None
        assert set(forms) == set(asked.forms(entry, word_class)), f"{entry}: run `make lexicons`"


def test_what_is_packed_comes_back() -> None:
    forms = [
        Form("нанести удар", frozenset({"verb"})),
        Form("нанёс удар", frozenset({"verb", "past"})),
        Form("удар", frozenset()),
    ]
    known = unpack(pack({("verb", "нанести удар"): forms, ("noun", "x"): [Form("x", frozenset({"noun"}))]}))
    assert known("verb", "нанести удар") == forms
    assert known("noun", "x") == [Form("x", frozenset({"noun"}))]
    assert known("noun", "y") is None
