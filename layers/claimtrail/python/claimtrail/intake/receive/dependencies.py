"""The dependencies of receiving, and the outcome of a message."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from claimtrail.claims.store.ports import Rosters
from claimtrail.intake.ingest.batches import BatchClaims
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.ports import FileStore, IngestQueue, ObjectStore
from claimtrail.intake.receive.arrivals import ArrivalStore
from claimtrail.intake.receive.plan_messages import CHUNK_SIZE
from claimtrail.intake.receive.slices import SLICE
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import UNHURRIED, Turn
from claimtrail.partners.profile import Partners
from claimtrail.trail.ports import RowSink

SIZE_LIMIT = most(Bounded.FILE_BYTES)


class ReceiveOutcome(StrEnum):
    """The outcome of a message."""

    IGNORED = "ignored"
    QUEUED = "queued"
    QUARANTINED = "quarantined"
    REPEATED = "repeated"
    REMOVED = "removed"
    """The object was gone before it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The outcome of a message, for the log line."""

    outcome: ReceiveOutcome = ReceiveOutcome.IGNORED
    file_id: str = ""
    partner_id: str = ""
    reason: str = ""

    def ids(self) -> dict[str, str]:
        """Return the opaque ids that a log line names."""
        return {"file_id": self.file_id, "partner_id": self.partner_id}


class ReceivedClaims(BatchClaims, Rosters, Protocol):
    """Statements of a file before its sets are read: acknowledgments, and batches that end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDependencies:
    """The dependencies of receiving."""

    inbox: ObjectStore
    archive: ObjectStore
    quarantine: ObjectStore
    outbox: ObjectStore
    arrivals: ArrivalStore
    files: FileStore
    claims: ReceivedClaims
    queue: IngestQueue
    publisher: EventPublisher
    rows: RowSink
    partners: Partners
    clock: Clock
    code_version: str
    size_limit: int = SIZE_LIMIT
    chunk_size: int = CHUNK_SIZE
    """Bytes: a larger set is worked on in chunks of about this size."""
    slice_size: int = SLICE
    """Interchanges of a file in memory at a time."""
    turn: Turn = UNHURRIED
    """The attempt that this is, and the time that it has."""
