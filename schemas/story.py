"""A story: one proposition, whatever its polarity. The desk's state, and a public picture of it.

Three kinds of record stand on ``tocsin.stories.v1`` (compacted: the newest of a key counts), told apart by their key:

- ``<story id>`` (a UUID): a :class:`Story`; a tombstone closes it.
- ``~mark/<raw partition>``: a :class:`Mark`, how far into the raw articles the desk has folded.
- ``~article/<article id>``: an :class:`ArticleMemory`, the newest version of an article that was revised or withdrawn;
  a tombstone forgets it.

A board reads the stories and skips every key that begins with ``~``.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from schemas.alert import Related, Sources, StoryStatus
from schemas.article import Moment
from schemas.coding import CodedEvent

RESERVED = "~"
MARK = "~mark/"
ARTICLE = "~article/"

NEWEST = 20
"""How many articles, alert ids and places a story keeps; counts go on exactly."""


class Teller(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article that tells the story, in its newest version, and what it says of it.

    ``events`` are the coded events of this article that are of this story (at most four, with the evidence of trigger
    and polarity only, unless it is the lead's). ``sketch`` is the article's fingerprint made small
    (``agents/watching/independence.py``); empty where there is none.
    """

    id: str
    url: str | None = None
    source: str
    title: str | None = None
    language: str | None = None
    published_at: Moment
    version: int = 1
    sketch: str = ""
    events: tuple[CodedEvent, ...] = ()


class Earlier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is still known of articles that are no longer among the newest: how many, of which outlets (the newest 40),
    and the toll and the places that they told as facts."""

    articles: int = 0
    outlets: tuple[str, ...] = ()
    killed: int = 0
    places: tuple[str, ...] = ()


class Rung(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What newsrooms were told last: the next version must differ from it in something that matters."""

    status: StoryStatus
    asserted: bool = True
    killed: int = 0
    places: tuple[str, ...] = ()


class Story(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One open story. ``version`` is 0 as long as it has not rung.

    The first block is the public picture; the second is what folding needs. ``actors`` and ``recipients`` are codes
    at state level; with ``direction="together"`` all parties stand in ``actors``. ``first_on`` to ``last_on`` are the
    days on which it happened, as far as told; ``dated`` says that the first article named the day itself.
    ``articles`` are in the order of the log, newest last; ``lead`` is the id of the event among theirs that the
    headline is made from.
    """

    story_id: str
    version: int
    status: StoryStatus
    rule: str
    urgency: int
    reasons: tuple[str, ...] = ()
    headline: dict[str, str]
    lead: str
    sources: Sources
    articles: tuple[Teller, ...] = ()
    related: tuple[Related, ...] = ()
    places: tuple[str, ...] = ()
    alert_ids: tuple[str, ...] = ()
    first_seen_at: Moment
    updated_at: Moment
    lexicon: str

    family: str
    direction: Literal["directed", "together"]
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    first_on: date
    last_on: date
    dated: bool = False
    expires_at: Moment
    earlier: Earlier = Earlier()
    rung: Rung | None = None


class Mark(msgspec.Struct, frozen=True):
    """The highest offset of one partition of the raw articles whose coding has been folded."""

    offset: int


class ArticleMemory(msgspec.Struct, frozen=True):
    """The newest version seen of an article that was revised or withdrawn, so that an older one changes nothing."""

    version: int
    expires_at: Moment


def lead_event(story: Story) -> CodedEvent:
    """The event that the story's headline is made from. Raises KeyError for a story that no article tells any more."""
    for teller in reversed(story.articles):
        for event in teller.events:
            if event.id == story.lead:
                return event
    raise KeyError(story.lead)
