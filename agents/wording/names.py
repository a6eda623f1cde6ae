"""What a party or a place is called in a language, in a case: the one place that knows names.

States have the names of the lexicons' ``states.toml``; ``names.toml`` has those that a headline says differently, and
everybody else. A code that neither has is called what the event itself calls it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.wording import russian

DIRECTORY = Path(__file__).parent
STATES = DIRECTORY.parent / "coding" / "lexicons" / "states.toml"
PLACES = DIRECTORY.parent / "coding" / "lexicons" / "places.toml"
NAMES = DIRECTORY / "names.toml"


class Names:
    """Names by code and language, loaded once. ``codes``: every code that has any."""

    files = (STATES, PLACES, NAMES)

    def __init__(self, by_code: Mapping[str, Mapping[str, Any]], places: Mapping[str, Mapping[str, Any]]) -> None:
        self._by_code = by_code
        self._places = places
        self.codes = tuple(sorted(by_code))

    @classmethod
    def load(cls) -> Names:
        """Read the tables."""
        states, places, own = (tomllib.loads(path.read_text("utf-8")) for path in cls.files)
        return cls({code: {**states.get(code, {}), **own.get(code, {})} for code in {**states, **own}}, places)

    def name_of(self, code: str, language: str, case: str = "nomn", known: Mapping[str, str] | None = None) -> str:
        """What ``code`` (without a role) is called inside a sentence; ``known`` are names that the event gives."""
        name = str(self._by_code.get(code, {}).get(language) or (known or {}).get(code) or code)
        return russian.inflect(name, case) if language == "ru" and code in self._by_code else name.removeprefix("=")

    def is_plural(self, code: str, language: str) -> bool:
        """Whether a verb stands in the plural with the name."""
        names = self._by_code.get(code, {})
        if language in names.get("plural", ()):
            return True
        return language == "ru" and "ru" in names and russian.is_plural(names["ru"])

    def place(self, name: str, language: str) -> str | None:
        """What a place is called; None in a language of another script that has no name for it."""
        if language != "ru":
            return name
        given = self._places.get(name, {}).get("ru")
        return str(given[0]).removeprefix("=") if given else None
