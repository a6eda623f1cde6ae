"""Two spellings of one address name the same article; two articles never share a name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.address import canonical_url, is_web_address

SAME = [
    ("the host is in lower case", "https://Wire.EXAMPLE/A", "https://wire.example/A"),
    ("the scheme is in lower case", "HTTPS://wire.example/", "https://wire.example/"),
    ("no path is the root", "https://wire.example", "https://wire.example/"),
    ("no path before a query either", "https://wire.example?a=1", "https://wire.example/?a=1"),
    ("the fragment goes", "https://wire.example/a#top", "https://wire.example/a"),
    ("blanks around it go", "  https://wire.example/a\u00a0", "https://wire.example/a"),
    ("the default port goes", "https://wire.example:443/a", "https://wire.example/a"),
    ("the default port of http goes", "http://wire.example:80/a", "http://wire.example/a"),
    ("another port stays", "http://wire.example:443/a", "http://wire.example:443/a"),
    ("an empty port goes", "https://wire.example:/a", "https://wire.example/a"),
    ("a user goes, whose name is not the article's", "https://me:Secret@wire.example/a", "https://wire.example/a"),
    ("a closing dot goes", "https://wire.example./a", "https://wire.example/a"),
    ("an international host is in ASCII", "https://Новости.example/a", "https://xn--b1amnebsh.example/a"),
    ("and ASCII it stays", "https://XN--B1AMNEBSH.example/a", "https://xn--b1amnebsh.example/a"),
    ("sharp s is a letter of its own", "https://straße.example/", "https://xn--strae-oqa.example/"),
    ("an ideographic full stop is a dot", "https://wire。example/", "https://wire.example/"),
    ("an IPv6 host keeps its brackets", "http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ("a path is percent-encoded", "https://wire.example/жар?я=ё", "https://wire.example/%D0%B6%D0%B0%D1%80?%D1%8F=%D1%91"),
    ("and encoded once only", "https://wire.example/%D0%B6 b", "https://wire.example/%D0%B6%20b"),
    ("the path keeps its case and slashes", "https://wire.example/A//b/", "https://wire.example/A//b/"),
    ("the query is sorted", "https://wire.example/?b=2&a=2&a=1", "https://wire.example/?a=1&a=2&b=2"),
    ("empty values stay", "https://wire.example/?b=&a", "https://wire.example/?a=&b="),
    ("tracking parameters go", "https://wire.example/?utm_source=x&id=7&fbclid=y&UTM_Medium=z", "https://wire.example/?id=7"),
    ("and only they", "https://wire.example/?utm=1&ref=2&gclidx=3", "https://wire.example/?gclidx=3&ref=2&utm=1"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "canonical"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_one_spelling_for_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


DIFFERENT = [
    ("https://wire.example/a", "http://wire.example/a"),
    ("https://wire.example/a", "https://www.wire.example/a"),
    ("https://wire.example/a", "https://wire.example/A"),
    ("https://wire.example/a", "https://wire.example/a/"),
    ("https://wire.example/?id=1", "https://wire.example/?id=2"),
    ("https://wire.example/?q=%ff", "https://wire.example/?q=%fe"),
    ("https://wire.example/?q=a%26b", "https://wire.example/?q=a&b"),
    ("https://wire.example/a%2Fb", "https://wire.example/a/b"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_be_two_articles_stays_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


NONE = [
    "", "wire", "/a", "//wire.example/a", "wire.example/a", "javascript:alert(1)", "data:text/html,a", "file:///etc/a",
    "ftp://wire.example/a", "https:", "https://", "https:///a", "https://?a", "https://#a", "https:// wire.example/",
    "https://user@/", "https://:443/", "https://./", "https://wire.example:70000/", "https://wire.example:x/",
    "https://[::1/", "https://wi re.example/", "https://wi<re.example/", "https://\u2100.example/",
    "https://a\u0300\u0300" + "b" * 70 + ".example/",
]  # fmt: skip


@pytest.mark.parametrize("url", NONE)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


@pytest.mark.parametrize("url", [row[1] for row in SAME])
def test_every_address_that_we_name_articles_by_is_one_to_click(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize("url", ["javascript:alert(1)//https://a.example", "data:,x", "//a.example", "https://", ""])
def test_what_is_no_web_address_is_nothing_to_click(url: str) -> None:
    assert not is_web_address(url)


@example("..", True)
@given(st.text(max_size=40) | st.text("https:/?#[]@%&=.a1Жß。 \\", max_size=60), st.booleans())
def test_any_text_has_one_spelling_or_none(text: str, rooted: bool) -> None:
    url = f"https://{text}" if rooted else text
    try:
        canonical = canonical_url(url)
    except ValueError:
        return
    assert canonical.isascii()
    assert canonical_url(canonical) == canonical
    assert is_web_address(canonical)
