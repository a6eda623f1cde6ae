"""The tables of SCORES.md: each counts what it says, and a section without its data stays as it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from agents.code_articles import Coder
from schemas.coding import CodedEvent, Party
from tests.corpus import scores_data
from tests.corpus.plover import Half
from tests.corpus.readers import Agreement
from tests.corpus.scores import Tally, nearest
from tests.corpus.scores_page import (
    HEAD,
    by_mode,
    by_status,
    by_type,
    confusion,
    of_plover,
    of_readers,
    page,
    stamp,
    table,
)

_ACCUSED = {"event_type": "ACCUSE", "actor": ["ARM"], "recipient": ["AZE"]}


def _event(event_type: Any, actor: str, recipient: str, mode: str | None = None, polarity: Any = "affirmed") -> Any:
    sides: Any = {"actor": (Party(actor, actor),), "recipient": (Party(recipient, recipient),)}
    return CodedEvent(id="e", event_type=event_type, mode=mode, polarity=polarity, **sides)


def _tally(expected: dict[str, Any], *events: CodedEvent) -> Tally:
    tally = Tally()
    tally.add({"id": "a", "expect": [expected]}, events)
    return tally


def test_an_expectation_is_held_against_what_is_coded_between_its_parties() -> None:
    other_way = _event("ACCUSE", "AZE", "ARM")
    assert _tally(_ACCUSED, other_way).types == Counter({("ACCUSE", "none"): 1})
    assert _tally(_ACCUSED, other_way, _event("REJECT", "ARM", "AZE")).types == Counter({("ACCUSE", "REJECT"): 1})
    assert _tally(_ACCUSED, _event("REJECT", "ARM", "AZE"), _event("ACCUSE", "ARM", "AZE")).types == Counter(
        {("ACCUSE", "ACCUSE"): 1}
    )


def test_of_several_events_of_the_type_the_one_most_alike_is_taken() -> None:
    denied, affirmed = (_event("ACCUSE", "ARM", "AZE", polarity=p) for p in ("denied", "affirmed"))
    assert nearest({**_ACCUSED, "polarity": "affirmed"}, [denied, affirmed]) is affirmed


def test_any_value_of_a_list_is_right_and_the_first_stands_for_what_is_missed() -> None:
    either = {**_ACCUSED, "event_type": ["ACCUSE", "THREATEN"]}
    assert _tally(either, _event("THREATEN", "ARM", "AZE")).types == Counter({("THREATEN", "THREATEN"): 1})
    assert _tally(either).types == Counter({("ACCUSE", "none"): 1})


def test_status_is_judged_only_where_the_type_is_right() -> None:
    wanted = {**_ACCUSED, "polarity": "affirmed", "temporality": "current"}
    tally = _tally(wanted, _event("ACCUSE", "ARM", "AZE", polarity="denied"))
    assert tally.status["polarity"] == Counter({("affirmed", "denied"): 1})
    assert tally.status["temporality"] == Counter({("current", "current"): 1})
    assert tally.status["modality"] == Counter()
    assert not _tally(wanted, _event("REJECT", "ARM", "AZE")).status["polarity"]
    assert "| affirmed | 0/1 | 0/1 |" in by_status({"en": tally})


def test_a_mode_is_missed_where_its_type_is() -> None:
    wanted = {**_ACCUSED, "mode": "allege"}
    assert _tally(wanted, _event("REJECT", "ARM", "AZE", mode="assist")).modes == Counter(
        {("ACCUSE/allege", "none"): 1}
    )
    found = _tally(wanted, _event("ACCUSE", "ARM", "AZE", mode="allege"))
    bare = _tally(wanted, _event("ACCUSE", "ARM", "AZE"))
    assert "| ACCUSE | 1/1 | 0/1 | 1/2 | allege 1/2 |" in by_mode({"en": found, "id": bare})
    assert confusion(bare.modes) == "- ACCUSE/allege (0/1): ACCUSE/– 1\n"


def test_a_type_is_found_where_every_listed_field_is_right() -> None:
    wanted = {**_ACCUSED, "polarity": "affirmed"}
    right, wrong = (_tally(wanted, _event("ACCUSE", "ARM", "AZE", polarity=p)) for p in ("affirmed", "denied"))
    assert "| ACCUSE | 1/1 | 0/1 | 1/2 |" in by_type({"en": right, "ru": wrong})


def test_a_confusion_names_what_was_taken_for_it_the_commonest_first() -> None:
    counts = Counter({("AID", "AID"): 4, ("AID", "none"): 1, ("AID", "REQUEST"): 3, ("REQUEST", "REQUEST"): 2})
    assert confusion(counts) == "- AID (4/8): REQUEST 3, none 1\n"


def test_plover_gives_confusions_of_the_seen_half_alone() -> None:
    shown = of_plover(Half(Counter({("AID", "REQUEST"): 1})), Half(Counter({("ASSAULT", "SUPPORT"): 7})))
    assert "- AID (0/1): REQUEST 1" in shown
    assert "| never looked at | 7 | 0 | 0.000 |" in shown
    assert "SUPPORT 7" not in shown


def test_readers_stand_beside_the_coder_with_the_mean_of_both() -> None:
    rows = (Agreement(0.9, 0.95, 1.0, 1.0, 9), Agreement(0.4, 0.5, 1.0, 0.5, 4), Agreement(0.5, 0.6, 0.9, 1.0, 5))
    shown = of_readers({"all": (10, *rows)}, {"all": 0.3})
    assert (
        "| all | 10 | 0.900 | 0.400 | 0.500 | 0.450 | 0.300 | 0.950 | 0.550 | 1.000 / 0.900 | 0.500 / 1.000 |" in shown
    )


def test_a_section_without_its_data_stays_as_it_was_with_its_digest() -> None:
    first = page("", {"One": stamp("sha256:1111111111111111", "2026-01-01", "Old.") + "a", "Two": "b"})
    second = page(first, {"One": None, "Two": "c"})
    assert "Old. Lexicon `sha256:111111111111…`, 2026-01-01.\n\na" in second
    assert second.startswith(HEAD)
    assert second.count("## ") == 2
    assert "\nc\n" in second
    assert page(second, {"One": None, "Two": "c"}) == second


def test_a_section_that_was_never_measured_says_so() -> None:
    assert "Not measured yet" in page("", {"One": None})


def test_a_table_has_as_many_cells_as_heads() -> None:
    assert table(("a", "b"), [("x", 1)]) == "| a | b |\n|---|--:|\n| x | 1 |\n"


@pytest.mark.parametrize(
    "section",
    [scores_data.plover_section, scores_data.readers_section, scores_data.quiet_section, scores_data.stories_section],
)
def test_without_the_data_there_is_no_section(section: Any, tmp_path: Path) -> None:
    assert section(Coder.load(), tmp_path) is None
