"""Stored documents in memory, each by its kind, its subject, and its name among those."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from claimtrail.claims.store.items import ItemKind, StoredItem


class Kept(StrEnum):
    """Kinds of documents; those that projection and publication know have their names."""

    EVENT = ItemKind.EVENT.value
    CHANGE = ItemKind.CHANGE.value
    PRESERVED_CHANGE = ItemKind.PRESERVED_CHANGE.value
    ROSTER = ItemKind.ROSTER.value
    ACKNOWLEDGMENT = ItemKind.ACKNOWLEDGMENT.value
    ENCOUNTER = ItemKind.ENCOUNTER.value
    PATIENT = ItemKind.PATIENT.value
    MATCH = "match"
    LINK = "link"
    BEARING = "bearing"
    AWAITING = "awaiting"
    AWAITED = "awaited"
    SEARCH = "search"
    NOTE = "note"
    SET = "set"
    TERM = "term"
    TERM_CLAIM = "term_claim"
    PATIENT_ENCOUNTER = "patient_encounter"
    BATCH_ROSTER = "batch_roster"
    BATCH_READ = "batch_read"
    BATCH_STATUS = "batch_status"
    FILE_BATCH_STATUS = "file_batch_status"
    BATCH_RESULT = "batch_result"


_ITEM_KINDS = frozenset(kind.value for kind in ItemKind)
_WITHOUT_SUBJECT = frozenset({Kept.ROSTER, Kept.ACKNOWLEDGMENT})


class Place(NamedTuple):
    """The place of a document."""

    kind: Kept
    owner: str
    """The claim, key, set, payer, patient or batch that it belongs to."""
    name: str = ""
    """Among the documents of its kind and owner; empty where there is one only."""

    def item(self, document: str, *, version: int = 0) -> StoredItem:
        """The document as an item of the stream."""
        is_known = self.kind.value in _ITEM_KINDS
        has_subject = is_known and self.kind not in _WITHOUT_SUBJECT
        return StoredItem(
            kind=ItemKind(self.kind.value) if is_known else ItemKind.OTHER,
            subject_id=self.owner if has_subject else "",
            partition=f"{self.kind.value}:{self.owner}",
            sort=self.name,
            document=document,
            version=version,
        )


def place_at(partition: str, sort: str) -> Place | None:
    """The place of an item by its address; None for an address that was never given."""
    kind, _, owner = partition.partition(":")
    return Place(Kept(kind), owner, sort) if kind in set(Kept) else None


class Memory:
    """Keeps documents as the same texts as the table does."""

    def __init__(self) -> None:
        self.items: dict[tuple[Kept, str], dict[str, str]] = {}
        """Documents by kind and owner, then by name."""
        self.delisted: dict[str, int] = {}
        """Claims that were taken off the list of those that escalate, by version."""

    def documents_of(self, *kinds: Kept) -> Iterator[str]:
        """Every document of some kinds."""
        return (text for place, text in self._places() if place.kind in kinds)

    def owners_of(self, kind: Kept) -> list[str]:
        """Return the subjects of documents of a kind."""
        return [owner for found, owner in self.items if found is kind]

    def stored_items(self, *kinds: ItemKind) -> list[StoredItem]:
        """Every document, or those of some kinds, as items of the stream."""
        found = (place.item(text) for place, text in self._places())
        return [item for item in found if not kinds or item.kind in kinds]

    def pages_of_items(self) -> Iterator[list[StoredItem]]:
        """Every document, two to a page."""
        every = self.stored_items()
        for start in range(0, len(every), 2):
            yield every[start : start + 2]

    def _places(self) -> Iterator[tuple[Place, str]]:
        for (kind, owner), stored in self.items.items():
            for name, text in stored.items():
                yield Place(kind, owner, name), text

    def _append(self, place: Place, document: str, *, is_new: bool = False) -> None:
        """Store a document unless one is there, or whatever is there when it is known as new."""
        if is_new or not self._has(place):
            self._write(place, document)

    def _put(self, place: Place, document: str) -> None:
        """Store a document in place of the one before."""
        self._write(place, document)

    def _write(self, place: Place, document: str) -> None:
        self.items.setdefault((place.kind, place.owner), {})[place.name] = document

    def _remove(self, place: Place) -> None:
        del self.items[place.kind, place.owner][place.name]

    def _has(self, place: Place) -> bool:
        return place.name in self.items.get((place.kind, place.owner), {})

    def _document(self, kind: Kept, owner: str, name: str = "") -> str | None:
        return self.items.get((kind, owner), {}).get(name)

    def _of(self, kind: Kept, owner: str) -> list[tuple[str, str]]:
        """Names and documents, by name."""
        return sorted(self.items.get((kind, owner), {}).items())
