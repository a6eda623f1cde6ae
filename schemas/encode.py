"""One record to bytes: the same bytes for the same record, everywhere and always."""

from __future__ import annotations

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode(record: msgspec.Struct) -> bytes:
    """UTF-8 JSON; fields in the order of their declaration, keys of maps sorted."""
    return _ENCODER.encode(record)
