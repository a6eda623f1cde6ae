"""The checker finds what it is there to find: each test spoils a good account in one way."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from schemas.action import parse_coding_or_action
from schemas.rejected import Rejected
from schemas.topics import ALERTS, CODINGS, DLQ, RAW, STORIES, desk_topic
from stream.worker.desk import origin
from stream.worker.outputs import Output, alert_outputs, coding_output, dead_letter, story_output
from tests.broker import simple
from tests.broker.checker import Report, account
from tests.broker.scene import article

Logs = dict[str, list[Any]]
WORLD = desk_topic("world").name


def record(topic: str, partition: int, offset: int, key: bytes | None, value: bytes | None, headers: Any = ()) -> Any:
    return SimpleNamespace(
        topic=topic, partition=partition, offset=offset, key=key, value=value, headers=tuple(headers), timestamp=1_000
    )


def append(logs: Logs, output: Output) -> None:
    log = logs[output.topic.name]
    log.append(record(output.topic.name, 0, len(log), output.key, output.value, output.headers))


@pytest.fixture
def logs() -> Logs:
    """What a run without faults leaves: seven articles on two partitions, two of them set aside, one quiet."""
    topics = (RAW.name, CODINGS.name, ALERTS.name, WORLD, STORIES.name, DLQ.name)
    one: Logs = {topic: [] for topic in topics}
    bodies = ("EVENT a", "EVENT b", "quiet", "EVENT a EVENT b", "CODERBUG", "EVENT a")
    for number, body in enumerate(bodies):
        one[RAW.name].append(record(RAW.name, number % 2, number // 2, b"k", article(number, body)))
    one[RAW.name].append(record(RAW.name, 1, 3, b"k", b"no json"))
    for raw in one[RAW.name]:
        try:
            verdict = simple.code(raw.value)
        except RuntimeError:
            verdict = Rejected(reason="bug", message="")
        if isinstance(verdict, Rejected):
            append(one, dead_letter(raw, verdict, "code_articles"))
        elif simple.is_published(verdict):
            append(one, coding_output(raw, verdict))
    desk = simple.SimpleDesk()
    for coding in one[CODINGS.name]:
        parsed = parse_coding_or_action(coding.value)
        assert not isinstance(parsed, Rejected)
        verdict = simple.watch(desk, parsed, coding.timestamp, origin(coding))
        desk.apply(verdict)
        for alert in verdict.alerts:
            for output in alert_outputs(coding, alert):
                append(one, output)
        for key, raw_state in verdict.written:
            append(one, story_output(coding, key, raw_state))
    return one


def test_a_run_without_faults_is_in_order(logs: Logs) -> None:
    report = account(simple.stages(), logs)
    assert report.ok, report
    assert (report.inputs, report.published, report.quiet, report.set_aside, report.alerts) == (7, 4, 1, 2, 5)


def test_a_coding_that_was_sent_again_is_counted_and_is_no_fault(logs: Logs) -> None:
    logs[CODINGS.name].append(logs[CODINGS.name][-1])
    report = account(simple.stages(), logs)
    assert report.ok, report
    assert report.repeated_codings == 1


def test_what_is_told_twice_is_no_conflict_and_what_is_told_otherwise_is_no_repetition(logs: Logs) -> None:
    logs[ALERTS.name].append(logs[ALERTS.name][0])
    report = account(simple.stages(), logs)
    assert (report.duplicates, report.conflicts) == (1, 0)
    _spoil_bytes(logs[ALERTS.name], -1)
    report = account(simple.stages(), logs)
    assert (report.duplicates, report.conflicts) == (0, 1)


def _spoil_bytes(log: list[Any], at: int) -> None:
    log[at] = SimpleNamespace(**{**vars(log[at]), "value": log[at].value + b" "})


SPOILS: dict[str, tuple[str, Callable[[Logs], object]]] = {
    "a coding is missing": ("lost", lambda logs: logs[CODINGS.name].pop()),
    "a dead letter is missing": ("lost", lambda logs: logs[DLQ.name].pop()),
    "an alert is missing": ("lost", lambda logs: logs[ALERTS.name].pop()),
    "a desk's alert is missing": ("lost", lambda logs: logs[WORLD].pop(0)),
    "codings of a partition are out of order": ("reordered", lambda logs: logs[CODINGS.name].reverse()),
    "alerts of a story are out of order": ("reordered", lambda logs: logs[ALERTS.name].reverse()),
    "an alert is told twice": ("wrong", lambda logs: logs[ALERTS.name].append(logs[ALERTS.name][0])),
    "an alert has other bytes": ("wrong", lambda logs: _spoil_bytes(logs[ALERTS.name], 0)),
    "a coding has other bytes": ("wrong", lambda logs: _spoil_bytes(logs[CODINGS.name], 0)),
    "a dead letter was touched": ("wrong", lambda logs: _spoil_bytes(logs[DLQ.name], 0)),
    "a change of state is missing": ("wrong", lambda logs: logs[STORIES.name].pop()),
    "a quiet article was set aside": (
        "wrong",
        lambda logs: append(logs, dead_letter(logs[RAW.name][2], Rejected(reason="bug", message=""), "code_articles")),
    ),
}


@pytest.mark.parametrize("what", SPOILS)
def test_it_is_found_that(what: str, logs: Logs) -> None:
    where, spoil = SPOILS[what]
    spoil(logs)
    report: Report = account(simple.stages(), logs)
    assert getattr(report, where), report
    assert not report.ok
