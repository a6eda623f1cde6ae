"""The examples that newsrooms copy from are true to the schemas, to the records and to each other."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.action import parse_coding_or_action
from schemas.alert import Alert
from schemas.article import Article, parse
from schemas.coding import Coding
from schemas.encode import encode
from schemas.rejected import Rejected
from schemas.topics import RAW
from tests.schemas.files import SCHEMAS, TOPICS, decoded, json_files, name_of, validator

EXAMPLES = SCHEMAS / "examples"
FILES = json_files(EXAMPLES)


def examples(topic: str) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_bytes()) for path in json_files(EXAMPLES / topic)}


def alerts() -> dict[str, Alert]:
    return {
        path.stem: msgspec.json.decode(path.read_bytes(), type=Alert)
        for path in json_files(EXAMPLES / "tocsin.alerts.v1")
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_three_examples_or_more(topic: str) -> None:
    assert len(examples(topic)) >= 3


def test_every_example_belongs_to_a_topic() -> None:
    assert {path.parent.name for path in FILES} == set(TOPICS)
    assert all(path.parent.parent == EXAMPLES for path in FILES)
    assert {path for path in EXAMPLES.rglob("*") if path.is_file()} == set(FILES)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_an_example_fits_its_schema(path: Path) -> None:
    validator(TOPICS[path.parent.name]).validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_an_example_is_one_record_and_stays_so_when_written_again(path: Path) -> None:
    (record,) = decoded(TOPICS[path.parent.name], path.read_bytes())
    assert msgspec.json.decode(encode(record), type=type(record)) == record


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name != RAW.name], ids=name_of)
def test_an_example_of_what_we_write_is_written_just_so(path: Path) -> None:
    (record,) = decoded(TOPICS[path.parent.name], path.read_bytes())
    assert json.loads(encode(record)) == json.loads(path.read_bytes())


@pytest.mark.parametrize("path", json_files(EXAMPLES / RAW.name), ids=name_of)
def test_an_example_article_is_taken(path: Path) -> None:
    assert isinstance(parse(path.read_bytes()), Article)


@pytest.mark.parametrize("path", json_files(EXAMPLES / "tocsin.codings.v1"), ids=name_of)
def test_an_example_coding_or_action_is_taken(path: Path) -> None:
    assert not isinstance(parse_coding_or_action(path.read_bytes()), Rejected)


def test_the_evidence_in_an_example_is_the_very_text_of_its_article() -> None:
    articles = {(a.get("id"), a.get("version")): a for a in examples(RAW.name).values()}
    seen = 0
    for path in json_files(EXAMPLES / "tocsin.codings.v1"):
        record = parse_coding_or_action(path.read_bytes())
        if not isinstance(record, Coding):
            continue
        for event in record.events:
            for evidence in event.evidence:
                text = articles[record.article_id, record.article.version][evidence.part]
                assert text[evidence.start : evidence.end] == evidence.exact
                assert text[: evidence.start].endswith(evidence.prefix)
                assert text[evidence.end :].startswith(evidence.suffix)
                seen += 1
    assert seen > 10


def test_the_quotes_of_an_example_alert_are_the_very_text_of_its_articles() -> None:
    articles = {a.get("id"): a for a in examples(RAW.name).values() if a.get("status") != "withdrawn"}
    for alert in alerts().values():
        for quote in alert.evidence:
            assert articles[quote.article_id][quote.part][quote.start : quote.end] == quote.exact


def test_an_example_alert_refers_to_all_earlier_versions_newest_first() -> None:
    for alert in alerts().values():
        story = uuid.UUID(alert.story_id)
        assert alert.alert_id == str(uuid.uuid5(story, str(alert.version)))
        assert alert.references == tuple(str(uuid.uuid5(story, str(v))) for v in range(alert.version - 1, 0, -1))


def test_the_examples_show_what_newsrooms_trip_over() -> None:
    shown = alerts()
    assert shown["denial"].event.polarity == "denied"
    assert shown["denial"].status == "denied"
    assert shown["update"].references
    assert shown["update"].sources.independent == 2
    assert (shown["kill"].msg_type, shown["kill"].status) == ("kill", "withdrawn")
    assert examples("tocsin.codings.v1")["withdrawn"]["outcome"] == "withdrawn"


def test_the_examples_name_only_made_up_hosts() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        hosts = {rest.split("/")[0].split(":")[0].lower() for rest in text.split("://")[1:]}
        assert all(host.endswith(".example") for host in hosts), path
