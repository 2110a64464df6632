"""Times of stored items: which of them were stored in a span of time, out of their documents."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.kernel.clock import parse_instant

WAITED = timedelta(hours=24)
"""An event is stored after its file was recorded: by so much, when its message failed and waited.
A claim's version has the time at which it was stored."""
_TIMES: Mapping[ItemKind, Callable[[Any], str]] = MappingProxyType(
    {
        ItemKind.EVENT: lambda document: str(document["recorded_at"]),
        ItemKind.ACKNOWLEDGMENT: lambda document: str(document["event"]["recorded_at"]),
        ItemKind.CHANGE: lambda document: str(document["claim"]["updated_at"]),
        ItemKind.PRESERVED_CHANGE: lambda document: str(document["claim"]["updated_at"]),
    }
)
_RECORDED_BEFORE = frozenset({ItemKind.EVENT, ItemKind.ACKNOWLEDGMENT})


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, its ends included."""

    since: datetime
    until: datetime

    def has(self, item: StoredItem) -> bool:
        """Return whether an item may have been stored then; true where it does not say when.

        Doing its work once more changes nothing, so that an item too many is no harm.
        """
        at = time_of(item)
        if at is None:
            return True
        waited = WAITED if item.kind in _RECORDED_BEFORE else timedelta()
        return self.since - waited <= at <= self.until


def time_of(item: StoredItem) -> datetime | None:
    """Return the time in an item's document; None where there is none, or it cannot be read."""
    read = _TIMES.get(item.kind)
    if read is None:
        return None
    try:
        return parse_instant(read(json.loads(item.document)))
    except (KeyError, TypeError, ValueError):
        return None


def stored_in(
    span: Span, pages: Iterable[list[StoredItem]], kinds: frozenset[ItemKind]
) -> Iterator[tuple[int, list[StoredItem]]]:
    """Yield for each page how many items it has, and those of the kinds that are of the span."""
    for page in pages:
        yield len(page), [item for item in page if item.kind in kinds and span.has(item)]
