"""What an act is about: by its type, and by the words of its own clause."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from agents.code_articles import Coder, code_articles
from agents.coding.lexicon import DIRECTORY, Lexicon
from agents.coding.words import CONTEXTS, LexiconError
from schemas.coding import Coding


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("Azerbaijan attacked Armenia.", ("military",)),
        ("Armenia asked the CSTO to send troops.", ("military",)),
        ("Ethiopia asked Kenya for food aid after the drought.", ("humanitarian", "enviro_disaster")),
        ("Russia expelled two German diplomats over spying.", ("diplomatic",)),
        ("Protesters rallied in Tbilisi against the election results.", ("election",)),
        ("Serbia thanked Kenya, but the army of Chad shelled Niger.", ()),
    ],
)
def test_an_act_has_the_contexts_of_its_type_and_its_clause(coder: Coder, text: str, contexts: tuple[str, ...]) -> None:
    record = {"id": "x", "source": "s", "language": "en", "published_at": "2022-09-15T12:00:00Z", "body": text}
    coding = code_articles(coder, msgspec.json.encode(record))
    assert isinstance(coding, Coding)
    assert coding.events[0].context == contexts


def test_every_word_class_that_tells_a_context_tells_one_of_plovers() -> None:
    assert set(Lexicon().contexts.values()) <= set(CONTEXTS)


def test_a_context_that_plover_does_not_have_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    directory = tmp_path / "lexicons"
    shutil.copytree(DIRECTORY, directory)
    path = directory / "en.toml"
    path.write_text(path.read_text("utf-8").replace("terrorism = [", "terror = [", 1), "utf-8")
    with pytest.raises(LexiconError, match=r"contexts\.terror is none of military"):
        Lexicon(directory).language("en")
