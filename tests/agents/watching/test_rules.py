from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from agents.watch_events import Desk, watch_events
from agents.watching.cases import Case, read_cases
from agents.watching.data import DataError
from agents.watching.groups import load_groups
from agents.watching.rules import DIRECTORY, index, load_rules, read_rule
from tests.agents.watching.making import LOADED, coding, event, ms

GROUPS = load_groups()
PATHS = sorted(path for path in DIRECTORY.glob("*.toml") if not path.name.endswith(".test.toml"))


def beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}.test.toml")


CASES = [(path, case) for path in PATHS for case in read_cases(beside(path))]


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.stem}: {case.title}" for path, case in CASES])
def test_a_rule_does_what_the_cases_beside_it_say(path: Path, case: Case) -> None:
    rule, _ = read_rule(path, GROUPS)
    desk = Desk(index([rule], GROUPS), LOADED.families, LOADED.wording, LOADED.digest)
    at = datetime.combine(case.published_on, time(12), UTC)
    verdict = watch_events(desk, coding("case", [case.event], at), ms(at), None)
    assert [(alert.rule, alert.status) for alert in verdict.alerts] == ([(rule.id, case.status)] if case.status else [])
    reasons = [(one.rule, one.reason) for one in verdict.suppressions]
    assert reasons == ([(rule.id, case.reason)] if case.reason else [])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_rule_has_a_firing_case_and_silent_ones_for_denied_historic_and_wrong_actor(path: Path) -> None:
    kinds = {case.kind for case in read_cases(beside(path))}
    assert {"fires", "denied", "historic", "wrong_actor"} <= kinds


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_rule_file_is_called_by_its_id(path: Path) -> None:
    assert read_rule(path, GROUPS)[0].id == path.stem


def test_no_case_file_is_without_its_rule() -> None:
    assert {path.name.removesuffix(".test.toml") for path in DIRECTORY.glob("*.test.toml")} == {p.stem for p in PATHS}


def test_the_watchlist_is_the_first_watch() -> None:
    assert set(LOADED.rules.by_id) >= {
        "clash", "csto-troop-request", "csto-refusal", "leaving-alliance", "ceasefire",
    }  # fmt: skip
    assert LOADED.desks == ("world",)


GOOD = """id = "x"
title = "T"
rationale = "R"
false_positives = ["f"]
urgency = 3
desks = ["world"]
subjects = ["medtop:20000056"]
event_type = ["ASSAULT"]
"""


def written(directory: Path, text: str, name: str = "x.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_that_asks_for_little_watches_much(tmp_path: Path) -> None:
    rule, _ = read_rule(written(tmp_path, GOOD), GROUPS)
    rules = index([rule], GROUPS)
    assert rules.concerned(event("ASSAULT/abduct", "ISIS"), 738_000) is rule
    assert rules.concerned(event("PROTEST", "ISIS"), 738_000) is None


BAD = {
    "unknown key": ("urgncy = 3\n", "x.toml:9: `urgncy`: unknown key; did you mean `urgency`?"),
    "no urgency of ours": (("urgency = 3", "urgency = 0"), "x.toml:5: `urgency`: 0 is no urgency: 1 (flash) to 9"),
    "urgency in words": (("urgency = 3", 'urgency = "high"'), "x.toml:5: `urgency`: 'high' is no urgency"),
    "no such type": (("ASSAULT", "ASSAULTS"), "x.toml:8: `event_type`: 'ASSAULTS' is none of AGREE"),
    "a near miss": (("ASSAULT", "ASSAULTS"), "did you mean 'ASSAULT'?"),
    "no list": (('["ASSAULT"]', '"ASSAULT"'), "x.toml:8: `event_type`: a list of one or more texts"),
    "no such group": ('actor = ["csto-member"]\n', "x.toml:9: `actor`: no group is called 'csto-member' (groups.toml)"),
    "nearest group": ('actor = ["csto-member"]\n', "did you mean 'csto-members'?"),
    "historic": ('temporality = ["historic"]\n', "x.toml:9: `temporality`: 'historic' is none of current, future"),
    "confidence": ("minimum_confidence = 2\n", "x.toml:9: `minimum_confidence`: 2 is no confidence: 0 to 1"),
    "desk": (('["world"]', '["World News"]'), "x.toml:6: `desks`: 'World News' is no name of a desk"),
    "id": (('"x"', '"X Y"'), "x.toml:1: `id`: 'X Y' is no id"),
    "an empty list": ("mode = []\n", "x.toml:9: `mode`: a list of one or more texts"),
    "missing": (('title = "T"\n', ""), "x.toml: `title` missing"),
    "no TOML": ("=", "x.toml:9: "),
    "a key twice": ("urgency = 4\n", "x.toml:9: "),
}


@pytest.mark.parametrize(("change", "message"), BAD.values(), ids=BAD)
def test_a_mistake_in_a_rule_names_file_line_and_key(
    tmp_path: Path, change: str | tuple[str, str], message: str
) -> None:
    text = GOOD + change if isinstance(change, str) else GOOD.replace(*change)
    assert text != GOOD
    with pytest.raises(DataError) as raised:
        read_rule(written(tmp_path, text), GROUPS)
    assert message in str(raised.value)
    assert str(tmp_path) in str(raised.value)


def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.toml")
    written(tmp_path, GOOD, "b.toml")
    with pytest.raises(DataError, match=r"b\.toml:1: `id`: x is the id of .*a\.toml too"):
        load_rules(GROUPS, tmp_path)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such directory"):
        Desk.load(tmp_path / "nowhere")


def test_the_digest_follows_the_rules_and_not_their_cases(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    first = Desk.load(tmp_path).digest
    written(tmp_path, "", "x.test.toml")
    assert Desk.load(tmp_path).digest == first
    written(tmp_path, GOOD.replace("urgency = 3", "urgency = 4"))
    assert Desk.load(tmp_path).digest != first
    assert LOADED.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[fires]]\ncase = 'c'\nevent = {event_type = 'ASSAULT', colour = 'red'}\n[[silent]]\n", "has no colour"),
        (
            "[[fires]]\ncase = 'c'\nevent = {event_type = 'ASSAULTS'}\n[[silent]]\n",
            "'c': Invalid enum value 'ASSAULTS'",
        ),
        ("[[fires]]\ncase = 'c'\nevent = {}\nstatus = 'sure'\n", "`silent` missing"),
    ],
)
def test_a_mistake_in_a_case_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as raised:
        read_cases(written(tmp_path, text, "x.test.toml"))
    assert message in str(raised.value)
