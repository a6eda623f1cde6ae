"""Names in their cases: by pymorphy3 in Russian, elsewhere by the endings that the language's own table gives.

``[cases.abl] ways = [{ when = "[aou][^aou]*$", make = "dan" }]``: of the first pattern that fits the last word, its
``make`` is put behind the word, or, if it takes up a group, takes the place of what was matched. What no pattern says
stands in ``[irregular]``: ``"ABŞ" = { abl = "ABŞ-dan" }``. A name with ``=`` before it stays as it is; a case that the
table does not have changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from agents.wording import russian


class Inflection(Protocol):
    """How a language puts names into cases."""

    def inflect(self, name: str, case: str) -> str:
        """``name``, given in the nominative, in ``case``."""
        ...

    def is_plural(self, name: str) -> bool:
        """Whether a verb stands in the plural with ``name``."""
        ...

    def smooth(self, text: str) -> str:
        """``text`` as it is said once the names are in it."""
        ...


class Russian:
    """By pymorphy3."""

    def inflect(self, name: str, case: str) -> str:
        return russian.inflect(name, case)

    def is_plural(self, name: str) -> bool:
        return russian.is_plural(name)

    def smooth(self, text: str) -> str:
        return russian.smooth(text)


class Endings:
    """By the patterns of a table; for a language without cases there are none."""

    def __init__(
        self, cases: Mapping[str, Any], irregular: Mapping[str, Mapping[str, str]], smooth: Sequence[Any]
    ) -> None:
        self._ways = {
            case: [(re.compile(way.get("when", "$")), way["make"]) for way in rows["ways"]]
            for case, rows in cases.items()
        }
        self._irregular = irregular
        self._smooth = [(re.compile(way["when"]), way["make"]) for way in smooth]

    def inflect(self, name: str, case: str) -> str:
        if name.startswith("="):
            return name[1:]
        given = self._irregular.get(name, {}).get(case)
        if given is not None:
            return given
        before, space, last = name.rpartition(" ")
        for pattern, make in self._ways.get(case, ()):
            match = pattern.search(last)
            if match:
                made = last[: match.start()] + match.expand(make) + last[match.end() :] if "\\" in make else last + make
                return before + space + made
        return name

    def is_plural(self, name: str) -> bool:
        return False

    def smooth(self, text: str) -> str:
        for pattern, make in self._smooth:
            text = pattern.sub(make, text)
        return text
