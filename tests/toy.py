"""A lexicon of a test's own: a language of few words, and states that no shipped file has."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from agents.code_articles import Coder, code_articles
from agents.coding.lexicon import DIRECTORY
from schemas.coding import CodedEvent, Coding

Code = Callable[[str], list[str]]
"""What the events of a text are: ``ASSAULT RUR>GRA denied``, with all of its status that is not the plainest."""

RURITANIA = '[RUR]\nkind = "state"\nen = { name = ["Ruritania"] }\n'
GRAUSTARK = '[GRA]\nkind = "state"\nen = { name = ["Graustark"] }\n'
LEAGUE = '[LEA]\nkind = "organisation"\nen = { name = ["League"] }\n'


def write_lexicon(directory: Path, words: str, actors: str, places: str = "", tests: str = "") -> Path:
    """Write a whole lexicon into ``directory``, with ``words`` as its English, and the shipped ``types.toml``."""
    files = {"en.toml": words, "actors.toml": actors, "states.toml": "", "places.toml": places}
    if tests:
        files["en.test.toml"] = tests
    directory.mkdir(exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")
    shutil.copy(DIRECTORY / "types.toml", directory)
    return directory


def coder_of(lexicon: Path) -> Code:
    """What the coder makes of a text of the day of the first watch, with the lexicon in that directory."""
    coder = Coder.load(lexicon)

    def code(text: str) -> list[str]:
        record = {"id": "x", "source": "s", "language": "en", "published_at": "2022-09-15T12:00:00Z", "body": text}
        coding = code_articles(coder, msgspec.json.encode(record))
        assert isinstance(coding, Coding)
        return [_said(event) for event in coding.events]

    return code


def _said(event: CodedEvent) -> str:
    who, whom = (" ".join(party.code for party in side) for side in (event.actor, event.recipient))
    status = [event.polarity, event.modality, event.temporality]
    told = [word for word in status if word not in ("affirmed", "asserted", "current")]
    return " ".join([f"{event.event_type} {who or '-'}>{whom or '-'}", *told])
