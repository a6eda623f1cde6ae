"""What a record becomes that cannot be read: a value, never an exception.

The original bytes go to the dead-letter topic untouched; this says what was wrong with them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Reason = Literal[
    "oversize",
    "bad_utf8",
    "lone_surrogate",
    "not_json",
    "too_deep",
    "wrong_type",
    "missing_field",
    "bad_date",
    "bug",
]
"""Every way in which a record is refused; ``bug`` is ours, all others are the sender's."""


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """Why a record was refused, for a person.

    ``where`` is a JSON path such as ``$.published_at`` where one is known; ``record_id`` the article's id where
    it could still be read; ``exception`` and ``stacktrace`` are only set for ``reason="bug"``.
    """

    reason: Reason
    message: str
    where: str | None = None
    record_id: str | None = None
    exception: str | None = None
    stacktrace: str | None = None
