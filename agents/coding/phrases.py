"""Cue phrases by their words: the longest that begins at a token, its last word perhaps with an ending."""

from __future__ import annotations

from collections.abc import Mapping

from agents.coding.words import Cue, Language, Phrases, Rows

_FULL = frozenset({"past", "present", "future", "infinitive", "gerund", "perfect", "subjunctive", "root"})
_NOMINAL = frozenset({"noun", "participle", "stem"})
_SHORTEST = 4
_NOMINALS = ("word", "role", "lookback")
_KNOWN = 20_000
"""Words whose stems are remembered: those that a newsroom's articles are mostly made of."""
_PARTING = ("'", "'-")
_FEW = 4


def may_end(features: frozenset[str]) -> bool:
    """Whether a form takes the endings of nouns: a tense does not."""
    return not features & _FULL or bool(features & _NOMINAL)


def phrase_at(language: Language, tokens: list[str], index: int) -> tuple[int, Cue] | None:
    """The longest cue phrase that begins at token ``index``: its length in tokens, and the cue."""
    return cue_at(language, language.phrases, tokens, index)


def cue_at(language: Language, phrases: Phrases, tokens: list[str], index: int) -> tuple[int, Cue] | None:
    """The same for any table of phrases by their first token.

    The last word of a phrase may have one of the language's endings, which then tells its case.
    """
    token = tokens[index]
    rows = phrases.get(token)
    second = tokens[index + 1] if rows and index + 1 < len(tokens) else ""
    if rows and len(rows) > _FEW and not language.suffixes:
        rows = _by_second(language, phrases, token, rows).get(second, rows[-1:])
    for words, cue in rows or ():
        length = len(words)
        if length > 1 and words[1] != second and (length > 2 or not second.startswith(words[1])):
            continue
        if words[1:] == tuple(tokens[index + 1 : index + length]) and "root" not in cue.features:
            size, whole = _suffixed(language, tokens, index + length, cue, length)
            return size, _with_stem(language, phrases, token, whole) if size == 1 else whole
        if language.suffixes and length > 1 and words[1:-1] == tuple(tokens[index + 1 : index + length - 1]):
            last = tokens[index + len(words) - 1] if index + len(words) <= len(tokens) else ""
            rest = last[len(words[-1]) :] if last.startswith(words[-1]) else ""
            ended = _ended(language, cue, rest) if rest else None
            if ended is not None:
                return _suffixed(language, tokens, index + len(words), ended, len(words))
    if not language.suffixes or len(token) < _SHORTEST:
        return None
    known = language.stems.setdefault(id(phrases), {})
    if token not in known:
        if len(known) > _KNOWN:
            known.clear()
        known[token] = _by_stem(language, phrases, token)
    found = known[token]
    # "Başkonsolosluğu'na": the case is parted from the ending that the word has of its own.
    return None if found is None else _suffixed(language, tokens, index + 1, found[1], 1)


def _by_second(language: Language, phrases: Phrases, token: str, rows: Rows) -> Mapping[str, Rows]:
    """The phrases that begin with ``token`` by their second word, the shortest of all behind them."""
    known = language.seconds.setdefault(id(phrases), {})
    if token not in known:
        by_second: dict[str, Rows] = {}
        for row in rows:
            if len(row[0]) > 1:
                by_second[row[0][1]] = (*by_second.get(row[0][1], ()), row)
        known[token] = {word: (*found, *rows[-1:]) for word, found in by_second.items()}
    return known[token]


def _by_stem(language: Language, phrases: Phrases, token: str) -> tuple[int, Cue] | None:
    """The cue of one word that ``token`` is with an ending."""
    for length in range(1, min(language.longest_suffix, len(token) - 2) + 1):
        stem = phrases.get(token[:-length])
        ended = None if stem is None or len(stem[-1][0]) > 1 else _ended(language, stem[-1][1], token[-length:])
        if ended is not None:
            return 1, ended
    return None


def classes_inside(language: Language, tokens: list[str]) -> frozenset[str]:
    """The word classes of what a trigger of many words is made of: other triggers ask for them too."""
    found = (phrase_at(language, tokens, index) for index in range(len(tokens)))
    return frozenset(tag for one in found if one is not None for tag in one[1].tags if tag.startswith("word:"))


def _ended(language: Language, cue: Cue, rest: str) -> Cue | None:
    """The cue with an ending, if it takes that one."""
    if "root" in cue.features:
        ending = language.verb_endings.get(rest)
        return None if ending is None else cue._replace(features=(cue.features | ending) - {"root"})
    ending = language.suffixes.get(rest) if may_end(cue.features) else None
    return None if ending is None else cue._replace(features=cue.features | ending)


def _with_stem(language: Language, phrases: Phrases, token: str, cue: Cue) -> Cue:
    """A word that a class lists in one of its forms has the ending of that form too, and is what its stem is."""
    if cue.kind not in _NOMINALS or "phrase" not in cue.features:
        return cue
    for length in range(1, min(language.longest_suffix, len(token) - 2) + 1):
        stem = phrases.get(token[:-length])
        ended = None if stem is None or len(stem[-1][0]) > 1 else _ended(language, stem[-1][1], token[-length:])
        if ended is not None and ended.kind in _NOMINALS:
            kind = max(cue.kind, ended.kind, key=_NOMINALS.index)
            return cue._replace(kind=kind, features=cue.features | ended.features, tags=cue.tags | ended.tags)
    return cue


def _suffixed(language: Language, tokens: list[str], end: int, cue: Cue, length: int) -> tuple[int, Cue]:
    """The phrase with an ending that an apostrophe or a hyphen parts from it ("Bakanlığı'ndan", "ԱԳՆ-ն")."""
    if language.suffixes and end + 1 < len(tokens) and tokens[end] in _PARTING[language.order != "svo"]:
        ending = language.suffixes.get(tokens[end + 1])
        if ending is not None:
            own = cue.features - {"accs", "owned"} if ending else cue.features
            return length + 2, cue._replace(features=own | ending)
    return length, cue
