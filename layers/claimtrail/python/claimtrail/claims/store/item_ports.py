"""Ports of those who work off stored items one by one: read, preserve, defer."""

from collections.abc import Iterable, Iterator
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


class ItemPages(Protocol):
    """All items, for work on whatever was stored in a span of time."""

    def pages_of_items(self) -> Iterator[list[StoredItem]]:
        """Yield every item, page by page, in no promised order. Eventually consistent.

        The document of one that cannot be read is empty.
        """
        ...


class BulkDeferral(Protocol):
    """Work on many items, queued in few requests."""

    def defer_all(self, messages: Iterable[str]) -> None:
        """Queue the messages. Raises when one could not be queued."""
        ...


class Deferral(Protocol):
    """Work on one item that failed, so that it does not block what follows."""

    def defer(self, message: str) -> None:
        """Queue the message. Raises when it could not be queued."""
        ...
