"""What a language's own file calls the parties."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.coding.naming import named
from agents.coding.words import LexiconError

_FILE = Path("names/xx.toml")
_ROWS = {
    "RUR": {"xx": {"name": ["Rurien"]}, "leader": [{"en": ["Rudolf Elphberg", "Elphberg"]}, {"en": ["Michael"]}]},
    "GRA": {"leader": [{"en": ["George Grau"]}]},
}


def test_names_are_added_to_those_of_the_row_and_a_leader_is_found_by_his_first_english_name() -> None:
    names = {"RUR": {"name": ["Rurenland"], "capital": ["Strelzau"], "leader": {"Rudolf Elphberg": ["Elphbergs"]}}}
    rows = named(_ROWS, names, "xx", _FILE)
    assert rows["RUR"]["xx"] == {"name": ["Rurien", "Rurenland"], "capital": ["Strelzau"]}
    assert [leader.get("xx") for leader in rows["RUR"]["leader"]] == [["Elphbergs"], None]
    assert rows["GRA"] is _ROWS["GRA"]
    assert "capital" not in _ROWS["RUR"]["xx"], "the rows that were given stay as they were"


def test_a_namesake_stands_for_nobody_today() -> None:
    rows = named(_ROWS, {"RUR": {"namesake": ["Rurien-Express"]}}, "xx", _FILE)
    decoy = rows["RUR"]["leader"][-1]
    assert decoy["xx"] == ["Rurien-Express"] and decoy["to"].year == 1900


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"HEN": {"name": ["Henzau"]}}, "HEN"),
        ({"RUR": {"nmae": ["Rurien"]}}, "nmae"),
        ({"RUR": {"leader": {"Rupert": ["Rupert"]}}}, "Rupert"),
    ],
)
def test_what_nobody_knows_is_told_with_its_file(names: dict[str, object], said: str) -> None:
    with pytest.raises(LexiconError, match=f"xx.toml.*{said}"):
        named(_ROWS, names, "xx", _FILE)
