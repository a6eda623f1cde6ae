"""``tocsin explain``: why articles were coded as they were, and why what tempts in them was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from agents.code_articles import Coder, code_articles
from agents.coding import explaining
from agents.coding.explaining import Explanation, trigger_lines
from agents.coding.lexicon import DIRECTORY
from agents.coding.tracing import Trace
from schemas.article import Article, parse
from schemas.rejected import Rejected
from stream.cli.explanation_page import FOOT, head, section
from stream.cli.main import Failure
from stream.cli.records import opened, records
from stream.cli.screen import console
from stream.cli.show_coding import show_rejected
from stream.cli.show_explanation import show_explanation

Answer = tuple[int, Explanation | Rejected]
"""The line of a record, and its explanation, or why it is no article."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--id", "only", metavar="ID", help="Explain only the article with this id.")
@click.option(
    "--html", "out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path),
    help="Write one HTML page that needs nothing else, instead of text.",
)  # fmt: skip
def explain(file: Path, only: str | None, out: Path | None) -> None:
    """Explain the coding of the articles of FILE (- is standard input), one JSON object a line.

    For each article: the text with its words marked by the role they play and what was not read struck out; the path
    to each event, from the entry of the lexicon and its frame to how each party was found and which words made it
    denied, reported or planned; and what could have been an event and is none, with the reason. A file that is one
    JSON object over several lines is taken as one article.

    A line that is refused is explained too; the exit code is 0 all the same. It is 1 where no article has the ID.
    """
    source = opened(file)
    with source, ExitStack() as stack:
        answers = _answers(Coder.load(), records(source), only)
        first = next(answers, None)
        if first is None and only is not None:
            raise Failure(f"{file} has no article with the id {only}")
        found = (answer for answers in ((first,) if first else (), answers) for answer in answers)
        if out is None:
            _print(found)
        else:
            _write(stack.enter_context(_writable(out)), found)
            console(stderr=True).print(f"Written to {out}.")


def _answers(coder: Coder, rows: Iterable[tuple[int, bytes]], only: str | None) -> Iterator[Answer]:
    known: dict[str, tuple[int, ...]] = {}
    for number, raw in rows:
        article = parse(raw)
        if isinstance(article, Rejected):
            if only is None or article.record_id == only:
                yield number, article
            continue
        if only is None or article.id == only:
            yield number, _explained(coder, raw, article, known)


def _explained(coder: Coder, raw: bytes, article: Article, known: dict[str, tuple[int, ...]]) -> Explanation | Rejected:
    trace = Trace()
    coding = code_articles(coder, raw, trace)
    if isinstance(coding, Rejected):
        return coding
    file = DIRECTORY / f"{coding.language}.toml"
    if coding.language in coder.languages and coding.language not in known:
        known[coding.language] = trigger_lines(file.read_text("utf-8"))
    return explaining.explain(article, coding, trace, known)


def _print(answers: Iterable[Answer]) -> None:
    screen = console()
    for number, answer in answers:
        if isinstance(answer, Rejected):
            screen.print(show_rejected(number, answer))
        else:
            screen.print(show_explanation(screen, answer))


def _writable(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8", errors="xmlcharrefreplace")
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from error


def _write(page: TextIO, answers: Iterable[Answer]) -> None:
    page.write(head())
    for number, answer in answers:
        page.writelines(section(number, answer))
    page.write(FOOT)
