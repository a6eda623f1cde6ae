"""SCORES.md: the scores as a page. Sections stand by their headings, so that one can stay as it was last written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.corpus import plover
from tests.corpus.blind import FIRST_RUN, spoilt
from tests.corpus.plover import ROOTS, Half
from tests.corpus.readers import Agreement
from tests.corpus.scores import STATUS, Tally

HEAD = """# Scores

Written by `make evaluate`: counts only, no sentence of any data. `3/4` is three of four. A confusion line reads: what a
reader expects, then what the coder has between the same parties instead.
"""
_SECTION = re.compile(r"(?m)^## (.*)$")

Confusion = Counter[tuple[str, str]]


def page(old: str, sections: Mapping[str, str | None]) -> str:
    """The whole page; a section that is None stays as it is in ``old``, or says that it was never measured."""
    pieces = _SECTION.split(old)
    before = dict(zip(pieces[1::2], (piece.strip("\n") for piece in pieces[2::2]), strict=True))
    bodies = {
        title: body if body is not None else before.get(title, "Not measured yet: the data was not there.")
        for title, body in sections.items()
    }
    return HEAD + "".join(f"\n## {title}\n\n{body.strip()}\n" for title, body in bodies.items())


def stamp(digest: str, day: str, what: str) -> str:
    """The first line of a section."""
    return f"{what} Lexicon `{digest[:19]}…`, {day}.\n\n".lstrip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, the first column to the left, the others to the right."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'--:|' * (len(head) - 1)}"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def by_language(tallies: Mapping[str, Tally]) -> str:
    rows = [
        (code, t.articles, _of(t.score.found, t.score.expected), spoilt(t.score), _loud(t))
        for code, t in tallies.items()
    ]
    return table(("language", "articles", "events found", "articles with a forbidden event", "not quiet"), rows)


def first_and_now(corpora: Mapping[str, Tally], quiet: Mapping[str, Tally]) -> str:
    """The corpora made blind: the coder's first run on them beside today's."""
    rows = []
    for code, (found, expected, first_spoilt, first_loud) in FIRST_RUN.items():
        now = corpora[code]
        rows.append(
            (
                code, now.articles, _of(found, expected), _of(now.score.found, now.score.expected), first_spoilt,
                spoilt(now.score), quiet[code].articles, first_loud, _loud(quiet[code]),
            )
        )  # fmt: skip
    head = ("language", "articles", "found first", "now", "spoilt first", "now", "quiet texts", "loud first", "now")
    return table(head, rows)


def by_type(tallies: Mapping[str, Tally]) -> str:
    """Events found of those expected, by type and language: every listed field right."""
    rows = []
    for name in sorted({name for t in tallies.values() for name in t.wanted}):
        cells = [_of(t.found[name], t.wanted[name]) for t in tallies.values()]
        rows.append((name, *cells, _of(sum(t.found[name] for t in tallies.values()), _all_wanted(tallies, name))))
    return table(("type", *tallies, "all"), rows)


def _all_wanted(tallies: Mapping[str, Tally], name: str) -> int:
    return sum(t.wanted[name] for t in tallies.values())


def by_mode(tallies: Mapping[str, Tally]) -> str:
    """Modes found of those expected: by type and language, then each mode over all languages."""
    total = sum((t.modes for t in tallies.values()), Counter())
    by_type: dict[str, list[str]] = {}
    for mode in sorted({gold for gold, _ in total}):
        by_type.setdefault(mode.partition("/")[0], []).append(mode)
    rows = []
    for name, modes in by_type.items():
        cells = [
            _of(sum(c[m, m] for m in modes), sum(n for (gold, _), n in c.items() if gold in modes))
            for c in (*(t.modes for t in tallies.values()), total)
        ]
        rows.append((name, *cells, ", ".join(f"{m.partition('/')[2]} {_right(total, m)}" for m in modes)))
    return table(("type", *tallies, "all", "by mode"), rows)


def by_value(confusions: Mapping[str, Confusion], head: str) -> str:
    """How often each expected value was coded, by language."""
    rows = []
    for value in sorted({gold for c in confusions.values() for gold, _ in c}):
        cells = [_right(c, value) for c in (*confusions.values(), sum(confusions.values(), Counter()))]
        rows.append((value, *cells))
    return table((head, *confusions, "all"), rows)


def by_status(tallies: Mapping[str, Tally]) -> str:
    return "\n".join(by_value({code: t.status[name] for code, t in tallies.items()}, name) for name in STATUS)


def confusion(counts: Confusion, order: Sequence[str] = ()) -> str:
    """One line for each expected value that was ever taken for another, the commonest mistakes first."""
    lines = []
    for gold in order or sorted({gold for gold, _ in counts}):
        wrong = sorted(((-n, coded) for (one, coded), n in counts.items() if one == gold and coded != gold))
        if wrong:
            lines.append(f"- {gold} ({_right(counts, gold)}): {', '.join(f'{coded} {-n}' for n, coded in wrong)}")
    return "\n".join(lines) + "\n" if lines else "Nothing was taken for anything else.\n"


def of_plover(seen: Half, unseen: Half) -> str:
    """Macro-F1 of both halves, today's beside the first; roots and confusions of the half that may be seen."""
    first_seen, first_unseen = plover.FIRST_RUN
    halves = table(
        ("half", "rows", "right", "macro-F1", "first run"),
        (
            ("seen", seen.size, seen.right, f"{seen.macro_f1:.3f}", f"{first_seen:.3f}"),
            ("never looked at", unseen.size, unseen.right, f"{unseen.macro_f1:.3f}", f"{first_unseen:.3f}"),
        ),
    )
    rows = [(root, _right(seen.confused, root), f"{seen.f1(root):.2f}") for root in ROOTS]
    roots = table(("root, seen half", "right", "F1"), rows)
    return f"{halves}\n{roots}\n{confusion(seen.confused, ROOTS)}"


def of_readers(rows: Mapping[str, tuple[int, Agreement, Agreement, Agreement]], first: Mapping[str, float]) -> str:
    """For each set of items: how far the two readers agree, the coder with each of them, and the mean of these two."""
    lines = []
    for name, (items, both, with_a, with_b) in rows.items():
        mean = (with_a.f1 + with_b.f1) / 2
        lines.append(
            (
                name, items, f"{both.f1:.3f}", f"{with_a.f1:.3f}", f"{with_b.f1:.3f}", f"{mean:.3f}",
                f"{first[name]:.3f}" if name in first else "–",
                f"{both.types:.3f}", f"{(with_a.types + with_b.types) / 2:.3f}",
                f"{with_a.polarity:.3f} / {with_b.polarity:.3f}",
                f"{with_a.temporality:.3f} / {with_b.temporality:.3f}",
            )
        )  # fmt: skip
    head = (
        "items", "n", "readers", "coder, A", "coder, B", "mean", "first run",
        "types alone: readers", "coder", "polarity right", "temporality right",
    )  # fmt: skip
    return table(head, lines)


def _of(found: int, expected: int) -> str:
    return f"{found}/{expected}" if expected else "–"


def _right(counts: Confusion, gold: str) -> str:
    return _of(counts[gold, gold], sum(n for (one, _), n in counts.items() if one == gold))


def _loud(tally: Tally) -> int:
    return len({article_id for article_id, _ in tally.score.loud})
