"""The article as it comes in on ``tocsin.articles.raw.v1``."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from schemas.decode import decode
from schemas.rejected import Rejected

MAX_BYTES = 1 << 20
"""A raw record above this is refused (and still arrives, to be refused: the topic takes 4 MiB)."""

Status = Literal["usable", "withdrawn"]

_TRACKING = re.compile(r"(?i)^(utm_.*|fbclid|gclid|yclid|igshid|mc_cid|mc_eid|ref_src|cmpid)$")
_SURROGATE = re.compile("[\ud800-\udfff]")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339 with an offset."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one article, as its publisher sent it; unknown fields are ignored.

    ``version`` counts the publisher's revisions; ``status="withdrawn"`` takes the article back.
    """

    source: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    published_at: Moment
    id: Annotated[str, msgspec.Meta(max_length=512)] | None = None
    url: Annotated[str, msgspec.Meta(max_length=4096)] | None = None
    title: str | None = None
    body: str | None = None
    language: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    status: Status = "usable"
    embargoed_until: Moment | None = None


_DECODER = msgspec.json.Decoder(Article)


def canonical_url(url: str) -> str:
    """``url`` with a lower-case host, no fragment, no tracking parameters and a sorted query.

    Raises ValueError for what is no URL (as ``urllib`` has it).
    """
    parts = urlsplit(url.strip())
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), ""))


def parse(raw: bytes) -> Article | Rejected:
    """Read one raw record. The article that comes back always has an ``id``."""
    article = decode(raw, _DECODER, MAX_BYTES)
    if isinstance(article, Rejected):
        return article
    for name in ("id", "url", "source", "title", "body", "language"):
        text = getattr(article, name)
        if text and _SURROGATE.search(text):
            return Rejected(reason="lone_surrogate", message="half a surrogate pair is no text", where=f"$.{name}")
    identity = (article.id or "").strip()
    if not identity and not (article.url or "").strip():
        return Rejected(reason="missing_field", message="neither `id` nor `url`: give one, so that it can be named")
    if not (article.title or "").strip() and not (article.body or "").strip() and article.status == "usable":
        return Rejected(
            reason="missing_field",
            message="neither `title` nor `body`: there is nothing to read",
            record_id=identity or article.url,
        )
    if identity:
        return article
    try:
        derived = str(uuid.uuid5(uuid.NAMESPACE_URL, canonical_url(article.url or "")))
    except ValueError as error:
        return Rejected(reason="wrong_type", message=f"`url` is no URL: {error}", where="$.url")
    return msgspec.structs.replace(article, id=derived)
