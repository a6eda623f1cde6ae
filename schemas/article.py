"""The article as it comes in on ``tocsin.articles.raw.v1``."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from schemas.address import WEB_ADDRESS, canonical_url, is_web_address
from schemas.decode import decode
from schemas.diagnose import visible
from schemas.rejected import Rejected

MAX_BYTES = 1 << 20
"""A raw record above this is refused (and still arrives, to be refused: the topic takes 4 MiB)."""

Status = Literal["usable", "withdrawn"]

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339 with an offset."""

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_NAME = {"pattern": r"^[^\u0000-\u001f\u007f]*$"}


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one article, as its publisher sent it; unknown fields are ignored.

    One of ``id`` and ``url`` is needed, and one of ``title`` and ``body`` (not of a withdrawn article); the id
    defaults to the UUIDv5 of the canonical URL. ``version`` counts the publisher's revisions; ``status`` "withdrawn"
    takes the article back; ``language`` is BCP 47, detected where it is missing.
    """

    source: Annotated[str, msgspec.Meta(min_length=1, max_length=256, extra_json_schema=_NAME)]
    published_at: Moment
    id: Annotated[str, msgspec.Meta(max_length=512, extra_json_schema=_NAME)] | None = None
    url: Annotated[str, msgspec.Meta(max_length=4096, extra_json_schema={"pattern": WEB_ADDRESS})] | None = None
    title: str | None = None
    body: str | None = None
    language: Annotated[str, msgspec.Meta(max_length=64, extra_json_schema=_NAME)] | None = None
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    status: Status = "usable"
    embargoed_until: Moment | None = None


_DECODER = msgspec.json.Decoder(Article)


def parse(raw: bytes | None) -> Article | Rejected:
    """Read one raw record. The article that comes back always has an ``id``; a blank ``url`` is none."""
    article = decode(raw, _DECODER, MAX_BYTES)
    if isinstance(article, Rejected):
        return article
    wrong = _wrong_name(article) or _wrong_date(article)
    if wrong:
        return wrong
    named = _named(article)
    if isinstance(named, Rejected) or named.status == "withdrawn":
        return named
    if not (named.title or "").strip() and not (named.body or "").strip():
        return Rejected(
            reason="missing_field",
            message="neither `title` nor `body`: there is nothing to read",
            record_id=named.id,
        )
    return named


def _named(article: Article) -> Article | Rejected:
    """The article with an id, from its web address where the publisher gave none."""
    if article.url is not None and not article.url.strip():
        article = msgspec.structs.replace(article, url=None)
    if article.id and not article.id.isspace():
        if article.url is None or is_web_address(article.url):
            return article
        return _bad_url(article.id, "it must start with http:// or https:// and a host")
    if article.url is None:
        return Rejected(
            reason="missing_field", message="neither `id` nor `url`: give one of them, so that it has a name"
        )
    try:
        address = canonical_url(article.url)
    except ValueError as error:
        return _bad_url(None, str(error))
    return msgspec.structs.replace(article, id=str(uuid.uuid5(uuid.NAMESPACE_URL, address)))


def _wrong_name(article: Article) -> Rejected | None:
    """What names an article goes into keys, headers and logs: it has no control characters, and says something."""
    names = f"{article.source}{article.id}{article.url}{article.language}"
    if names.isprintable() and not article.source.isspace():
        return None
    if article.source.isspace():
        return Rejected(
            reason="missing_field",
            message="`source` is blank: say who published it",
            where="$.source",
            record_id=article.id,
        )
    for field in ("source", "id", "url", "language"):
        control = _CONTROL.search(getattr(article, field) or "")
        if control:
            return Rejected(
                reason="wrong_type",
                message=f"`{field}` has a control character (U+{ord(control[0]):04X}) in place "
                f"{control.start() + 1}: send it without",
                where=f"$.{field}",
            )
    return None


def _wrong_date(article: Article) -> Rejected | None:
    """Dates in the first and the last year that can be written run over when they are reckoned with."""
    field, moment = "published_at", article.published_at
    if 1 < moment.year < 9999:
        if article.embargoed_until is None or 1 < article.embargoed_until.year < 9999:
            return None
        field, moment = "embargoed_until", article.embargoed_until
    return Rejected(
        reason="bad_date",
        message=f"`{field}` lies in the year {moment.year}, too far off to reckon with: send the real date",
        where=f"$.{field}",
        record_id=article.id,
    )


def _bad_url(article_id: str | None, why: str) -> Rejected:
    return Rejected(
        reason="wrong_type", message=f"`url` is no web address: {visible(why)}", where="$.url", record_id=article_id
    )
