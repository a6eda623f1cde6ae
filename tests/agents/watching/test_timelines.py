"""Scenarios as a journalist would tell them: who reported what and when, and what rang (``timelines/*.toml``).

A step: ``at``, ``outlet``, ``language``, ``article`` (its id, if it is told again), ``version``, ``withdrawn``,
``wire`` (its text is a copy of), ``says``: a list of events (``what``, ``who``, ``to``, ``told``, ``by``, ``place``,
``killed``, ``on``…; see ``making.event``). Then what must follow, all of it: ``rings``: a list with ``story`` (any
name, the same for the same story) and what is to be checked of the alert; ``silent``: the reasons of the ledger;
``outcome``; ``open_stories``. ``why`` is for the reader.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.watch_events import Origin
from schemas.alert import Alert
from tests.agents.watching.making import Log, coding, event

TIMELINES = sorted((Path(__file__).parent / "timelines").glob("*.toml"))
STEP = {
    "at", "outlet", "language", "article", "version", "withdrawn", "wire", "rewritten", "says", "rings", "silent",
    "outcome", "published", "origin", "open_stories", "why",
}  # fmt: skip
ABOUT = ("outlet", "language", "version", "withdrawn", "wire", "rewritten")
RING = {
    "story", "as", "version", "status", "urgency", "headline", "ru", "id", "independent", "articles", "answers", "note",
    "rule",
}  # fmt: skip


def test_there_are_enough_timelines() -> None:
    assert len(TIMELINES) >= 25


@pytest.mark.parametrize("restarting", [False, True], ids=["", "restarted after every step"])
@pytest.mark.parametrize("path", TIMELINES, ids=lambda path: path.stem)
def test_a_timeline_rings_as_it_should(path: Path, restarting: bool) -> None:
    scenario = tomllib.loads(path.read_text("utf-8"))
    log, stories = Log(), dict[str, str]()
    assert set(scenario) == {"title", "step"}
    for number, step in enumerate(scenario["step"], 1):
        assert set(step) <= STEP, set(step) - STEP
        events = [
            event(**{"what": said["what"], **said, "id": f"{path.stem} {number} {n}"})
            for n, said in enumerate(step.get("says", ()))
        ]
        article = step.get("article", f"{path.stem}-{number}")
        more = {
            key: step[key] for key in ("outlet", "language", "version", "withdrawn", "wire", "rewritten") if key in step
        }
        record = coding(article, events, step.get("published", step["at"]), **more)
        origin = Origin(*step["origin"]) if "origin" in step else None
        verdict = log.fold(record, step["at"], origin)
        where = f"{path.name}, step {number} ({step['at']:%d %b %H:%M}, {step.get('outlet')})"
        wanted = step.get("rings", [])
        told = [(alert.msg_type, alert.headline["en"]) for alert in verdict.alerts]
        assert len(told) == len(wanted), f"{where}: rang {told}"
        for alert, ring in zip(verdict.alerts, wanted, strict=True):
            check(alert, ring, stories, where)
        assert [one.reason for one in verdict.suppressions] == step.get("silent", []), (
            f"{where}: {verdict.suppressions}"
        )
        assert verdict.outcome == step.get("outcome", "news" if wanted else "nothing"), where
        if "open_stories" in step:
            assert len(log.desk) == step["open_stories"], where
        if restarting:
            log.restart()


def check(alert: Alert, ring: dict[str, Any], stories: dict[str, str], where: str) -> None:
    """That the alert is the one that is expected, and that names of stories and stories go together."""
    assert set(ring) <= RING, set(ring) - RING
    assert stories.setdefault(ring["story"], alert.story_id) == alert.story_id, f"{where}: another story rang"
    assert len(set(stories.values())) == len(stories), f"{where}: one story under two names: {stories}"
    found = {
        "story": ring["story"], "as": alert.msg_type, "version": alert.version, "status": alert.status,
        "urgency": alert.urgency, "headline": alert.headline["en"], "ru": alert.headline["ru"],
        "id": alert.headline["id"], "independent": alert.sources.independent, "articles": alert.sources.articles,
        "answers": sorted(
            next((name for name, id in stories.items() if id == one.story_id), one.story_id) for one in alert.related
        ),
        "note": alert.note, "rule": alert.rule,
    }  # fmt: skip
    assert {key: found[key] for key in ring} == ring, where
    assert len(alert.references) == min(alert.version - 1, 20)
    assert alert.event.polarity == "denied" or alert.status != "denied"
