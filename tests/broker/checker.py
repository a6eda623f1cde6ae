"""Proves that nothing was lost, reordered, told twice or told differently: reads every topic and counts.

The pure coder says which inputs must be published, set aside or quiet; the pure desk, run over the codings as they
stand in the log, says which alerts must be there. Both are deterministic, so records are compared byte for byte.

As a program it prints a table and ends with 1 where anything is wrong::

    python -m tests.broker.checker [--brokers HOST:PORT] [--group NAME] [--simple]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas.action import parse_coding_or_action
from schemas.encode import encode
from schemas.rejected import Rejected
from schemas.topics import ALERTS, CODINGS, DLQ, RAW, STORIES, desk_topic
from stream.settings import Settings
from stream.worker.desk import origin
from stream.worker.outputs import alert_outputs, coding_output, header
from stream.worker.stages import Stages

Where = tuple[str, int, int]
"""Topic, partition, offset of a record that was read."""


@dataclass
class Report:
    """The counts, and a line for each thing that is wrong."""

    inputs: int = 0
    published: int = 0
    quiet: int = 0
    set_aside: int = 0
    codings: int = 0
    repeated_codings: int = 0
    repeated_dead_letters: int = 0
    alerts: int = 0
    stories: int = 0
    duplicates: int = 0
    """Alerts that a reader of what is committed sees more than once; they stand in ``wrong``, too."""
    conflicts: int = 0
    """Alerts that should not be there, or whose version does not follow; they stand in ``wrong``, too."""
    lost: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    uncommitted: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not (self.lost or self.reordered or self.wrong or self.uncommitted)

    def __str__(self) -> str:
        rows = [
            ("inputs", self.inputs), ("  published", self.published), ("  quiet", self.quiet),
            ("  set aside", self.set_aside), ("codings in the log", self.codings),
            ("  of them sent again", self.repeated_codings),
            ("dead letters sent again", self.repeated_dead_letters), ("alerts", self.alerts),
            ("stories", self.stories), ("alerts twice", self.duplicates), ("alerts in conflict", self.conflicts),
            ("LOST", len(self.lost)), ("REORDERED", len(self.reordered)), ("WRONG", len(self.wrong)),
            ("OFFSETS NOT AT THEIR END", len(self.uncommitted)),
        ]  # fmt: skip
        lines = [f"{name:<28}{count:>10,}" for name, count in rows]
        for name in ("lost", "reordered", "wrong", "uncommitted"):
            found: list[str] = getattr(self, name)
            lines += [f"{name}: {each}" for each in found[:10]]
        return "\n".join(lines)


async def check(settings: Settings, stages: Stages) -> Report:
    """Read all topics to their (committed) ends and prove the account."""
    desks = [desk_topic(desk).name for desk in stages.desks]
    names = [RAW.name, CODINGS.name, ALERTS.name, STORIES.name, DLQ.name, *desks]
    report = account(stages, await read_all(settings, names))
    for tp, (committed, end) in (await offsets(settings)).items():
        if committed != end:
            report.uncommitted.append(f"{tp.topic}:{tp.partition} is committed to {committed} of {end}")
    return report


def account(stages: Stages, logs: Mapping[str, Sequence[Any]]) -> Report:
    """The proof itself, over what was read: records by topic, in the order of their partitions."""
    report = Report()
    _check_codings(report, stages, logs[RAW.name], logs[CODINGS.name], logs[DLQ.name])
    _check_alerts(report, stages, logs)
    return report


def _check_codings(
    report: Report, stages: Stages, raw: Sequence[Any], codings: Sequence[Any], letters: Sequence[Any]
) -> None:
    """Every input is coded, quiet or set aside; what is coded is so in the order of its partition."""
    report.inputs, report.codings = len(raw), len(codings)
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for record in codings:
        at = origin(record)
        if at is not None:
            found[tuple(at)].append(record)
    aside = _letters(letters)
    for record in raw:
        at = (record.partition, record.offset)
        try:
            verdict = stages.code(record.value or b"")
            published = not isinstance(verdict, Rejected) and stages.is_published(verdict)
        except Exception:
            verdict, published = Rejected(reason="bug", message=""), False
        expected = coding_output(record, verdict) if published and not isinstance(verdict, Rejected) else None
        if expected is not None and expected.size > CODINGS.max_bytes:
            expected, verdict = None, Rejected(reason="oversize", message="")
        copies, letter = found.pop(at, []), aside.pop((RAW.name, *at), [])
        if expected is not None:
            report.published += 1
            report.repeated_codings += max(0, len(copies) - 1)
            _all_the_same(report, f"coding of {at}", copies, expected.value)
        elif isinstance(verdict, Rejected):
            report.set_aside += 1
            report.repeated_dead_letters += max(0, len(letter) - 1)
            _all_the_same(report, f"dead letter of {at}", letter, record.value)
            if letter and header(letter[0], "tocsin.reason") != verdict.reason.encode():
                report.wrong.append(f"dead letter of {at} has not the reason {verdict.reason}")
        else:
            report.quiet += 1
            if copies or letter:
                report.wrong.append(f"{at} should be quiet, and is not")
    report.wrong += [f"a coding of {at}, which is no input" for at in found]
    report.wrong += [f"a dead letter of {at}, which is no input" for at in aside if at[0] == RAW.name]
    last: dict[int, int] = {}
    seen = set()
    for record in codings:
        at = origin(record)
        if at is None or at in seen:
            continue
        seen.add(at)
        if at.offset < last.get(at.partition, -1):
            report.reordered.append(f"coding of {tuple(at)} stands after that of offset {last[at.partition]}")
        last[at.partition] = max(at.offset, last.get(at.partition, -1))


def _all_the_same(report: Report, what: str, copies: Sequence[Any], value: bytes | None) -> None:
    if not copies:
        report.lost.append(what)
    elif any((each.value or b"") != (value or b"") for each in copies):
        report.wrong.append(f"{what}: not the bytes that it should have")


def _letters(letters: Iterable[Any]) -> dict[Where, list[Any]]:
    found: dict[Where, list[Any]] = defaultdict(list)
    for each in letters:
        topic, partition, offset = (
            (header(each, f"__streams.errors.{name}") or b"").decode() for name in ("topic", "partition", "offset")
        )
        found[topic, int(partition), int(offset)].append(each)
    return found


def _check_alerts(report: Report, stages: Stages, logs: Mapping[str, Sequence[Any]]) -> None:
    """The alerts, and the state, are those that the pure desk makes of the log; each is there once."""
    desk = stages.new_desk()
    expected: dict[str, dict[bytes, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    state: dict[bytes, bytes | None] = {}
    aside = _letters(logs[DLQ.name])
    versions: dict[str, int] = {}
    for record in logs[CODINGS.name]:
        parsed = parse_coding_or_action(record.value or b"")
        letter = aside.pop((CODINGS.name, record.partition, record.offset), [])
        try:
            if isinstance(parsed, Rejected):
                raise ValueError(parsed.message)
            verdict = stages.watch(desk, parsed, record.timestamp, origin(record))
            desk.apply(verdict)
        except Exception:
            if len(letter) != 1:
                report.lost.append(f"dead letter of coding {record.offset}: there are {len(letter)}")
            continue
        for key, value in verdict.changes:
            state[key.encode()] = None if value is None else encode(value)
        for alert in verdict.alerts:
            if alert.version != versions.get(alert.story_id, 0) + 1:
                report.conflicts += 1
                report.wrong.append(f"{alert.story_id}: version {alert.version} after {versions.get(alert.story_id)}")
            versions[alert.story_id] = alert.version
            for output in alert_outputs(record, alert):
                expected[output.topic.name][output.key or b""].append(output.value or b"")
    report.wrong += [f"a dead letter of {at}, which should have none" for at in aside if at[0] == CODINGS.name]
    report.stories = len(versions)
    for topic in (ALERTS.name, *(desk_topic(desk).name for desk in stages.desks)):
        _compare(report, topic, expected[topic], logs[topic])
    report.alerts = len(logs[ALERTS.name])
    kept = {record.key: record.value for record in logs[STORIES.name]}
    for key in state.keys() | kept.keys():
        if state.get(key) != kept.get(key):
            report.wrong.append(f"the state of {key!r} is not the one that the log makes")


def _compare(report: Report, topic: str, expected: Mapping[bytes, list[bytes]], records: Sequence[Any]) -> None:
    told: dict[bytes, list[bytes]] = defaultdict(list)
    for record in records:
        told[record.key].append(record.value)
    for key in expected.keys() | told.keys():
        wanted, found = expected.get(key, []), told.get(key, [])
        if wanted == found:
            continue
        if missing := Counter(wanted) - Counter(found):
            report.lost.append(f"{topic}: {missing.total()} alerts of story {key.decode()}")
        if more := Counter(found) - Counter(wanted):
            known = set(wanted)
            twice = sum(count for value, count in more.items() if value in known)
            report.duplicates += twice
            report.conflicts += more.total() - twice
            report.wrong.append(f"{topic}: {more.total()} alerts of story {key.decode()} twice, or other bytes")
        if Counter(wanted) == Counter(found):
            report.reordered.append(f"{topic}: the alerts of story {key.decode()}")


async def offsets(settings: Settings) -> dict[TopicPartition, tuple[int, int]]:
    """The committed offset and the end of every input partition; 0 where nothing is committed."""
    consumer = AIOKafkaConsumer(**settings.kafka(), enable_auto_commit=False)
    admin = AIOKafkaAdminClient(**settings.kafka())
    try:
        await consumer.start()
        await admin.start()
        tps = await _partitions(consumer, [RAW.name, CODINGS.name])
        ends = await consumer.end_offsets(tps)
        known = await admin.list_consumer_group_offsets(settings.group, partitions=tps)
    finally:
        await admin.close()
        await consumer.stop()
    return {tp: (max(0, known[tp].offset) if tp in known else 0, ends[tp]) for tp in tps}


async def read_all(settings: Settings, topics: Sequence[str]) -> dict[str, list[Any]]:
    """Every committed record of ``topics``, each topic's in the order of its partitions."""
    consumer = AIOKafkaConsumer(
        **settings.kafka(), enable_auto_commit=False, isolation_level="read_committed", auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
    )  # fmt: skip
    logs: dict[str, list[Any]] = {name: [] for name in topics}
    try:
        await consumer.start()
        tps = await _partitions(consumer, topics)
        consumer.assign(tps)
        ends = await consumer.end_offsets(tps)
        await consumer.seek_to_beginning(*tps)
        for tp in tps:
            while await consumer.position(tp) < ends[tp]:
                for each, records in (await consumer.getmany(timeout_ms=100)).items():
                    logs[each.topic] += records
    finally:
        await consumer.stop()
    for records in logs.values():
        records.sort(key=lambda record: (record.partition, record.offset))
    return logs


async def _partitions(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    found = []
    for topic in topics:
        await consumer._client.add_topic(topic)
        found += [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
    return found


def main() -> int:
    """The program; see the module's words."""
    parser = argparse.ArgumentParser(description="Prove that nothing was lost, reordered or told twice.")
    parser.add_argument("--brokers", default=Settings().brokers)
    parser.add_argument("--group", default=Settings().group)
    parser.add_argument("--simple", action="store_true", help="the coder and desk of the delivery tests")
    options = parser.parse_args()
    if options.simple:
        from tests.broker.simple import stages as simple_stages

        stages = simple_stages()
    else:
        stages = Stages.load()
    report = asyncio.run(check(Settings(brokers=options.brokers, group=options.group), stages))
    print(report)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
