"""What an editor does: a record in the same log as the codings, so that everyone repeats the same order."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from schemas.article import Moment
from schemas.coding import Coding
from schemas.decode import decode, read
from schemas.rejected import Rejected

MAX_BYTES = 4 << 20

Kind = Literal["acknowledge", "mute", "unmute", "hold", "release", "kill", "false_alarm"]


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One editor's act on a story, a rule or a desk, at least one of which it names.

    ``action_id`` makes it idempotent: the same action twice is one. ``until`` ends a mute or a hold;
    ``by`` is who did it.
    """

    action_id: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
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


def parse_coding_or_action(raw: bytes | None) -> Coding | Action | Rejected:
    """Read one record of ``tocsin.codings.v1``: an action has an ``action_id``, a coding has none."""
    peek = decode(raw, _PEEK, MAX_BYTES)
    if isinstance(peek, Rejected):
        return peek
    if peek.action_id is None:
        return read(raw or b"", _CODING)
    action = read(raw or b"", _ACTION)
    if isinstance(action, Rejected):
        return action
    if action.story_id is None and action.rule is None and action.desk is None:
        return Rejected(
            reason="missing_field",
            message="neither `story_id` nor `rule` nor `desk`: say what the action is about",
            record_id=action.action_id,
        )
    return action
