"""What a released version wrote, today's readers read: one record of each topic and version, kept for ever.

When a version is released, examples of that day are laid down in ``schemas/golden/<version>/<topic>.json`` and never
changed after. A test that fails here says that ``v1`` was broken: change the record back.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.encode import encode
from tests.schemas.files import SCHEMAS, TOPICS, decoded, json_files, name_of, validator

GOLDEN = SCHEMAS / "golden"


def keeps(now: Any, then: Any) -> bool:
    """Whether ``now`` says all that ``then`` said; it may say more."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and keeps(now[name], value) for name, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(keeps, now, then))
    return bool(now == then)


@pytest.mark.parametrize("path", json_files(GOLDEN), ids=name_of)
def test_a_record_of_a_released_version_is_read_today_and_nothing_of_it_is_lost(path: Path) -> None:
    topic = TOPICS[path.stem]
    then = json.loads(path.read_bytes())
    (record,) = decoded(topic, path.read_bytes())
    assert keeps(json.loads(encode(record)), then)
    validator(topic).validate(then)


@pytest.mark.parametrize("version", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_released_version_has_a_record_of_every_topic(version: str) -> None:
    assert {path.stem for path in (GOLDEN / version).iterdir()} <= set(TOPICS)
    assert {path.stem for path in (GOLDEN / "0.1.0").iterdir()} <= {path.stem for path in (GOLDEN / version).iterdir()}


def test_a_field_that_is_lost_or_changed_is_noticed() -> None:
    then = {"a": [{"b": 1}], "c": None}
    assert keeps({"a": [{"b": 1, "new": 2}], "c": None, "new": 3}, then)
    assert not keeps({"a": [{"b": 1}]}, then)
    assert not keeps({"a": [{"b": 2}], "c": None}, then)
    assert not keeps({"a": [], "c": None}, then)
