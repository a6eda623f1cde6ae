"""The checked-in examples, bad examples and golden records, and the topics that they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

import schemas
from schemas.generate import schema_of
from schemas.topics import FIXED, Topic

SCHEMAS = Path(schemas.__file__).parent
BAD = Path(__file__).parent / "bad"
TOPICS = {topic.name: topic for topic in FIXED}


def json_files(directory: Path) -> list[Path]:
    """All JSON files below ``directory``, in order."""
    return sorted(directory.rglob("*.json"))


def name_of(path: Path) -> str:
    """A test's id: the last directory and the file."""
    return f"{path.parent.name}/{path.stem}"


def validator(topic: Topic) -> Any:
    """The topic's JSON Schema, ready to check values; dates and times are checked too."""
    return jsonschema_rs.Draft202012Validator(schema_of(topic), validate_formats=True)


def decoded(topic: Topic, raw: bytes) -> list[msgspec.Struct]:
    """``raw`` as each of the topic's records that it can be read as."""
    records = []
    for kind in topic.record or ((topic.headers,) if topic.headers else ()):
        try:
            records.append(msgspec.json.decode(raw, type=kind))
        except msgspec.ValidationError:
            continue
    return records
