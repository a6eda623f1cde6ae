"""How far two agree: what counts as the same event, on labels made up for these tests; and the real labels."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from agents.code_articles import Coder
from schemas.coding import EventType, Polarity, Temporality
from tests.corpus.readers import LABELS, READERS, Act, agreement, coded, labels, names_of, pairs, raw_items


def _event(event_type: str, actor: list[str], recipient: list[str], **more: str) -> dict[str, Any]:
    return {
        "event_type": event_type, "mode": None, "actor": actor, "recipient": recipient, "polarity": "affirmed",
        "modality": "asserted", "temporality": "current", **more,
    }  # fmt: skip


def _acts(tmp_path: Path, *events: dict[str, Any], names: dict[str, str] | None = None) -> Any:
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps({"id": "i", "events": events}) + "\n", "utf-8")
    return labels(path, names or {})


def _f1(one: Any, other: Any) -> float:
    return agreement(one, other, ["i"]).f1


def test_parties_are_compared_as_states_and_groups_by_name(tmp_path: Path) -> None:
    one = _acts(tmp_path, _event("ASSAULT", ["ARM:MIL"], ["AZE:CVL"]), _event("ASSAULT", ["Boko Haram"], ["NGA"]))
    other = _acts(tmp_path, _event("ASSAULT", ["ARM"], ["AZE:MIL"]), _event("ASSAULT", ["BOKO HARAM"], ["NGA:MIL"]))
    assert _f1(one, other) == 1.0


def test_a_party_may_be_written_out(tmp_path: Path) -> None:
    known = {"kachin independence army": "kia"}
    one = _acts(tmp_path, _event("ASSAULT", ["Kachin Independence Army"], ["MMR"]), names=known)
    assert _f1(one, _acts(tmp_path, _event("ASSAULT", ["KIA"], ["MMR"]))) == 1.0
    assert names_of(Coder.load())["armenia"] == "arm"


def test_the_wrong_way_round_is_not_the_same(tmp_path: Path) -> None:
    one, other = (_acts(tmp_path, _event("ACCUSE", [a], [b])) for a, b in (("ARM", "AZE"), ("AZE", "ARM")))
    assert _f1(one, other) == 0.0
    assert agreement(one, other, ["i"]).types == 1.0


@pytest.mark.parametrize(("actor", "recipient"), [(["AZE", "ARM"], []), (["ARM"], ["AZE"]), (["AZE"], ["ARM"])])
def test_a_reciprocal_event_is_the_same_however_its_parties_are_put(
    tmp_path: Path, actor: list[str], recipient: list[str]
) -> None:
    clash = _acts(tmp_path, _event("ASSAULT", ["ARM", "AZE"], []))
    assert _f1(clash, _acts(tmp_path, _event("ASSAULT", actor, recipient))) == 1.0
    assert _f1(clash, _acts(tmp_path, _event("ASSAULT", ["ARM"], []))) == 0.0


def test_a_clash_inside_one_state_is_reciprocal_too(tmp_path: Path) -> None:
    clash = _acts(tmp_path, _event("ASSAULT", ["EGY:COP", "EGY:CVL"], []))
    assert _f1(clash, _acts(tmp_path, _event("ASSAULT", ["EGY:COP"], ["EGY:CVL"]))) == 1.0


def test_a_concession_is_not_a_retreat(tmp_path: Path) -> None:
    one, other = (_acts(tmp_path, _event(kind, ["ARM"], [])) for kind in ("CONCEDE", "RETREAT"))
    assert _f1(one, other) == 0.0


def test_what_is_said_twice_counts_once_and_a_denial_apart(tmp_path: Path) -> None:
    shelled = _event("ASSAULT", ["AZE"], ["ARM"])
    one = _acts(tmp_path, shelled, {**shelled, "mode": "heavy-weapons"}, {**shelled, "polarity": "denied"})
    assert len(one["i"]) == 2
    assert _f1(one, _acts(tmp_path, shelled)) == pytest.approx(2 / 3)


def test_a_denial_is_paired_with_the_denial(tmp_path: Path) -> None:
    claim, denial = _event("ASSAULT", ["AZE"], ["ARM"]), _event("ASSAULT", ["AZE"], ["ARM"], polarity="denied")
    one, other = _acts(tmp_path, claim, denial), _acts(tmp_path, denial, claim)
    assert [a.polarity for a, _ in pairs(one["i"], other["i"])] == [b.polarity for _, b in pairs(one["i"], other["i"])]
    assert agreement(one, other, ["i"]).polarity == 1.0


def test_polarity_and_time_are_judged_among_matched_events_alone(tmp_path: Path) -> None:
    one = _acts(tmp_path, _event("ASSAULT", ["AZE"], ["ARM"]), _event("AID", ["RUS"], ["ARM"]))
    other = _acts(
        tmp_path, _event("ASSAULT", ["AZE"], ["ARM"], polarity="denied", temporality="historic"), _event("AID", [], [])
    )
    found = agreement(one, other, ["i"])
    assert (found.f1, found.matched, found.polarity, found.temporality) == (0.5, 1, 0.0, 0.0)
    assert agreement(other, one, ["i"]) == found


def test_two_that_have_nothing_agree(tmp_path: Path) -> None:
    assert _f1(_acts(tmp_path), _acts(tmp_path)) == 1.0


def test_items_are_taken_by_id_and_coded_as_they_are(tmp_path: Path) -> None:
    directory = tmp_path / "current_events"
    directory.mkdir()
    rows = [
        json.dumps(
            {"id": name, "source": "s", "published_at": "2020-10-01T12:00:00Z", "language": "en", "title": "",
             "body": "Armenia accused Azerbaijan of theft."}
        ).encode()
        for name in ("k", "w", "unwanted")
    ]  # fmt: skip
    (directory / "karabakh-2020.jsonl").write_bytes(rows[0] + b"\n")
    (directory / "2002-2020.jsonl.gz").write_bytes(gzip.compress(b"\n".join(rows)))
    raw, karabakh = raw_items(tmp_path, ["k", "w"])
    assert (set(raw), karabakh) == ({"k", "w"}, frozenset("k"))
    (act,) = coded(Coder.load(), raw)["w"]
    assert act == Act("ACCUSE", frozenset(["arm"]), frozenset(["aze"]), "affirmed", "current", False)


@pytest.mark.parametrize("reader", READERS)
def test_labels_hold_no_text_and_only_known_values(reader: str) -> None:
    path = LABELS / f"{reader}.jsonl"
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        assert set(row) == {"id", "events"}
        for event in row["events"]:
            assert set(event) == set(_event("AID", [], []))
            assert event["event_type"] in get_args(EventType)
            assert event["polarity"] in get_args(Polarity)
            assert event["temporality"] in get_args(Temporality)
            assert all(len(code) <= 40 for side in ("actor", "recipient") for code in event[side])


def test_the_readers_have_read_the_same_items() -> None:
    one, other = (labels(LABELS / f"{reader}.jsonl", {}) for reader in READERS)
    assert list(one) == list(other)
    assert len(one) == 368
