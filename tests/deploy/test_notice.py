"""Everything that is installed or fetched is locked, and named with its licence."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "deploy" / "NOTICE.md").read_text(encoding="utf-8")
LOCKS = [ROOT / "deploy" / f"requirements{name}.lock" for name in ("", "-dev", "-bench")]

_PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_ROW = re.compile(r"^\| (?P<name>[a-z0-9-]+) \| (?P<version>\S+) \| (?P<licence>\S[^|]*) \|$", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return {match["name"]: match["version"] for match in _PIN.finditer(lock.read_text(encoding="utf-8"))}


def named(requirements: list[str]) -> set[str]:
    """The names in a list of requirements, spelt as the locks spell them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[ ;<>=!~\[]", text, maxsplit=1)[0]).lower() for text in requirements}


def test_the_notice_names_each_locked_package_with_its_version_and_licence() -> None:
    table = NOTICE.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    assert {match["name"]: match["version"] for match in _ROW.finditer(table)} == pins(LOCKS[0])


def test_the_notice_names_the_version_of_each_jar() -> None:
    for line in (ROOT / "stream" / "lab" / "kafka.tsv").read_text(encoding="utf-8").splitlines():
        jar = re.match(r"(?P<name>[A-Za-z0-9_.-]+?)-(?P<version>\d[\w.-]*)\.jar\t", line)
        if jar:
            assert jar["version"] in NOTICE, line


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    assert named(project["project"]["dependencies"] + groups["build"]) <= pins(LOCKS[0]).keys()
    assert named(groups["dev"]) <= pins(LOCKS[1]).keys()
    assert named(groups["bench"]) <= pins(LOCKS[2]).keys()


@pytest.mark.parametrize(("one", "other"), list(combinations(LOCKS, 2)), ids=lambda path: path.name)
def test_a_package_in_two_locks_has_one_version(one: Path, other: Path) -> None:
    ours, theirs = pins(one), pins(other)
    both = ours.keys() & theirs.keys()
    assert {name: ours[name] for name in both} == {name: theirs[name] for name in both}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_each_locked_package_has_hashes_and_none_names_a_place(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in block, block
    assert not re.search(r"://|--index|--find-links|--trusted|^-[a-z]|(^|\s)/", text, re.MULTILINE)
