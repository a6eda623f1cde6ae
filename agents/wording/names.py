"""What a party or a place is called in a language, in a case: the one place that knows names.

States have the names of the lexicons' ``states.toml``; ``names.toml`` has those that a headline says differently, and
everybody else. A code that neither has is called what the event itself calls it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.wording.inflection import Endings, Inflection, Russian

DIRECTORY = Path(__file__).parent
STATES = DIRECTORY.parent / "coding" / "lexicons" / "states.toml"
PLACES = DIRECTORY.parent / "coding" / "lexicons" / "places.toml"
NAMES = DIRECTORY / "names.toml"
_OWN_SCRIPTS = frozenset({"ar", "fa", "hy", "ka", "kk", "ru", "uk"})
_UNINFLECTED = Endings({}, {}, ())
_NONE: Mapping[str, Mapping[str, str]] = {}
_RUSSIAN: Mapping[str, Inflection] = {"ru": Russian()}


class Names:
    """Names by code and language, loaded once. ``codes``: every code that has any."""

    files = (STATES, PLACES, NAMES)

    def __init__(
        self,
        by_code: Mapping[str, Mapping[str, Any]],
        places: Mapping[str, Mapping[str, Any]],
        inflections: Mapping[str, Inflection],
    ) -> None:
        self._by_code = by_code
        self._places = places
        self._inflections = inflections
        self.codes = tuple(sorted(by_code))

    @classmethod
    def load(
        cls, inflections: Mapping[str, Inflection] = _RUSSIAN, named: Mapping[str, Mapping[str, str]] = _NONE
    ) -> Names:
        """Read the tables. ``inflections``: how the languages put names into cases; ``named``: what they call whom."""
        states, places, own = (tomllib.loads(path.read_text("utf-8")) for path in cls.files)
        by_code = {code: {**states.get(code, {}), **own.get(code, {})} for code in {**states, **own}}
        for language, names in named.items():
            for code, name in names.items():
                by_code.setdefault(code, {})[language] = name
        return cls(by_code, places, inflections)

    def name_of(self, code: str, language: str, case: str = "nomn", known: Mapping[str, str] | None = None) -> str:
        """What ``code`` (without a role) is called inside a sentence; ``known`` are names that the event gives."""
        name = str(self._by_code.get(code, {}).get(language) or (known or {}).get(code) or code)
        if code not in self._by_code:
            return name.removeprefix("=")
        return self._inflections.get(language, _UNINFLECTED).inflect(name, case)

    def is_plural(self, code: str, language: str) -> bool:
        """Whether a verb stands in the plural with the name."""
        names = self._by_code.get(code, {})
        if language in names.get("plural", ()):
            return True
        return language in names and self._inflections.get(language, _UNINFLECTED).is_plural(names[language])

    def place(self, name: str, language: str) -> str | None:
        """What a place is called; None in a language of another script that has no name for it."""
        given = self._places.get(name, {}).get(language)
        if given:
            return str(given[0]).removeprefix("=")
        return None if language in _OWN_SCRIPTS else name
