"""The account's answers about what stands in front of the pages: certificates and names."""

import socket
from typing import Any

from infra.accounts.ports import Certificate


def read_certificate(described: dict[str, Any]) -> Certificate:
    """Return a certificate as ACM's DescribeCertificate has it."""
    found = described["Certificate"]
    names = {found["DomainName"], *found.get("SubjectAlternativeNames", ())}
    return Certificate(names=tuple(sorted(names)), state=found["Status"])


def resolves(name: str) -> bool:
    """Return whether a name leads anywhere, as this machine resolves it."""
    try:
        return bool(socket.getaddrinfo(name, 443))
    except OSError:
        return False
