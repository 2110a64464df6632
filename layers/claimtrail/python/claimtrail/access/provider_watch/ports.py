"""Ports of the watch: what providers publish."""

from enum import StrEnum
from typing import Protocol


class ProviderProblem(StrEnum):
    """A reason for which a provider does not stand as it should."""

    UNREACHABLE = "unreachable"
    DISCOVERY = "discovery"
    """The discovery document is none, or of another issuer."""
    KEYS = "keys"
    """The key set has no key."""
    TOKEN_ENDPOINT = "token_endpoint"  # noqa: S105 - a reason, no token
    METADATA = "metadata"
    """The metadata have no signing certificate."""


class ProviderUnreachableError(Exception):
    """Nothing answered in time, or with an error of the server."""


class ProviderDocuments(Protocol):
    """Documents that identity providers publish for everybody."""

    def read(self, address: str) -> bytes:
        """Return a document. Raises ProviderUnreachableError."""
        ...

    def reach(self, address: str) -> None:
        """Do nothing if an endpoint answers at all. Raises ProviderUnreachableError."""
        ...
