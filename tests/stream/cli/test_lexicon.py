"""``tocsin lexicon``: mistakes end with 1 and are named, and a changed word shows in the codings that it changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.coding.lexicon import Lexicon
from tests.toy import GRAUSTARK, RURITANIA, write_lexicon

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]

_WORDS = """
letters = "[a-z]"
common = ["the"]
[[trigger]]
type = "ACCUSE"
mode = "allege"
phrases = ["blames"]
"""
_CLASH = '[[trigger]]\ntype = "REQUEST"\nphrases = ["blames"]\n'
_TESTS = 'published = 2022-09-15\n[[case]]\ntext = "Ruritania blames Graustark."\n'


def _lexicon(directory: Path, words: str = _WORDS) -> Path:
    return write_lexicon(directory, words, RURITANIA + GRAUSTARK, tests=_TESTS)


def _article(name: str, body: str) -> bytes:
    return json.dumps(
        {"id": name, "source": "s", "published_at": "2022-09-15T12:00:00Z", "language": "en", "body": body}
    ).encode()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return _lexicon(tmp_path / "good")


def test_a_lexicon_without_a_mistake_ends_with_0(tocsin: Tocsin, good: Path) -> None:
    done = tocsin("lexicon", "check", str(good))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"No mistake.\n"


def test_a_mistake_ends_with_1_and_is_named_with_its_place(tocsin: Tocsin, tmp_path: Path) -> None:
    done = tocsin("lexicon", "check", str(_lexicon(tmp_path / "bad", _WORDS + _CLASH)))
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.decode().splitlines() if "unreachable" in line]
    assert line.split("  ")[0] == "en"
    assert "trigger 2 (REQUEST)" in line
    assert "always read as trigger 1 (ACCUSE)" in line
    assert done.stderr == b"1 mistake\n"


def test_for_a_machine_every_finding_is_an_object_with_all_its_words(tocsin: Tocsin, tmp_path: Path) -> None:
    done = tocsin("lexicon", "check", str(_lexicon(tmp_path / "bad", _WORDS + _CLASH)), "--json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)
    assert set(finding) == {"kind", "language", "where", "words", "what"}
    assert (finding["kind"], finding["words"]) == ("unreachable", ["blames"])


def test_an_actor_that_no_test_names_is_told_but_is_no_mistake(tocsin: Tocsin, good: Path) -> None:
    (good / "en.test.toml").write_text('case = [{ text = "Ruritania." }]', "utf-8")
    done = tocsin("lexicon", "check", str(good))
    assert done.returncode == 0
    assert b"untested" in done.stdout
    assert b"GRA" in done.stdout


def test_a_lexicon_that_cannot_be_loaded_says_what_is_wrong_and_where(tocsin: Tocsin, good: Path) -> None:
    (good / "en.toml").write_text(_WORDS.replace("ACCUSE", "BLAME"), "utf-8")
    done = tocsin("lexicon", "check", str(good))
    assert done.returncode == 1
    assert b"en.toml: trigger 1 (BLAME): type must be one of" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_shipped_lexicons_are_checked_where_none_is_named(tocsin: Tocsin) -> None:
    done = tocsin("lexicon", "check", "--json")
    assert {finding["language"] for finding in json.loads(done.stdout)} == set(Lexicon().codes)


def test_a_changed_word_shows_in_the_codings_that_it_changes(tocsin: Tocsin, good: Path, tmp_path: Path) -> None:
    new = _lexicon(tmp_path / "new", _WORDS.replace("blames", "faults"))
    wire = tmp_path / "wire.jsonl"
    lines = [
        _article("a", "Ruritania blames Graustark."), _article("b", "Graustark faults Ruritania."), b"", b"{not json",
        _article("c", "Ruritania sleeps."),
    ]  # fmt: skip
    wire.write_bytes(b"\n".join(lines) + b"\n")
    done = tocsin("lexicon", "diff", str(good), str(new), "--on", str(wire))
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "- a  ACCUSE/allege  Ruritania (RUR) → Graustark (GRA)  affirmed · asserted · current",
        "+ b  ACCUSE/allege  Graustark (GRA) → Ruritania (RUR)  affirmed · asserted · current",
    ]
    assert b"line 4: refused, not_json" in done.stderr
    assert b"2 of 3 codings changed: 1 event gone, 1 new." in done.stderr


def test_for_a_machine_there_is_one_line_for_each_article_that_changes(
    tocsin: Tocsin, good: Path, tmp_path: Path
) -> None:
    new = _lexicon(tmp_path / "new", _WORDS.replace('"ACCUSE"', '"REQUEST"'))
    lines = [_article("a", "Ruritania blames Graustark."), _article("c", "Ruritania sleeps.")]
    done = tocsin("lexicon", "diff", str(good), str(new), "--on", "-", "--jsonl", stdin=b"\n".join(lines))
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["article_id"], row["version"]) == ("a", 1)
    assert [e["event_type"] for e in row["gone"]] == ["ACCUSE"]
    assert [e["event_type"] for e in row["new"]] == ["REQUEST"]


def test_the_same_lexicon_changes_nothing(tocsin: Tocsin, good: Path) -> None:
    line = _article("a", "Ruritania blames Graustark.")
    done = tocsin("lexicon", "diff", str(good), str(good), "--on", "-", stdin=line)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"0 of 1 coding changed" in done.stderr
