"""Web addresses: which ones we take, and the one spelling by which two of them are the same article."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import idna

WEB_ADDRESS = r"^\s*[hH][tT][tT][pP][sS]?://[^\s/?#]"
"""What a ``url`` starts with: a scheme that is safe to click, and a host."""

_IS_WEB_ADDRESS = re.compile(WEB_ADDRESS)
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*")
_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:;=@!$&'()*+,~"
_TRACKING = frozenset({
    "_ga", "_gl", "_hsenc", "_hsmi", "cmpid", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh", "igshid",
    "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ns_campaign", "ns_mchannel", "ns_source", "oly_anon_id", "oly_enc_id",
    "ref_src", "srsltid", "ttclid", "twclid", "vero_id", "wbraid", "yclid", "ysclid",
})  # fmt: skip
"""Query parameters that say how a reader came, not what is read; those that start with ``utm_`` as well."""


def is_web_address(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address."""
    return _IS_WEB_ADDRESS.match(url) is not None


def canonical_url(url: str) -> str:
    """``url`` in the spelling that articles are named by.

    Scheme and host in lower case, the host in ASCII (``xn--…``) without a closing dot; no user, no default port, no
    fragment, no tracking parameters; the query sorted; what is not ASCII in path and query percent-encoded as UTF-8.
    Raises ValueError for what is no web address.
    """
    if not is_web_address(url):
        raise ValueError("it must start with http:// or https:// and a host")
    parts = urlsplit(url.strip())
    host = parts.hostname or ""
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode()
    host = host.rstrip(".")
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host!r} is no host")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port is not None and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted((name, value) for name, value in query if not _is_tracking(name.lower()))
    path = quote(parts.path or "/", safe=_SAFE)
    return urlunsplit((parts.scheme, host, path, urlencode(kept, errors="surrogateescape"), ""))


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith("utm_")
