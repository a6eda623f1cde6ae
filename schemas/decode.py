"""Bytes to one record, with every failure that a sender can cause told apart and turned into a value.

What is refused, in this order: nothing at all, too long, not UTF-8, nested too deeply, not JSON, not the record that
is wanted. The whole record is held to the first five, fields that we do not know included: they are somebody else's,
but the bytes are one JSON text or none. Of a key that stands twice the last one counts, as with other JSON readers.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from schemas.diagnose import not_json, not_the_record, not_utf8
from schemas.rejected import Rejected

T = TypeVar("T")

MAX_DEPTH = 128
"""Lists and objects within each other. Our own limit: the decoder's depends on the Python version and on the stack."""

_STRING = re.compile(rb'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))


def decode(raw: bytes | None, decoder: msgspec.json.Decoder[T], limit: int) -> T | Rejected:
    """Decode ``raw`` (at most ``limit`` bytes; None for a Kafka record without a value) or say why not.

    Never raises, whatever the bytes.
    """
    if not raw or raw.isspace():
        return Rejected(reason="not_json", message="the record is empty: send one JSON object")
    if len(raw) > limit:
        return Rejected(
            reason="oversize",
            message=f"the record has {len(raw):,} bytes, more than the {limit:,} that are taken: send a shorter one",
        )
    try:
        raw.decode()  # the decoder does not look into the strings that it skips
    except UnicodeDecodeError as error:
        return not_utf8(raw, error)
    if _is_deeper(raw, MAX_DEPTH):
        return Rejected(
            reason="too_deep",
            message=f"lists and objects stand more than {MAX_DEPTH} deep within each other: send a flatter record",
        )
    return read(raw, decoder)


def read(raw: bytes, decoder: msgspec.json.Decoder[T]) -> T | Rejected:
    """Decode bytes that :func:`decode` has found sound, as another record than then."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        return not_the_record(raw, str(error))
    except msgspec.DecodeError as error:
        return not_json(raw, str(error))


def _is_deeper(raw: bytes, limit: int) -> bool:
    """Whether brackets are open more than ``limit`` deep; the quick answers first."""
    if raw.find(b"[") < 0 and raw.find(b"{", 1) < 0:
        return False
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for bracket in _STRING.sub(b"", raw).translate(None, _NO_BRACKET):
        depth += 1 if bracket in b"[{" else -1
        if depth > limit:
            return True
    return False
