"""Single stored items, as the stream delivers them and a read by address returns them."""

from dataclasses import dataclass
from enum import StrEnum


class ItemKind(StrEnum):
    """Kinds of stored items on which projection or publication acts."""

    EVENT = "event"
    """A fact about a claim; stored once."""
    CHANGE = "change"
    """The last change of a claim; the next one replaces it."""
    PRESERVED_CHANGE = "preserved_change"
    """A change that stays when the next one comes."""
    ROSTER = "roster"
    ACKNOWLEDGMENT = "acknowledgment"
    ENCOUNTER = "encounter"
    PATIENT = "patient"
    OTHER = "other"
    """Nothing on which anything acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """One stored item."""

    kind: ItemKind
    subject_id: str
    """The claim, encounter or patient that it is about; empty for other kinds."""
    partition: str
    """With `sort` the address of the item: opaque, for messages that name it."""
    sort: str
    document: str
    """JSON text; empty for items that are no document."""
    version: int = 0
    """Of items that are replaced version by version."""
