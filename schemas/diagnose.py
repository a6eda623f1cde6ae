"""Why bytes are not the record that was wanted, for a person: what is wrong, where, and what to do.

Only refused records come here, so that clear words matter more than time. Places are given only where they are sure:
the decoder's own byte numbers count from the start of a string in one error and run ahead in others.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

import msgspec

from schemas.rejected import Reason, Rejected

_AT = re.compile(r" - at `(?P<where>[^`]*)`$")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<found>[^`]*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`$")
_LIMIT = re.compile(r"Expected `(?P<type>\w+)`(?P<length> of length)? (?P<sign>[<>]=?) (?P<limit>-?[\d.]+)$")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_KINDS = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "null": "null",
    "array": "a list", "object": "an object", "datetime": "a date and time",
}  # fmt: skip
_SIGNS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above"}
_DATE = "write it as 2022-09-15T14:05:00+07:00 (RFC 3339, with its offset)"


def not_utf8(raw: bytes, error: UnicodeDecodeError) -> Rejected:
    """Bytes that are no UTF-8; ``error`` is what decoding all of ``raw`` raised."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _utf16()
    if error.reason == "unexpected end of data":
        return Rejected(reason="bad_utf8", message="the record ends in the middle of a character: send all of it")
    at = error.start
    message = f"byte 0x{raw[at]:02x} at offset {at} is not UTF-8, {_after(raw[:at])}: send the record in UTF-8"
    if raw[at] == 0xED:
        message += " (it may be half a surrogate pair written out as bytes)"
    return Rejected(reason="bad_utf8", message=message)


def not_json(raw: bytes, text: str) -> Rejected:
    """UTF-8 that is no JSON; ``text`` is the decoder's message, used where nothing better is known."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return Rejected(
            reason="not_json", message="the record starts with a byte order mark (EF BB BF): send it without"
        )
    if raw[:4].count(b"\0") in (2, 3):
        return _utf16()
    document = raw.decode()
    try:
        json.loads(document, parse_constant=_refuse_constant, parse_int=float)
    except json.JSONDecodeError as error:
        return _syntax(document, error)
    except ValueError as error:
        return Rejected(reason="not_json", message=f"not JSON: {error}: send a number or null")
    lone = next((found for found in _ESCAPE.finditer(raw) if found["lone"]), None)
    if lone is None:
        return Rejected(reason="not_json", message=f"not JSON: {text.partition(' (byte')[0]}")
    return Rejected(
        reason="lone_surrogate",
        message=f"{lone['lone'].decode()} at offset {lone.start()} is half a surrogate pair without its other half, "
        f"{_after(raw[: lone.start()])}: send the whole character",
    )


def not_the_record(raw: bytes, text: str) -> Rejected:
    """A record of the wrong shape; ``text`` is the decoder's message. What is no JSON further on is no JSON."""
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except msgspec.DecodeError as error:
        return not_json(raw, str(error))
    match = _AT.search(text)
    where = match["where"] if match else None
    text = text[: match.start()] if match else text
    fields = _fields(raw)
    missing = _MISSING.match(text)
    if missing:
        where = f"{where or '$'}.{missing['name']}"
        return Rejected(
            reason="missing_field",
            message=f"{_name(where)} is missing: it is needed",
            where=where,
            record_id=_record_id(fields),
        )
    reason, message = _in_words(_name(where), text, _shown(fields, where))
    return Rejected(reason=reason, message=message, where=where, record_id=_record_id(fields))


def _in_words(name: str, text: str, shown: str) -> tuple[Reason, str]:
    """The decoder's message about the field ``name``, whose value is ``shown``, said again for a person."""
    is_ = f" (it is {shown})" if shown else ""
    if "RFC3339" in text:
        return "bad_date", f"{name} is no date and time{is_}: {_DATE}"
    if "with a timezone" in text:
        return "bad_date", f"{name} has no offset from UTC{is_}: {_DATE}"
    expected = _EXPECTED.match(text)
    if expected:
        found = _KINDS.get(expected["found"], expected["found"])
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in expected["wanted"].split(" | "))
        if "datetime" in expected["wanted"] and found != "null":
            return "bad_date", f"{name} is {shown or found}, no date and time: {_DATE}"
        remedy = ": leave it out if it has no value" if shown == "null" else ""
        return "wrong_type", f"{name} must be {wanted}, but is {shown or found}{remedy}"
    limit = _LIMIT.match(text)
    if limit:
        if text == "Expected `str` of length >= 1":
            return "wrong_type", f"{name} is empty: fill it in"
        bound = f"{_SIGNS[limit['sign']]} {limit['limit']}"
        if limit["length"]:
            unit = "characters" if limit["type"] == "str" else "items"
            return "wrong_type", f"{name} must have {bound} {unit}"
        return "wrong_type", f"{name} must be {bound}{is_}"
    if text.startswith("Invalid enum value"):
        return "wrong_type", f"{name} is none of the words that it may be{is_}: the topic's JSON Schema lists them"
    if "out of range" in text:
        return "wrong_type", f"{name} is too large a number{is_}"
    return "wrong_type", f"{name}: {text}"


def _syntax(document: str, error: json.JSONDecodeError) -> Rejected:
    """Text that is no JSON, with the line and column where reading it stopped."""
    if error.pos >= len(document.rstrip()) or error.msg.startswith("Unterminated string"):
        return Rejected(
            reason="not_json",
            message=f"the record ends in the middle of its JSON (size in bytes: {len(document.encode()):,}): "
            "send all of it",
        )
    what = "something stands after the end" if error.msg == "Extra data" else error.msg[:1].lower() + error.msg[1:]
    before = document[: error.pos].encode()
    return Rejected(
        reason="not_json",
        message=f"not JSON: {what.removesuffix(' at')}, line {error.lineno} column {error.colno}, {_after(before)}: "
        "send one JSON object a record",
    )


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _utf16() -> Rejected:
    return Rejected(reason="bad_utf8", message="the record looks like UTF-16 or UTF-32: send it in UTF-8")


def visible(text: str) -> str:
    """``text`` from a sender on one line, with what cannot be seen (or turns the line around) as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _after(before: bytes) -> str:
    """The few characters that stand before a place, to find it by."""
    if not before:
        return "at the very start"
    return f"right after `{visible(before[-96:].decode(errors='ignore')[-24:])}`"


def _name(where: str | None) -> str:
    return "the record" if where in (None, "$") else f"`{str(where).removeprefix('$.')}`"


def _fields(raw: bytes) -> dict[str, msgspec.Raw]:
    """The record's fields, undecoded; none if it is no object."""
    try:
        return msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return {}


def _record_id(fields: dict[str, msgspec.Raw]) -> str | None:
    """The id that the sender gave, if it is one."""
    for name in ("article_id", "action_id", "id"):
        if name in fields:
            value: object = msgspec.json.decode(fields[name])
            if isinstance(value, str) and value.strip() and len(value) <= 512:
                return value
    return None


def _shown(fields: dict[str, msgspec.Raw], where: str | None) -> str:
    """The value that is wrong, as it was sent, where it is a short field of the record itself; else nothing."""
    value = fields.get(str(where).removeprefix("$."))
    if value is None or len(bytes(value)) > 64:
        return ""
    return visible(bytes(value).decode())
