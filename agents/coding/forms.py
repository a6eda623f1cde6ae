"""Word forms that a morphology library made beforehand, kept beside the lexicons, so that no worker waits for it.

``lexicons/forms/ru.json`` holds what the library answers for each entry of ``ru.toml`` and of the names. It is made
by ``make lexicons``; an entry that is not in it is asked of the library when it is loaded: slower, and the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os.path import commonprefix

import msgspec

from agents.coding.morphology import Form


class Prepared(msgspec.Struct, frozen=True):
    """``features``: the sets that occur. ``endings``: what the forms of an entry end in, each with the number of its
    features (``ая=3|ой=4``). ``forms``: for ``class:entry`` what its forms begin with, what they end with, and the
    number of their endings: ``verb:нанести удар`` is ``нанес| удар|17``."""

    features: tuple[tuple[str, ...], ...]
    endings: tuple[str, ...]
    forms: dict[str, str]


def pack(made: Mapping[tuple[str, str], Sequence[Form]]) -> Prepared:
    """The answers of the library, each small, in the order of their names."""
    features: dict[tuple[str, ...], int] = {}
    endings: dict[str, int] = {}
    packed = {}
    for (word_class, entry), forms in sorted(made.items()):
        common = commonprefix([form.text for form in forms])  # noqa: RUF071 (these are words, not paths)
        rest = [form.text[len(common) :] for form in forms]
        tail = commonprefix([text[::-1] for text in rest])[::-1]  # noqa: RUF071
        row = "|".join(
            dict.fromkeys(
                f"{text.removesuffix(tail)}={features.setdefault(tuple(sorted(form.features)), len(features))}"
                for text, form in zip(rest, forms, strict=True)
            )
        )
        packed[f"{word_class}:{entry}"] = f"{common}|{tail}|{endings.setdefault(row, len(endings))}"
    return Prepared(tuple(features), tuple(endings), packed)


def unpack(prepared: Prepared) -> Callable[[str, str], list[Form] | None]:
    """What answers in the library's place, by word class and entry; None for an entry that was not prepared."""
    features = [frozenset(row) for row in prepared.features]
    endings = [
        [(ending, features[int(number)]) for ending, _, number in (form.rpartition("=") for form in row.split("|"))]
        for row in prepared.endings
    ]

    def known(word_class: str, entry: str) -> list[Form] | None:
        packed = prepared.forms.get(f"{word_class}:{entry}")
        if packed is None:
            return None
        common, tail, number = packed.split("|")
        return [Form(common + ending + tail, feature) for ending, feature in endings[int(number)]]

    return known
