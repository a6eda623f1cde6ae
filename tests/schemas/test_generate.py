"""The public schemas are what the records say, for every topic, and they refuse what is bad."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from schemas import generate
from schemas.topics import FIXED, Topic
from tests.schemas.files import BAD, SCHEMAS, TOPICS, decoded, json_files, name_of, validator


def test_the_checked_in_schemas_are_the_generated_ones() -> None:
    assert generate.stale() == [], "run `make schemas`"


def test_a_schema_that_is_missing_changed_or_of_no_topic_is_stale(tmp_path: Path) -> None:
    for name, content in generate.generated().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert generate.stale(tmp_path) == []
    (tmp_path / "tocsin.alerts.v1.schema.json").unlink()
    (tmp_path / "tocsin.codings.v1.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "tocsin.gone.v1.schema.json").write_text("{}", encoding="utf-8")
    names = ["tocsin.alerts.v1.schema.json", "tocsin.codings.v1.schema.json", "tocsin.gone.v1.schema.json"]
    assert generate.stale(tmp_path) == names


def test_the_check_answers_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "DIRECTORY", tmp_path / "json")
    monkeypatch.setattr(generate.stale, "__defaults__", (tmp_path / "json",))
    assert generate.main(["--check"]) == 1
    assert "schemas/json/tocsin.alerts.v1.schema.json is not what the records say" in capsys.readouterr().err
    assert generate.main([]) == 0
    (tmp_path / "json" / "left.json").write_text("{}", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert generate.main(["--chekc"]) == 2


def test_every_topic_has_a_schema_and_every_schema_a_topic() -> None:
    found = {path.name.removesuffix(".schema.json") for path in (SCHEMAS / "json").iterdir()}
    assert found == set(TOPICS)


@pytest.mark.parametrize("topic", FIXED, ids=lambda topic: topic.name)
def test_a_schema_is_valid_named_and_described(topic: Topic) -> None:
    schema = json.loads((SCHEMAS / "json" / f"{topic.name}.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:tocsin:schema:{topic.name}"
    assert schema["title"] == topic.name
    for name, definition in schema["$defs"].items():
        assert definition["title"] == name
        assert definition["description"].strip(), name


@pytest.mark.parametrize("topic", FIXED, ids=lambda topic: topic.name)
def test_a_reader_of_a_schema_ignores_fields_that_it_does_not_know(topic: Topic) -> None:
    example = json_files(SCHEMAS / "examples" / topic.name)[0]
    value = json.loads(example.read_text(encoding="utf-8"))
    assert validator(topic).is_valid({**value, "a field of a later version": 1})


def test_the_codings_topic_takes_a_coding_or_an_action() -> None:
    schema = generate.schema_of(TOPICS["tocsin.codings.v1"])
    assert schema["anyOf"] == [{"$ref": "#/$defs/Coding"}, {"$ref": "#/$defs/Action"}]


def test_the_dead_letters_schema_names_kafkas_headers_and_ours() -> None:
    headers = generate.schema_of(TOPICS["tocsin.articles.dlq.v1"])["$defs"]["DeadLetterHeaders"]["properties"]
    kafkas = {f"__streams.errors.{n}" for n in ("exception", "message", "stacktrace", "topic", "partition", "offset")}
    assert set(headers) == kafkas | {"tocsin.stage", "tocsin.reason", "tocsin.attempts"}


@pytest.mark.parametrize("path", json_files(BAD), ids=name_of)
def test_a_bad_record_fails_its_schema_and_its_reader(path: Path) -> None:
    topic = TOPICS[path.parent.name]
    raw = path.read_bytes()
    assert not validator(topic).is_valid(json.loads(raw))
    assert decoded(topic, raw) == []


def test_every_topic_has_bad_records_to_refuse() -> None:
    assert {path.parent.name for path in json_files(BAD)} == set(TOPICS)
