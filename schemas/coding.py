"""A coding: what one version of one article says, in PLOVER's vocabulary."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from schemas.article import Moment, Status

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Polarity = Literal["affirmed", "denied"]
Modality = Literal["asserted", "reported", "alleged", "possible", "planned", "hypothetical"]
Temporality = Literal["current", "historic", "future"]
Part = Literal["title", "body"]
Role = Literal[
    "trigger", "actor", "recipient", "polarity", "modality", "temporality", "attribution", "place", "date", "quantity"
]


Confidence = Annotated[float, msgspec.Meta(ge=0, le=1)]
Offset = Annotated[int, msgspec.Meta(ge=0)]
Version = Annotated[int, msgspec.Meta(ge=1)]


class Party(msgspec.Struct, frozen=True):
    """Who acts, or to whom it is done: a code (``ARM``, ``KAZ:GOV``, ``CSTO``) and its English name."""

    code: str
    name: str


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where it happened; latitude and longitude in degrees, WGS 84."""

    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Attribution(msgspec.Struct, frozen=True):
    """Who says so: a party's code as the speaker, and the outlet that is quoted."""

    speaker: str | None = None
    publisher: str | None = None


class Evidence(msgspec.Struct, frozen=True):
    """A span of the article as it came: ``exact == part[start:end]``, counted in Unicode code points.

    ``prefix`` and ``suffix`` are what stands right before and after it (W3C Web Annotation, TextQuoteSelector).
    """

    role: Role
    part: Part
    exact: str
    prefix: str
    suffix: str
    start: Offset
    end: Offset


class CodedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to whom, where and when, and whether it is so.

    ``id`` is the UUIDv5 over article id, version, trigger's part and span, type, mode, parties, status and
    lexicon; ``happened_on`` an ISO 8601 date, perhaps only a month or a year; ``confidence`` is 0 to 1.
    """

    id: str
    event_type: EventType
    mode: str | None
    context: tuple[str, ...] = ()
    actor: tuple[Party, ...] = ()
    recipient: tuple[Party, ...] = ()
    place: tuple[Place, ...] = ()
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    temporality: Temporality = "current"
    happened_on: str | None = None
    attribution: Attribution = Attribution()
    quantities: dict[str, int] = {}
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence = 0.5


class ArticleStub(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk needs to know of an article: all but its body.

    ``fingerprint`` is a MinHash of the cleaned body, in hexadecimal; empty where there is none.
    """

    id: str
    url: str | None = None
    source: str
    title: str | None = None
    language: str | None = None
    published_at: Moment
    version: Version = 1
    status: Status = "usable"
    fingerprint: str = ""
    embargoed_until: Moment | None = None


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one version of one article; ``lexicon`` is the digest of the content that made it.

    ``language`` is the one it was coded as: the declared one where plausible, else the detected one, or ``und``.
    """

    article_id: str
    article: ArticleStub
    language: str
    events: tuple[CodedEvent, ...]
    lexicon: str
    outcome: Literal["coded", "quiet", "withdrawn", "unsupported"] = "coded"
