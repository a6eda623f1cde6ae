"""``tocsin explain``: readable by a person at a terminal and in a browser, and no article breaks out of its page."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from agents.code_articles import Coder, code_articles
from agents.coding.explaining import Explanation, explain
from agents.coding.tracing import Trace
from schemas.article import Article, parse
from schemas.coding import Coding
from schemas.rejected import Rejected
from stream.cli.explanation_page import FOOT, head, section
from stream.cli.show_explanation import SHOWN, show_explanation

Tocsin = Callable[..., "subprocess.CompletedProcess[bytes]"]

TITLE = "Kazakhstan denies it will leave the CSTO"
BODY = (
    "Armenia's government asked the CSTO to send troops. Russia attacked the plan.\n"
    "Read also: Israel strikes Aleppo\nArmenia attacked Azerbaijan."
)
HOSTILE = (
    "</bdi></mark></section></main><script>alert(1)</script><style>*{display:none}</style> "
    '"><img src=x onerror=alert(1)> <a href="javascript:alert(1)">x</a> <!-- &lt;b&gt; &amp; ]]> '
    "\u202egnp.exe\u2066 \x1b[2J\x00 Armenia attacked Azerbaijan\u202e near \u2067Goris."
)
_VOID = {"meta", "br"}
_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "ol", "li", "section"),
    *("div", "dl", "dt", "dd", "mark", "del", "small", "bdi", "strong", "br"),
}


def _line(**fields: object) -> bytes:
    record = {"source": "example.org", "published_at": "2022-09-15T12:00:00Z", "language": "en", **fields}
    return json.dumps({"title": TITLE, "body": BODY, **record}).encode()


@pytest.fixture(scope="module")
def explained() -> Callable[..., Explanation]:
    coder = Coder.load()

    def run(**fields: object) -> Explanation:
        raw, trace = _line(**{"id": "a-1", **fields}), Trace()
        article, coding = parse(raw), code_articles(coder, raw, trace)
        assert isinstance(article, Article)
        assert isinstance(coding, Coding)
        return explain(article, coding, trace, {})

    return run


class _Page(HTMLParser):
    """What a browser would make of a page: its tags, those that are not closed in order, and its texts by class."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._within: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)
        if tag in ("mark", "del"):
            self.marked.append((dict(attrs)["class"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "small" in self.open and self.marked and {"mark", "del"} & set(self.open):
            self.marked[-1] = (self.marked[-1][0], data)
        elif "div" in self.open:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data}")


def _page(answer: Explanation | Rejected) -> str:
    return head() + "".join(section(1, answer)) + FOOT


def _render(explanation: Explanation, *, colours: bool) -> str:
    screen = Console(force_terminal=colours, color_system="truecolor" if colours else None, width=250, highlight=False)
    with screen.capture() as shown:
        screen.print(show_explanation(screen, explanation))
    return shown.get()


def test_into_a_pipe_it_is_plain_and_the_words_are_marked_by_role_and_event(tocsin: Tocsin) -> None:
    done = tocsin("explain", "-", stdin=_line(id="a") + b"\n\n" + _line(id="late", published_at="yesterday") + b"\n")
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "\x1b" not in shown
    assert "[Kazakhstan|actor 1] [denies|polarity 1; attribution 1]" in shown
    assert "[Read also: Israel strikes Aleppo|boilerplate]" in shown
    assert re.search(r"trigger +“leave”, a verb: en\.toml line \d+, trigger \d+", shown)
    assert re.search(r"polarity +denied: “denies” \(a denial\)", shown)
    assert re.search(r"Not made:\n +1\. “send”  body \d+–\d+\n +AID +it is only what another act is about", shown)
    assert "line 3: refused, bad_date" in shown


def test_one_article_is_chosen_by_its_id_and_a_refused_one_too(tocsin: Tocsin, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(_line(id="a") + b"\n" + _line(id="b") + b"\n" + _line(id="c", published_at="x") + b"\n")
    chosen = tocsin("explain", str(wire), "--id", "b").stdout.decode()
    assert [line.rpartition(" ")[2] for line in chosen.splitlines() if line.startswith("example.org")] == ["b"]
    assert tocsin("explain", str(wire), "--id", "c").stdout.startswith(b"line 3: refused, bad_date")


def test_an_id_that_is_not_there_ends_with_1_and_a_file_that_is_not_with_2(tocsin: Tocsin) -> None:
    missing = tocsin("explain", "-", "--id", "nope", stdin=_line(id="a"))
    assert (missing.returncode, missing.stdout) == (1, b"")
    assert b"no article with the id nope" in missing.stderr
    absent = tocsin("explain", "/no/such/file.jsonl")
    assert absent.returncode == 2
    assert b"/no/such/file.jsonl cannot be read" in absent.stderr


def test_the_page_is_written_whole_and_one_that_cannot_be_is_a_wrong_call(tocsin: Tocsin, tmp_path: Path) -> None:
    out = tmp_path / "why.html"
    done = tocsin("explain", "-", "--html", str(out), stdin=_line(id="a") + b"\n{\n")
    assert (done.returncode, done.stdout) == (0, b"")
    page = _Page(out.read_text("utf-8"))
    assert (page.wrong, page.open) == ([], [])
    assert [tag for tag, _ in page.tags].count("section") == 2
    assert "Line 2: refused" in out.read_text("utf-8")
    wrong = tocsin("explain", "-", "--html", str(tmp_path / "no" / "why.html"), stdin=_line(id="a"))
    assert wrong.returncode == 2
    assert b"cannot be written" in wrong.stderr


def test_the_page_needs_no_script_and_nothing_from_elsewhere(explained: Callable[..., Explanation]) -> None:
    text = _page(explained())
    page = _Page(text)
    assert {tag for tag, _ in page.tags} <= _TAGS
    assert not any(name in ("src", "href") or name.startswith("on") for _, names in page.tags for name in names)
    assert "url(" not in text
    assert "@import" not in text
    (policy,) = [names["content"] for tag, names in page.tags if names.get("http-equiv") == "Content-Security-Policy"]
    assert (policy or "").startswith("default-src 'none';")


@pytest.mark.parametrize("field", ["title", "body", "id", "source"])
def test_an_article_cannot_break_out_of_its_page(explained: Callable[..., Explanation], field: str) -> None:
    text = HOSTILE if field in ("title", "body") else re.sub("[\x00-\x1f]", "", HOSTILE)
    shown = _page(explained(**{field: text}))
    page = _Page(shown)
    assert {tag for tag, _ in page.tags} <= _TAGS
    assert (page.wrong, page.open) == ([], [])
    assert [tag for tag, _ in page.tags].count("style") == 1
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_refusal_cannot_break_out_of_the_page_either() -> None:
    page = _Page(_page(Rejected(reason="not_json", message=HOSTILE, where="$", record_id=HOSTILE)))
    assert {tag for tag, _ in page.tags} <= _TAGS
    assert (page.wrong, page.open) == ([], [])


def test_every_mark_says_its_role_in_words_and_the_text_is_whole(explained: Callable[..., Explanation]) -> None:
    page = _Page("".join(section(1, explained())))
    assert {"trigger", "actor", "recipient", "polarity", "not-made", "boilerplate"} <= {role for role, _ in page.marked}
    for role, label in page.marked:
        assert label.replace(" ", "-").startswith(role)
    assert "".join(page.text) == TITLE + BODY


def test_text_of_either_direction_stands_in_an_element_that_finds_its_own(
    explained: Callable[..., Explanation],
) -> None:
    page = _Page("".join(section(1, explained(body="قالت أرمينيا Armenia asked the CSTO for troops."))))
    assert [names.get("dir") for tag, names in page.tags if tag == "div"] == ["auto", "auto"]
    assert [names.get("lang") for tag, names in page.tags if tag == "div"] == ["en", "en"]
    assert all(names.get("dir") == "auto" for tag, names in page.tags if tag == "bdi")
    assert all(names.get("dir") == "ltr" for tag, names in page.tags if tag == "small" and names)


def test_the_page_is_made_for_light_dark_and_paper() -> None:
    page = head()
    assert "color-scheme: light dark" in page
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page


def test_in_colours_nothing_is_written_between_the_words(explained: Callable[..., Explanation]) -> None:
    coloured = _render(explained(), colours=True)
    assert "\x1b[1;36mKazakhstan\x1b[0m" in coloured
    assert "|actor 1]" not in coloured


def test_an_article_cannot_steer_the_terminal(explained: Callable[..., Explanation]) -> None:
    shown = _render(explained(title=HOSTILE, body=HOSTILE), colours=False)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    assert "\\u001b[2J" in shown


def test_a_denial_is_unmistakable_in_both_forms(explained: Callable[..., Explanation]) -> None:
    first = next(line for line in _render(explained(), colours=False).splitlines() if "  1. " in line)
    assert "DENIED" in first
    assert '<strong class="denied">denied</strong> <strong>SANCTION/withdraw</strong>' in _page(explained())


def test_of_very_many_things_not_made_some_are_shown_and_the_rest_counted(
    explained: Callable[..., Explanation],
) -> None:
    one = explained(body="Armenia. " + "They attacked. " * 5_000)
    more = len(one.tempting) - SHOWN
    assert more > 1_000
    assert f"… and {more} more" in _render(one, colours=False)
    assert f"… and {more} more" in _page(one)
