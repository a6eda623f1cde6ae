"""Bytes to one record, with every failure that a sender can cause told apart and turned into a value."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from schemas.rejected import Reason, Rejected

T = TypeVar("T")

_AT = re.compile(r" - at `(?P<where>[^`]*)`$")
_BYTE = re.compile(r"\(byte (?P<byte>\d+)\)")


def decode(raw: bytes, decoder: msgspec.json.Decoder[T], limit: int) -> T | Rejected:
    """Decode ``raw`` (at most ``limit`` bytes) or say why not; never raises for any bytes whatever."""
    if len(raw) > limit:
        return Rejected(
            reason="oversize",
            message=f"the record has {len(raw):,} bytes, more than the {limit:,} that are taken; send a shorter one",
        )
    try:
        record = decoder.decode(raw)
    except msgspec.ValidationError as error:
        return _invalid(str(error))
    except UnicodeDecodeError as error:
        return Rejected(
            reason="bad_utf8",
            message=f"byte {error.start} (0x{raw[error.start] if error.start < len(raw) else 0:02x}) is not UTF-8: "
            "send the record in UTF-8",
        )
    except RecursionError:
        return Rejected(reason="too_deep", message="the JSON is nested too deeply to be read; send a flat record")
    except msgspec.DecodeError as error:
        return _broken(raw, str(error))
    return record


def _invalid(text: str) -> Rejected:
    """A record that is JSON, but not the one that is wanted."""
    match = _AT.search(text)
    where = match["where"] if match else None
    reason: Reason = "wrong_type"
    if "missing required field" in text:
        reason = "missing_field"
    elif "RFC3339" in text or "datetime" in text or "timezone" in text:
        reason = "bad_date"
    return Rejected(reason=reason, message=text[: match.start()] if match else text, where=where)


def _broken(raw: bytes, text: str) -> Rejected:
    """A record that is no JSON; a surrogate escape without its partner is named apart, since it looks like JSON."""
    if "surrogate" in text:
        return Rejected(
            reason="lone_surrogate",
            message="a \\ud800-\\udfff escape stands without its partner: no Unicode text; send the real characters",
        )
    if not raw.strip():
        return Rejected(reason="not_json", message="the record is empty: send one JSON object")
    at = _BYTE.search(text)
    near = f" near byte {at['byte']}" if at else ""
    return Rejected(reason="not_json", message=f"not JSON{near}: {text}")
