"""Raw bytes become an article, or a refusal that a person understands; never an exception."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.article import MAX_BYTES, Article, parse
from schemas.decode import MAX_DEPTH
from schemas.encode import encode
from schemas.rejected import Reason, Rejected

GOOD: dict[str, Any] = {
    "id": "wire-1",
    "url": "https://wire.example/a",
    "source": "wire.example",
    "title": "Shelling reported",
    "body": "Guns were heard near the border.\nNobody was hurt.",
    "language": "en",
    "published_at": "2022-09-13T05:00:00+04:00",
    "version": 1,
    "status": "usable",
    "embargoed_until": None,
}


def record(**fields: Any) -> bytes:
    """A good record with some fields changed, as JSON."""
    return json.dumps({**GOOD, **fields}, ensure_ascii=False).encode()


def without(*names: str) -> bytes:
    return json.dumps({name: value for name, value in GOOD.items() if name not in names}).encode()


def spliced(json_text: bytes) -> bytes:
    """A good record with one more piece of JSON text before its closing brace."""
    return record()[:-1] + b"," + json_text + b"}"


def refused(raw: bytes | None) -> Rejected:
    answer = parse(raw)
    assert isinstance(answer, Rejected), answer
    return answer


def taken(raw: bytes) -> Article:
    answer = parse(raw)
    assert isinstance(answer, Article), answer
    return answer


def test_a_good_record_is_taken_as_it_is() -> None:
    article = taken(record())
    assert (article.id, article.source, article.title) == ("wire-1", "wire.example", "Shelling reported")
    assert article.body == GOOD["body"]
    assert article.published_at == datetime(2022, 9, 13, 5, 0, tzinfo=timezone(timedelta(hours=4)))


def test_only_source_date_name_and_text_are_needed() -> None:
    article = taken(b'{"source":"s","published_at":"2022-09-13T05:00:00Z","id":"1","body":"b"}')
    assert (article.version, article.status, article.url, article.language) == (1, "usable", None, None)


def test_an_unknown_field_is_never_an_error() -> None:
    extra = spliced(b'"tags":["a",{"deep":[1,2.5e3,null,true]}],"huge":' + b"9" * 5000 + b',"far":1e999999')
    assert taken(extra) == taken(record())


def test_an_article_may_be_withdrawn_without_its_text() -> None:
    raw = b'{"source":"s","published_at":"2022-09-13T05:00:00Z","id":"1","version":2,"status":"withdrawn"}'
    assert taken(raw).status == "withdrawn"


def test_of_a_key_that_stands_twice_the_last_one_counts() -> None:
    assert taken(spliced(b'"title":"second"')).title == "second"


def test_text_may_hold_any_character_even_nul() -> None:
    text = "a\x00b\u2028\ufeff\uffff😀\u202eİ"
    assert taken(record(body=text)).body == text


REFUSED: list[tuple[str, bytes | None, str, str | None, str]] = [
    # name, bytes, reason, where, and words of the message
    ("no value", None, "not_json", None, "the record is empty"),
    ("empty", b"", "not_json", None, "the record is empty"),
    ("blank", b" \r\n\t", "not_json", None, "the record is empty"),
    ("no JSON", b"<rss/>", "not_json", None, "line 1 column 1, at the very start"),
    ("byte order mark", b"\xef\xbb\xbf" + record(), "not_json", None, "byte order mark"),
    ("UTF-16", record().decode().encode("utf-16"), "bad_utf8", None, "looks like UTF-16"),
    ("UTF-16 without mark", record().decode().encode("utf-16-be"), "bad_utf8", None, "looks like UTF-16"),
    ("UTF-32 without mark", record().decode().encode("utf-32-le"), "bad_utf8", None, "looks like UTF-16 or UTF-32"),
    ("one NUL", b"\0", "not_json", None, "at the very start"),
    ("NUL after the end", record() + b"\0", "not_json", None, "something stands after the end"),
    ("two records", record() + b"\n" + record(), "not_json", None, "line 2 column 1"),
    ("raw NUL in text", record(body="a@b").replace(b"a@b", b"a\0b"), "not_json", None, '"body": "a`'),
    ("raw line end in text", record(body="a@b").replace(b"a@b", b"a\nb"), "not_json", None, "control character"),
    ("cut off", record()[:-1], "not_json", None, "ends in the middle of its JSON"),
    ("cut off in text", record()[:60], "not_json", None, "ends in the middle of its JSON (size in bytes: 60)"),
    ("cut off in a character", record()[:-2] + b',"x":"\xd0', "bad_utf8", None, "ends in the middle of a character"),
    ("comma at the end", spliced(b'"a":1,'), "not_json", None, "line 1 column"),
    ("comment", record() + b"// so", "not_json", None, "something stands after the end"),
    ("NaN", spliced(b'"score":NaN'), "not_json", None, "NaN is no JSON"),
    ("infinity", spliced(b'"score":-Infinity'), "not_json", None, "-Infinity is no JSON"),
    ("number with a leading zero", spliced(b'"score":007'), "not_json", None, "line 1"),
    ("unknown escape", spliced(rb'"a":"\q"'), "not_json", None, "escape"),
    ("bad UTF-8", record(body="a@b").replace(b"@", b"\xff"), "bad_utf8", None, "byte 0xff at offset 116"),
    ("bad UTF-8, unknown field", spliced(b'"x":"\xfe"'), "bad_utf8", None, "byte 0xfe"),
    ("bad UTF-8, unknown key", spliced(b'"\xc3(":1'), "bad_utf8", None, "byte 0xc3"),
    ("bad UTF-8, far down", spliced(b'"x":[{"y":["\x80"]}]'), "bad_utf8", None, "byte 0x80"),
    ("overlong UTF-8", spliced(b'"x":"\xc0\x80"'), "bad_utf8", None, "byte 0xc0"),
    ("surrogate as bytes", spliced(b'"x":"\xed\xa0\x80"'), "bad_utf8", None, "half a surrogate pair"),
    ("lone high half", record(title="@").replace(b"@", rb"\ud83d"), "lone_surrogate", None, r"\ud83d at offset 86"),
    ("lone low half", record(title="@").replace(b"@", rb"\uDE00 x"), "lone_surrogate", None, r"\uDE00"),
    ("two high halves", record(title="@").replace(b"@", rb"\ud83d\ud83d"), "lone_surrogate", None, r"\ud83d"),
    ("lone half, then a letter", spliced(rb'"x":"\ud83d\u0041"'), "lone_surrogate", None, "send the whole character"),
    ("lone half, unknown field", spliced(rb'"x":["\ud800"]'), "lone_surrogate", None, r"\ud800"),
    ("lone half, unknown key", spliced(rb'"\udfff":1'), "lone_surrogate", None, r"\udfff"),
    ("lone half at the very end", spliced(rb'"x":"\ud800"'), "lone_surrogate", None, r"\ud800"),
    ("lists 10,000 deep", b"[" * 10_000 + b"]" * 10_000, "too_deep", None, "more than 128 deep"),
    ("10,000 deep, unknown field", spliced(b'"x":' + b"[" * 10_000 + b"]" * 10_000), "too_deep", None, "flatter"),
    ("10,000 deep, title", spliced(b'"title":' + b"[" * 10_000 + b"]" * 10_000), "too_deep", None, "flatter"),
    ("objects deep", spliced(b'"x":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000), "too_deep", None, "flatter"),
    ("deep and never closed", b"[" * 500_000, "too_deep", None, "flatter"),
    ("a list", b"[" + record() + b"]", "wrong_type", None, "the record must be an object, but is a list"),
    ("null", b"null", "wrong_type", None, "but is null"),
    ("text", b'"hello"', "wrong_type", None, "but is text"),
    ("number for text", record(title=3), "wrong_type", "$.title", "`title` must be text or null, but is 3"),
    ("list for text", record(body=["a"]), "wrong_type", "$.body", '`body` must be text or null, but is ["a"]'),
    ("number for the id", record(id=17), "wrong_type", "$.id", "`id` must be text or null, but is 17"),
    ("text for the version", record(version="2"), "wrong_type", "$.version", 'whole number, but is "2"'),
    ("fraction for the version", record(version=1.5), "wrong_type", "$.version", "whole number, but is 1.5"),
    ("true for the version", record(version=True), "wrong_type", "$.version", "whole number, but is true"),
    ("null for the version", record(version=None), "wrong_type", "$.version", "null: leave it out"),
    ("version 0", record(version=0), "wrong_type", "$.version", "at least 1 (it is 0)"),
    ("huge version", spliced(b'"version":' + b"9" * 5000), "wrong_type", "$.version", "too large a number"),
    ("version out of range", spliced(b'"version":1e400'), "wrong_type", "$.version", "too large a number"),
    ("null for the status", record(status=None), "wrong_type", "$.status", "null: leave it out"),
    ("unknown status", record(status="gone"), "wrong_type", "$.status", 'may be (it is "gone")'),
    ("null for the source", record(source=None), "wrong_type", "$.source", "`source` must be text, but is null"),
    ("empty source", record(source=""), "wrong_type", "$.source", "`source` is empty"),
    ("blank source", record(source=" \t "), "missing_field", "$.source", "`source` is blank"),
    ("no source", without("source"), "missing_field", "$.source", "`source` is missing"),
    ("long id", record(id="x" * 513), "wrong_type", "$.id", "at most 512 characters"),
    ("control character in the id", record(id="a\nb"), "wrong_type", "$.id", "(U+000A) in place 2"),
    ("control character in the url", record(url="https://a.example/\x00"), "wrong_type", "$.url", "(U+0000)"),
    ("neither id nor url", without("id", "url"), "missing_field", None, "neither `id` nor `url`"),
    ("blank id, no url", record(id=" ", url=None), "missing_field", None, "neither `id` nor `url`"),
    ("blank id and url", record(id="", url="  "), "missing_field", None, "neither `id` nor `url`"),
    ("url to run", record(url="javascript:alert(1)"), "wrong_type", "$.url", "must start with http:// or https://"),
    ("url is none, no id", record(id=None, url="wire"), "wrong_type", "$.url", "must start with http"),
    ("url without host", record(id=None, url="https:///a"), "wrong_type", "$.url", "and a host"),
    ("url with a bad port", record(id=None, url="https://a.example:99999/"), "wrong_type", "$.url", "Port"),
    ("url with half an address", record(id=None, url="https://[::1/"), "wrong_type", "$.url", "Invalid IPv6"),
    ("neither title nor body", without("title", "body"), "missing_field", None, "there is nothing to read"),
    ("blank title and body", record(title=" ", body="\n"), "missing_field", None, "there is nothing to read"),
    ("no date", without("published_at"), "missing_field", "$.published_at", "`published_at` is missing"),
    ("null date", record(published_at=None), "wrong_type", "$.published_at", "but is null"),
    ("a word for a date", record(published_at="soon"), "bad_date", "$.published_at", '(it is "soon"): write it as'),
    ("date without time", record(published_at="2022-09-15"), "bad_date", "$.published_at", "write it as"),
    ("date without offset", record(published_at="2022-09-15T14:05:00"), "bad_date", "$.published_at", "no offset"),
    ("31 September", record(published_at="2022-09-31T00:00:00Z"), "bad_date", "$.published_at", "no date and time"),
    ("number for a date", record(published_at=1663225500), "bad_date", "$.published_at", "is 1663225500, no date"),
    ("list for a date", record(published_at=[]), "bad_date", "$.published_at", "is [], no date"),
    ("first year", record(published_at="0001-01-01T00:00:00+14:00"), "bad_date", "$.published_at", "the year 1,"),
    ("bad embargo", record(embargoed_until="later"), "bad_date", "$.embargoed_until", '(it is "later")'),
    ("endless embargo", record(embargoed_until="9999-12-31T23:59:59-14:00"), "bad_date", "$.embargoed_until", "9999"),
    ("above 1 MiB", record(body="x" * MAX_BYTES), "oversize", None, "more than the 1,048,576 that are taken"),
    ("above 1 MiB, no JSON", b"\xff" * (MAX_BYTES + 1), "oversize", None, "1,048,577 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "reason", "where", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_bad_record_is_refused_with_its_reason(raw: bytes | None, reason: str, where: str | None, words: str) -> None:
    answer = refused(raw)
    assert (answer.reason, answer.where) == (reason, where), answer.message
    assert words in answer.message


def test_every_reason_that_a_sender_can_cause_is_tried_here() -> None:
    assert {row[2] for row in REFUSED} == set(get_args(Reason)) - {"bug"}


def test_a_refusal_keeps_the_id_where_it_can_be_read() -> None:
    assert refused(record(published_at="soon")).record_id == "wire-1"
    assert refused(record(title=None, body=None)).record_id == "wire-1"
    assert refused(record(title=None, body=None, id=None)).record_id == taken(record(id=None)).id
    assert refused(record(id=17)).record_id is None


def test_exactly_1_mib_is_taken_and_one_byte_more_is_not() -> None:
    room = MAX_BYTES - len(record(body=""))
    assert taken(record(body="x" * room)).body == "x" * room
    assert refused(record(body="x" * (room + 1))).reason == "oversize"


def test_the_depth_limit_is_ours_and_not_the_stack_s() -> None:
    def nested(levels: int) -> bytes:
        return spliced(b'"x":' + b"[" * levels + b"]" * levels)

    def from_deeper(frames: int, raw: bytes) -> Article | Rejected:
        return from_deeper(frames - 1, raw) if frames else parse(raw)

    fits, too_deep = nested(MAX_DEPTH - 1), nested(MAX_DEPTH)  # the record itself is one level
    for frames in (0, 400):
        assert isinstance(from_deeper(frames, fits), Article)
        answer = from_deeper(frames, too_deep)
        assert isinstance(answer, Rejected)
        assert answer.reason == "too_deep"


def test_brackets_in_text_are_no_depth() -> None:
    text = '[[[{{{"\\' * 1000
    assert taken(record(body=text)).body == text
    assert taken(spliced(b'"x":' + b"[" + b",".join([b"[]"] * 1000) + b"]")).id == "wire-1"


def test_without_an_id_the_name_comes_from_the_canonical_url() -> None:
    plain = taken(record(id=None, url="https://wire.example/a?x=1&y=2"))
    assert plain.id == str(uuid.uuid5(uuid.NAMESPACE_URL, "https://wire.example/a?x=1&y=2"))
    assert plain.url == "https://wire.example/a?x=1&y=2"
    assert taken(record(id=" ", url="HTTPS://Wire.Example:443/a?utm_source=z&y=2&x=1#top")).id == plain.id
    assert taken(record(id=None, url="https://wire.example/b")).id != plain.id


def test_a_blank_url_is_none() -> None:
    assert taken(record(url=" ")).url is None


def test_what_was_taken_can_be_written_and_read_again() -> None:
    article = taken(record(body="Ж😀\x00", title=None))
    assert parse(encode(article)) == article


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)
field_values = json_values | st.sampled_from([
    "2022-09-13T05:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00.9999999999+23:59",
    "https://", "http://[", "https://a.example:x/", "https://ﬀ.example", "https://xn--a.example", "https://\u202e/",
    "usable", "withdrawn", "\x00", "\ud800",
])  # fmt: skip


def check(raw: bytes) -> None:
    """What must hold for any bytes whatever."""
    answer = parse(raw)
    assert answer == parse(raw)
    if isinstance(answer, Rejected):
        assert answer.reason in set(get_args(Reason)) - {"bug"}
        assert answer.message and answer.message.isprintable()
        encode(answer)
    else:
        assert answer.id and answer.source.strip()
        assert answer.status == "withdrawn" or (answer.title or "").strip() or (answer.body or "").strip()
        answer.published_at.astimezone(UTC)
        again = parse(encode(answer))
        assert again == answer or refused(encode(answer)).reason == "oversize"


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b'{"\\ud8')
@example(b'"' + b'\\"' * 50_000)
def test_any_bytes_are_an_article_or_a_refusal(raw: bytes) -> None:
    check(raw)


@given(json_values)
def test_any_json_is_an_article_or_a_refusal(value: object) -> None:
    check(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@given(st.dictionaries(st.sampled_from(sorted(GOOD)) | st.text(max_size=6), field_values, max_size=4), st.booleans())
def test_any_field_may_be_anything(changed: dict[str, object], escaped: bool) -> None:
    check(json.dumps({**GOOD, **changed}, ensure_ascii=escaped).encode("utf-8", "surrogatepass"))


@given(st.data())
def test_a_good_record_may_be_broken_anywhere(data: st.DataObject) -> None:
    raw = data.draw(
        st.sampled_from(
            [record(), record(title="Ж😀", x=[[{"a": '\\"'}]]), json.dumps(GOOD | {"title": "😀"}).encode()]
        )
    )
    at = data.draw(st.integers(0, len(raw)))
    upto = data.draw(st.integers(at, min(len(raw), at + 12)))
    check(raw[:at] + data.draw(st.binary(max_size=4)) + raw[upto:])


@given(st.data())
def test_the_place_of_a_byte_that_is_not_utf8_is_exact(data: st.DataObject) -> None:
    raw = spliced(b'"x":["' + "Жé😀".encode() + b'"]')
    at = data.draw(st.integers(0, len(raw)).filter(lambda n: n == len(raw) or raw[n] & 0xC0 != 0x80))
    assert f"byte 0xff at offset {at} " in refused(raw[:at] + b"\xff" + raw[at:]).message


@given(st.data())
def test_the_place_of_a_stray_control_character_is_exact(data: st.DataObject) -> None:
    """(In the middle of ``null`` the place is where the word starts.)"""
    text = record(body='Guns.\nЖ "so" 😀').decode()
    at = data.draw(
        st.integers(0, len(text) - 1).filter(
            lambda n: text[n - 1] != "\\" and text[n - 1 : n] + text[n] not in {"nu", "ul", "ll"}
        )
    )
    answer = refused((text[:at] + "\x01" + text[at:]).encode())
    assert f"line 1 column {at + 1}," in answer.message
