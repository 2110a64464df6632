"""The names by which a request may address the embedded cloud, and the origins that may send one.

A page of another site reaches loopback by a name that its owner points there (DNS rebinding), or
by a form or a fetch to a loopback address; browsers tell of the first in `Host`, of the second in
`Origin` and `Sec-Fetch-Site`.
"""

from collections.abc import Mapping

_ADDRESSES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SUFFIX = ".localhost"
"""Resolved to loopback by browsers and resolvers (RFC 6761): deployed APIs, buckets."""
_OUTSIDE = frozenset({"cross-site", "same-site"})
"""Values of Sec-Fetch-Site for a request that a page of another origin made."""


def is_loopback(host: str) -> bool:
    """Return whether a Host header names this machine's loopback."""
    name, _, port = host.lower().rpartition(":")
    if not name or not port.isdigit():
        name = host.lower()
    return name in _ADDRESSES or (name.endswith(_SUFFIX) and name.strip(".") == name)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Return whether a page of another origin than the addressed one sent the request."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.lower() != f"http://{headers.get('host', '').lower()}"
    return headers.get("sec-fetch-site", "").lower() in _OUTSIDE
