"""The house keeps its shape: what stands where, how large, which way imports go, and that nothing names a workplace."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("schemas", "agents", "stream")
LARGEST = 300

TOP = {
    "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml",
    "schemas", "agents", "stream", "deploy", "tests",
}  # fmt: skip


def committed() -> list[Path]:
    """The files that are or would be committed, relative to the root; all files outside a git checkout."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        names = [name for name in listed.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(ROOT)) for top in sorted(TOP) for path in (ROOT / top, *(ROOT / top).rglob("*"))]
    return [Path(name) for name in names if (ROOT / name).is_file() and "__pycache__" not in name]


FILES = committed()
MODULES = [path for path in FILES if path.suffix == ".py"]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_there_are_files_to_look_at() -> None:
    assert len(MODULES) > 50
    assert Path("schemas/article.py") in MODULES


def test_the_top_of_the_repository_holds_only_the_rooms_of_the_house() -> None:
    assert {path.parts[0] for path in FILES if not path.parts[0].startswith(".")} <= TOP
    assert {path.parts[0] for path in FILES if path.parts[0].startswith(".")} <= {".ci", ".gitignore", ".gitattributes"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] in CODE], ids=str)
def test_a_module_is_small(path: Path) -> None:
    assert len(text(path).splitlines()) <= LARGEST


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] in CODE and text(path).strip()], ids=str)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(text(path)))


def test_no_module_is_named_for_nothing() -> None:
    assert not {path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc", "base"}}


_CLOCKS = {"now", "utcnow", "today", "uuid1", "uuid4", "urandom", "monotonic", "perf_counter"}


def calls(source: str) -> set[str]:
    """The last part of every name that ``source`` calls."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func
            found.add(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return found


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] in ("schemas", "agents")], ids=str)
def test_the_pure_core_asks_no_clock_and_no_chance(path: Path) -> None:
    assert not calls(text(path)) & _CLOCKS


def test_a_clock_that_is_asked_is_noticed() -> None:
    assert calls("import datetime\nx = datetime.datetime.now()\nuuid4()") & _CLOCKS == {"now", "uuid4"}


_PLACES = re.compile(
    r"(?<![\w.-])/(?:work|root|home/\w|Users/\w|tmp/\w|opt/\w)(?=[/\w]|$)"
    r"|files\.pythonhosted\.org|pypi\.org/simple|(?:index|extra-index)-url|--find-links|\bPIP_\w+|localhost:\d+/simple",
    re.MULTILINE,
)


SPEAK_OF_PLACES = {Path("tests/test_house.py"), Path("tests/deploy/test_notice.py")}


def places(source: str) -> list[str]:
    return [match[0] for match in _PLACES.finditer(source)]


@pytest.mark.parametrize("path", [path for path in FILES if path not in SPEAK_OF_PLACES], ids=str)
def test_no_file_names_somebodys_machine_or_package_index(path: Path) -> None:
    raw = (ROOT / path).read_bytes()
    if b"\0" not in raw:
        assert places(raw.decode(errors="replace")) == []


@pytest.mark.parametrize(
    "line", ["cd /root/x", "'/home/ann/tocsin'", "--find-links=x", "https://files.pythonhosted.org/a"]
)
def test_a_place_that_is_named_is_noticed(line: str) -> None:
    assert places(line)


@pytest.mark.parametrize("line", ["https://a.example/work/1", "/path/to/python", "in /livez", "at/work", "the /tmp"])
def test_a_path_of_nobodys_is_none(line: str) -> None:
    assert not places(line)


TRESPASSES = [
    ("schemas/article.py", "import agents.code_articles"),
    ("schemas/article.py", "import stream.settings"),
    ("schemas/article.py", "import aiokafka"),
    ("agents/code_articles.py", "import stream.settings"),
    ("agents/code_articles.py", "import stream.lab.broker"),
    ("agents/coding/sentences.py", "import prometheus_client"),
    ("agents/coding/sentences.py", "import faust"),
    ("agents/watching/folding.py", "import time"),
    ("agents/watching/folding.py", "import random"),
    ("agents/watching/folding.py", "import secrets"),
    ("stream/settings.py", "import stream.topics"),
    ("agents/watching/folding.py", "import agents.coding.sentences"),
    ("stream/topics.py", "import stream.worker.app"),
    ("stream/worker/health.py", "import stream.lab.broker"),
    ("stream/lab/broker.py", "import stream.worker.app"),
    ("stream/lab/broker.py", "import stream.cli.main"),
    ("stream/worker/health.py", "import stream.cli.main"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code and its contracts in a place where they may be broken."""
    place = tmp_path_factory.mktemp("house")
    for path in FILES:
        if (path.parts[0] in CODE and path.suffix == ".py") or path == Path("pyproject.toml"):
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, place / path)
    return place


def lint_imports(place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def test_imports_go_one_way(copy: Path) -> None:
    answer = lint_imports(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("module", "line"), TRESPASSES, ids=[f"{m}: {line}" for m, line in TRESPASSES])
def test_an_import_that_goes_the_wrong_way_is_refused(copy: Path, module: str, line: str) -> None:
    path = copy / module
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
        answer = lint_imports(copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert answer.returncode == 1, f"{line} in {module} went through\n{answer.stdout}{answer.stderr}"
    assert module.removesuffix(".py").replace("/", ".") in answer.stdout
