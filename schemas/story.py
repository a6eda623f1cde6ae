"""A story: one proposition, whatever its polarity. The desk's state, and a public picture of it."""

from __future__ import annotations

import msgspec

from schemas.article import Moment
from schemas.alert import ArticleRef, Related, Sources, StoryStatus
from schemas.coding import CodedEvent


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One record on ``tocsin.stories.v1``; the desk reads all of them back when it starts."""

    story_id: str
    version: int
    status: StoryStatus
    event: CodedEvent
