from __future__ import annotations

from pathlib import Path

import pytest

from agents.watching.data import DataError
from agents.watching.families import PATH, load_families

FAMILIES = load_families()


@pytest.mark.parametrize(
    ("event_type", "mode", "family"),
    [
        ("ASSAULT", None, "fighting"),
        ("ASSAULT", "aerial", "fighting"),
        ("ASSAULT", "abduct", "ASSAULT/abduct"),
        ("CONCEDE", "ceasefire", "ceasefire"),
        ("RETREAT", "ceasefire", "ceasefire"),
        ("RETREAT", "withdraw", "withdrawal"),
        ("SANCTION", "withdraw", "leaving"),
        ("CONSULT", "visit", "talks"),
        ("CONSULT", None, "talks"),
        ("REQUEST", "assist", "request-for-help"),
        ("REQUEST", "meet", "REQUEST/meet"),
    ],
)
def test_types_and_modes_that_tell_one_kind_of_fact_are_one_family(
    event_type: str, mode: str | None, family: str
) -> None:
    assert FAMILIES.of(event_type, mode).name == family
    assert FAMILIES.named(family) == FAMILIES.of(event_type, mode)


def test_no_story_closes_before_a_telling_could_still_join_it() -> None:
    for family in [*FAMILIES.by_name.values(), FAMILIES.other]:
        assert family.open_hours >= 24 * family.apart_days
        assert family.span_days >= family.apart_days >= family.dated_apart_days


ADDED = "apart_days = 1\ndated_apart_days = 1\nspan_days = 1\nopen_hours = 24\n"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (f'[x]\ncodes = ["ASSAULT"]\n{ADDED}', "`codes`: ASSAULT stands in [fighting] too"),
        (f'[x]\ncodes = ["WAR"]\n{ADDED}', "`codes`: WAR begins with no event type"),
        (f'[x]\ncodes = ["AID"]\nanswers = ["nothing"]\n{ADDED}', "`answers`: no family is called nothing"),
        (f'[x]\ncodes = ["AID"]\n{ADDED.replace("24", "-1")}', "`open_hours`: a whole number, 0 or more"),
        (f"[x]\n{ADDED}", "`codes` missing"),
    ],
)
def test_a_mistake_in_the_families_is_named(tmp_path: Path, table: str, message: str) -> None:
    path = tmp_path / "families.toml"
    path.write_text(PATH.read_text("utf-8") + "\n" + table, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_families(path)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)


def test_families_without_the_pattern_of_the_rest_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "families.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"\[other\] is missing"):
        load_families(path)
