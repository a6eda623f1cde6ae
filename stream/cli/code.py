"""``tocsin code``: what the coder makes of articles, here and now, without Kafka."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from agents.code_articles import Coder, code_articles
from schemas.article import Article, parse
from schemas.coding import Coding
from schemas.encode import encode
from schemas.rejected import Rejected
from stream.cli.screen import console
from stream.cli.show_coding import reason, show_coding, show_rejected


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--jsonl", is_flag=True, help="Print one Coding a line, for each line in its order.")
def code(file: Path, jsonl: bool) -> None:
    """Code the articles of FILE (- is standard input), one JSON object a line, and show what was found.

    For a person: the text with its words marked by the role they play, then each event with who did it to whom,
    whether it is affirmed, reported, planned, denied or long ago, and the words it rests on. A file that is one
    JSON object over several lines is taken as one article. Blank lines are skipped.

    A line that is refused gives {"article_id": …, "rejected": {"reason": …}, "events": []} with --jsonl; the exit
    code is 0 all the same, since a refusal is an answer.
    """
    try:
        source = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from error
    coder = Coder.load()
    with source:
        if jsonl:
            _print_lines(coder, _records(source))
        else:
            _print_pages(coder, _records(source))


def _print_lines(coder: Coder, records: Iterable[tuple[int, bytes]]) -> None:
    out = sys.stdout.buffer
    for _number, raw in records:
        coded = code_articles(coder, raw)
        out.write((encode(coded) if isinstance(coded, Coding) else _refused(coded)) + b"\n")
        out.flush()


def _print_pages(coder: Coder, records: Iterable[tuple[int, bytes]]) -> None:
    screen = console()
    for number, raw in records:
        coded, article = code_articles(coder, raw), parse(raw)
        if isinstance(coded, Rejected):
            screen.print(show_rejected(number, coded))
        elif isinstance(article, Article):
            screen.print(show_coding(screen, article, coded))


def _refused(rejected: Rejected) -> bytes:
    return msgspec.json.encode(
        {"article_id": rejected.record_id, "rejected": {"reason": reason(rejected)}, "events": []}
    )


def _records(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number from 1; a document over several lines is one record."""
    lines = ((number, line.rstrip(b"\r\n")) for number, line in enumerate(source, start=1) if line.strip())
    first = next(lines, None)
    if first is None:
        return
    if first[1].lstrip().startswith(b"{") and not _is_object(first[1]):
        rest = list(lines)
        document = b"\n".join([first[1], *(line for _, line in rest)])
        if _is_object(document):
            yield first[0], document
            return
        lines = iter(rest)  # type: ignore[assignment]
    yield from itertools.chain([first], lines)


def _is_object(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
