"""What an editor does: a record in the same log as the codings, so that everyone repeats the same order."""

from __future__ import annotations

from typing import Literal

import msgspec

from schemas.article import Moment
from schemas.coding import Coding
from schemas.decode import decode
from schemas.rejected import Rejected

MAX_BYTES = 4 << 20

Kind = Literal["acknowledge", "mute", "unmute", "hold", "release", "kill", "false_alarm"]


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One editor's act on a story, a rule or a desk; ``action_id`` makes it idempotent."""

    action_id: str
    kind: Kind
    by: str
    story_id: str | None = None
    rule: str | None = None
    desk: str | None = None
    until: Moment | None = None
    note: str | None = None


class _Peek(msgspec.Struct):
    action_id: str | None = None


_PEEK = msgspec.json.Decoder(_Peek)
_ACTION = msgspec.json.Decoder(Action)
_CODING = msgspec.json.Decoder(Coding)


def parse_coding_or_action(raw: bytes) -> Coding | Action | Rejected:
    """Read one record of ``tocsin.codings.v1``: an action has an ``action_id``, a coding has none."""
    peek = decode(raw, _PEEK, MAX_BYTES)
    if isinstance(peek, Rejected):
        return peek
    if peek.action_id is not None:
        return decode(raw, _ACTION, MAX_BYTES)
    return decode(raw, _CODING, MAX_BYTES)
