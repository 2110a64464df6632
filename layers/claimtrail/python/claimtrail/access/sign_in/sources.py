"""Sources of requests: the address by which sign-ins are counted."""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

_SITE_BITS = 64
"""A host has all addresses of a /64 for itself (RFC 6177), so that one counts as the other."""
_UNKNOWN = "unknown"
_KEY_LENGTH = 32


def source_key(address: str) -> str:
    """Return the key under which an address is counted, which does not show it."""
    return hashlib.sha256(_network(address).encode()).hexdigest()[:_KEY_LENGTH]


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return _UNKNOWN
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _SITE_BITS), strict=False))
