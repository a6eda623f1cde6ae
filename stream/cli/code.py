"""``tocsin code``: what the coder makes of articles, here and now, without Kafka."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from agents.code_articles import Coder, code_articles
from schemas.article import Article, parse
from schemas.coding import Coding
from schemas.encode import encode
from schemas.rejected import Rejected
from stream.cli.records import opened, records
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
    source = opened(file)
    coder = Coder.load()
    with source:
        if jsonl:
            _print_lines(coder, records(source))
        else:
            _print_pages(coder, records(source))


def _print_lines(coder: Coder, rows: Iterable[tuple[int, bytes]]) -> None:
    out = sys.stdout.buffer
    for _number, raw in rows:
        coded = code_articles(coder, raw)
        out.write((encode(coded) if isinstance(coded, Coding) else _refused(coded)) + b"\n")
        out.flush()


def _print_pages(coder: Coder, rows: Iterable[tuple[int, bytes]]) -> None:
    screen = console()
    for number, raw in rows:
        coded, article = code_articles(coder, raw), parse(raw)
        if isinstance(coded, Rejected):
            screen.print(show_rejected(number, coded))
        elif isinstance(article, Article):
            screen.print(show_coding(screen, article, coded))


def _refused(rejected: Rejected) -> bytes:
    return msgspec.json.encode(
        {"article_id": rejected.record_id, "rejected": {"reason": reason(rejected)}, "events": []}
    )
