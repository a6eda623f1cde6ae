"""Every language file gives what its own test file says, and every mistake in one is named."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.code_articles import Coder, code_articles
from agents.coding.lexicon import DIRECTORY, Lexicon
from agents.coding.words import LexiconError
from schemas.coding import CodedEvent, Coding
from tests.corpus.scoring import is_forbidden, meets

_TESTS = sorted(DIRECTORY.glob("*.test.toml"))


def _cases() -> list[Any]:
    return [
        pytest.param(path.name.partition(".")[0], table["published"], case, id=f"{path.stem}: {case['text'][:60]}")
        for path in _TESTS
        for table in [tomllib.loads(path.read_text("utf-8"))]
        for case in table["case"]
    ]


def _code(coder: Coder, language: str, published: Any, text: str) -> tuple[CodedEvent, ...]:
    raw = msgspec.json.encode(
        {"id": "case", "source": "test", "language": language, "published_at": f"{published}T12:00:00Z", "body": text}
    )
    coding = code_articles(coder, raw)
    assert isinstance(coding, Coding)
    return coding.events


def test_every_language_has_a_test_file(coder: Coder) -> None:
    assert {p.name.partition(".")[0] for p in _TESTS} == set(coder.languages)


@pytest.mark.parametrize(("language", "published", "case"), _cases())
def test_a_language_file_gives_what_its_test_says(
    coder: Coder, language: str, published: Any, case: dict[str, Any]
) -> None:
    events = _code(coder, language, published, case["text"])
    for wanted in case.get("expect", ()):
        assert any(meets(e, wanted) for e in events), (wanted, events)
    for unwanted in case.get("forbid", ()):
        assert not any(is_forbidden(e, unwanted) for e in events), (unwanted, events)
    if case.get("expect") == []:
        assert events == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("en.toml", 'order = "svo"', 'ordre = "svo"', "ordre"),
        ("en.toml", 'type = "REQUEST"', 'type = "REQEST"', "type must be one of"),
        ("en.toml", "needs_topic = true", "needs_topik = true", "needs_topik"),
        ("en.toml", 'order = "svo"', 'order = "svo', "en.toml"),
        ("types.toml", "[AGREE]", "[AGREED]", "AGREED"),
        ("actors.toml", 'kind = "organisation"', 'kind = "club"', "kind must be"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    directory = tmp_path / "lexicons"
    shutil.copytree(DIRECTORY, directory)
    path = directory / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LexiconError, match=said):
        Lexicon(directory).language("en")


def test_the_digest_changes_with_any_word(tmp_path: Path) -> None:
    directory = tmp_path / "lexicons"
    shutil.copytree(DIRECTORY, directory)
    before = Lexicon(directory).digest
    path = directory / "id.toml"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert Lexicon(directory).digest != before
