"""The in-memory twin of what identity providers publish."""

from dataclasses import dataclass, field

from claimtrail.access.provider_watch.ports import ProviderUnreachableError


@dataclass
class MemoryProviderDocuments:
    """Documents by address; what has none does not answer."""

    documents: dict[str, bytes] = field(default_factory=dict)

    def read(self, address: str) -> bytes:
        """Return a document. Raises ProviderUnreachableError."""
        try:
            return self.documents[address]
        except KeyError:
            raise ProviderUnreachableError(address) from None

    def reach(self, address: str) -> None:
        """Do nothing if an endpoint answers at all. Raises ProviderUnreachableError."""
        self.read(address)
