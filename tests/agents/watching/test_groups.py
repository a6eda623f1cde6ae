from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from agents.watching.data import DataError
from agents.watching.groups import load_groups

GROUPS = load_groups()
STATES = Path(__file__).parents[3] / "agents" / "coding" / "lexicons" / "states.toml"


@pytest.mark.parametrize(
    ("group", "code", "day", "belongs"),
    [
        ("csto-members", "ARM", date(2022, 9, 13), True),
        ("csto-members", "AZE", date(1998, 1, 1), True),
        ("csto-members", "AZE", date(1999, 4, 2), False),
        ("csto-members", "UZB", date(2003, 1, 1), False),
        ("csto-members", "UZB", date(2012, 6, 29), True),
        ("csto-members", "UZB", date(2013, 1, 1), False),
        ("alliances", "EAEU", date(2014, 12, 31), False),
        ("alliances", "EAEU", date(2015, 1, 1), True),
        ("nato-members", "FIN", date(2023, 4, 3), False),
        ("nato-members", "FIN", date(2023, 4, 4), True),
        ("states", "XKX", date(2022, 1, 1), True),
        ("states", "CSTO", date(2022, 1, 1), False),
        ("states", "NKR", date(2022, 1, 1), False),
    ],
)
def test_membership_has_dates(group: str, code: str, day: date, belongs: bool) -> None:
    assert GROUPS.has(group, code, day.toordinal()) is belongs


def test_the_states_are_those_that_the_lexicons_name() -> None:
    assert set(GROUPS.periods["states"]) == set(tomllib.loads(STATES.read_text("utf-8")))


def test_every_member_of_a_group_of_states_is_a_state() -> None:
    for group in ("csto-members", "nato-members", "caucasus", "central-asia"):
        assert set(GROUPS.periods[group]) <= set(GROUPS.periods["states"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[Csto]\ntitle='t'\nalways=['ARM']\n", "`Csto` is no group"),
        ("[csto]\ntitle='t'\n", "`csto` has no members"),
        ("[csto]\ntitle='t'\nalway=['ARM']\n", "groups.toml:3: `alway`: unknown key; did you mean `always`?"),
        ("[csto]\ntitle='t'\n[csto.members]\nARM=[[2002-01-01, 2001-01-01]]\n", "groups.toml:4: `ARM`: [datetime.date"),
        ("[csto]\ntitle='t'\n[csto.members]\nARM=['2002']\n", "groups.toml:4: `ARM`: '2002' is no period"),
        (
            "[csto]\ntitle='t'\nalways=['ARM']\n[csto.members]\nARM=[[2002-01-01]]\n",
            "toml:5: `ARM`: stands under",
        ),
    ],
)
def test_a_mistake_in_the_groups_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "groups.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_groups(path)
    assert message in str(raised.value)
