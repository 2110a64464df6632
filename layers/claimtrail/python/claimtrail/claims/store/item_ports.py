"""Ports of those who work off stored items one by one: read, preserve, defer."""

from typing import Protocol

from claimtrail.claims.store.items import StoredItem


class ItemReader(Protocol):
    """Single items, for work that was deferred and names its item by address."""

    def item_at(self, *, partition: str, sort: str) -> StoredItem:
        """Return the item. Raises NotFoundError when there is none."""
        ...


class Shelf(ItemReader, Protocol):
    """Versions that could not be worked off, kept because the next one replaces them."""

    def preserve(self, item: StoredItem) -> StoredItem:
        """Store a claim's change where it stays, and return it with its address; idempotent."""
        ...


class Deferral(Protocol):
    """Work on one item that failed, so that it does not block what follows."""

    def defer(self, message: str) -> None:
        """Queue the message. Raises when it could not be queued."""
        ...
