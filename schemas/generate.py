"""The public JSON Schemas (2020-12), one a topic, made from the records.

``python -m schemas.generate`` writes ``schemas/json/``; with ``--check`` it only says what is out of date.
A topic whose value is somebody else's bytes has a schema of its headers. Fields that a schema does not name are
allowed: readers ignore what they do not know.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from schemas.topics import FIXED, Topic

DIRECTORY = Path(__file__).parent / "json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(topic: Topic) -> dict[str, Any]:
    """The JSON Schema of one topic's value, or of its headers as an object of texts."""
    records = topic.record or ((topic.headers,) if topic.headers else ())
    references, components = msgspec.json.schema_components(records, ref_template="#/$defs/{name}")
    for component in components.values():
        if "description" in component:
            component["description"] = inspect.cleandoc(component["description"])
    what = "The value" if topic.record else "The headers (the value is the sender's own bytes)"
    return {
        "$schema": DIALECT,
        "$id": f"urn:tocsin:schema:{topic.name}",
        "title": topic.name,
        "description": f"{what} of a record on {topic.name}; its key is {topic.key}.",
        **(references[0] if len(references) == 1 else {"anyOf": list(references)}),
        "$defs": dict(sorted(components.items())),
    }


def generated() -> dict[str, str]:
    """File name to content, for every topic."""
    return {
        f"{topic.name}.schema.json": json.dumps(schema_of(topic), indent=2, ensure_ascii=False) + "\n"
        for topic in FIXED
    }


def stale(directory: Path = DIRECTORY) -> list[str]:
    """The names of the files in ``directory`` that are missing, different, or of no topic; empty when all is well."""
    wanted = generated()
    found = {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or check them; the exit code is 1 when the check finds one out of date."""
    if list(arguments) == ["--check"]:
        names = stale()
        for name in names:
            sys.stderr.write(f"schemas/json/{name} is not what the records say: run `make schemas`\n")
        return 1 if names else 0
    if arguments:
        sys.stderr.write("usage: python -m schemas.generate [--check]\n")
        return 2
    DIRECTORY.mkdir(exist_ok=True)
    wanted = generated()
    for path in DIRECTORY.glob("*"):
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (DIRECTORY / name).write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
