"""``tocsin code``: one answer a line in the same order, and text that a person can check."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from schemas.article import Article
from schemas.coding import ArticleStub, Attribution, CodedEvent, Coding, Evidence, Party, Place
from schemas.rejected import Rejected
from stream.cli.show_coding import reason, show_coding, show_rejected

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]

AT = datetime(2022, 9, 15, 12, 0, tzinfo=UTC)
TITLE = "Kazakhstan denies it will leave the CSTO"
BODY = "Astana has no plan to leave the CSTO, the ministry said.\x1b[2J\u202e"


def _line(**fields: object) -> bytes:
    return json.dumps(
        {"source": "example.org", "published_at": "2022-09-15T12:00:00Z", "language": "en", "title": "x", **fields}
    ).encode()


def test_jsonl_gives_one_coding_a_line_in_the_order_of_the_lines(tocsin: Tocsin) -> None:
    late = _line(id="b", published_at="yesterday")
    lines = [_line(id="c"), _line(id="a"), b"", b"{not json", b"   ", late, _line(id="d")]
    done = tocsin("code", "-", "--jsonl", stdin=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["article_id"] for answer in answers] == ["c", "a", None, "b", "d"]
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_refused_article_gives_exactly_the_three_fields_of_the_contract(tocsin: Tocsin) -> None:
    done = tocsin("code", "-", "--jsonl", stdin=b"{not json\r\n" + _line(id="late", published_at="yesterday") + b"\r\n")
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(first) == {"article_id", "rejected", "events"}
    assert (first["article_id"], first["events"]) == (None, [])
    assert set(first["rejected"]) == {"reason"}
    assert re.match(r"not_json: .{10,}", first["rejected"]["reason"])
    assert second["article_id"] == "late"
    assert second["rejected"]["reason"].startswith("bad_date: ")


def test_bytes_that_are_no_text_are_answered_not_crashed_on(tocsin: Tocsin) -> None:
    deep = b'{"id": "x", "deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    done = tocsin("code", "-", "--jsonl", stdin=b"\xff\xfe\n" + deep + b"\n" + _line(id="last"))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [("rejected" in answer) for answer in answers] == [True, True, False]


def test_a_file_that_is_one_object_over_several_lines_is_one_article(tocsin: Tocsin, tmp_path: Path) -> None:
    file = tmp_path / "article.json"
    file.write_bytes(json.dumps(json.loads(_line(id="pretty")), indent=1).encode())
    done = tocsin("code", str(file), "--jsonl")
    assert [json.loads(line)["article_id"] for line in done.stdout.splitlines()] == ["pretty"]


def test_a_file_that_is_not_there_is_a_wrong_call(tocsin: Tocsin) -> None:
    done = tocsin("code", "/no/such/file.jsonl")
    assert done.returncode == 2
    assert b"/no/such/file.jsonl cannot be read" in done.stderr


def test_into_a_pipe_the_pages_are_plain(tocsin: Tocsin) -> None:
    done = tocsin("code", "-", stdin=_line(id="a", title="Nothing much") + b"\n{\n")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert b"Nothing much" in done.stdout
    assert b"line 2: refused, not_json" in done.stdout
    assert not any(line.endswith(b" ") for line in done.stdout.splitlines())


def _span(role: str, part: str, exact: str) -> Evidence:
    text = TITLE if part == "title" else BODY
    start = text.index(exact)
    return Evidence(
        role=role,
        part=part,
        exact=exact,
        prefix="",
        suffix="",
        start=start,
        end=start + len(exact),  # type: ignore[arg-type]
    )


@pytest.fixture
def page() -> tuple[Article, Coding]:
    article = Article(id="a-1", source="example.org", published_at=AT, title=TITLE, body=BODY, language="en")
    event = CodedEvent(
        id="e-1", event_type="SANCTION", mode="withdraw", actor=(Party("KAZ", "Kazakhstan"),),
        recipient=(Party("CSTO", "Collective Security Treaty Organization"),), polarity="denied", modality="reported",
        temporality="future", place=(Place(name="Astana", country="KAZ"),), confidence=0.9,
        attribution=Attribution(speaker="KAZ:GOV", publisher="The Astana Times"), quantities={"killed": 1234},
        evidence=(_span("trigger", "title", "leave"), _span("actor", "title", "Kazakhstan"),
                  _span("recipient", "title", "CSTO"), _span("polarity", "title", "denies"),
                  _span("attribution", "body", "the ministry said")),
    )  # fmt: skip
    stub = ArticleStub(id="a-1", source="example.org", published_at=AT)
    return article, Coding(article_id="a-1", article=stub, language="en", events=(event,), lexicon="sha256:0")


def _render(page: tuple[Article, Coding], *, colours: bool) -> str:
    screen = Console(force_terminal=colours, color_system="truecolor" if colours else None, width=200, highlight=False)
    with screen.capture() as shown:
        screen.print(show_coding(screen, *page))
    return shown.get()


def test_spans_are_marked_in_place_by_their_role(page: tuple[Article, Coding]) -> None:
    plain = _render(page, colours=False)
    assert "[Kazakhstan|actor] [denies|polarity] it will [leave|trigger] the [CSTO|recipient]" in plain
    coloured = _render(page, colours=True)
    assert "\x1b[1;36mKazakhstan\x1b[0m" in coloured
    assert "|actor]" not in coloured


def test_an_event_is_told_with_its_parties_its_standing_and_the_words_it_rests_on(page: tuple[Article, Coding]) -> None:
    plain = _render(page, colours=False)
    assert "SANCTION/withdraw  Kazakhstan (KAZ) → Collective Security Treaty Organization (CSTO)" in plain
    assert "denied · reported · future · says KAZ:GOV · as told by The Astana Times · in Astana (KAZ)" in plain
    assert "killed: 1,234 · confidence 0.90" in plain
    assert re.search(r"trigger +“leave”  title 26–31", plain)


def test_a_denial_is_unmistakable(page: tuple[Article, Coding]) -> None:
    first = next(line for line in _render(page, colours=False).splitlines() if "1. " in line)
    assert "DENIED" in first


def test_an_article_cannot_steer_the_terminal(page: tuple[Article, Coding]) -> None:
    plain = _render(page, colours=False)
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert "\\u001b[2J\\u202e" in plain


def test_why_a_line_was_refused_is_told_with_the_place() -> None:
    rejected = Rejected(reason="bad_date", message="no date", where="$.published_at")
    assert reason(rejected) == "bad_date: no date (at $.published_at)"
    assert show_rejected(7, rejected).plain.startswith("line 7: refused, bad_date")
