"""The ports of intake; in-memory and AWS twins pass one contract suite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import (
    AppendedChunk,
    CheckedChunk,
    Delivery,
    FileReceipt,
    FileStatus,
    RangeResult,
    SetVerdict,
)
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.x12.model.source import ByteSource


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """One version of an object; reading it later gives the same bytes or an error."""

    bucket: str
    key: str
    version_id: str
    """Empty where the bucket is not versioned."""
    etag: str
    size: int
    """Bytes."""
    user_agent: str
    """Metadata `user-agent`: Transfer Family signs what came by SFTP with `AWSTransfer`."""


class ObjectStore(Protocol):
    """One bucket."""

    @property
    def bucket(self) -> str:
        """Its name."""
        ...

    def describe(self, key: str, *, version_id: str = "") -> StoredObject:
        """Return what is stored under the key.

        Raises NotFoundError (OBJECT_MISSING) when nothing is.
        """
        ...

    def sha256(self, stored: StoredObject) -> str:
        """Return the SHA-256 (hex) of the object's bytes, read once as a stream of flat memory.

        Raises NotFoundError when that version is gone or was replaced.
        """
        ...

    def open(self, stored: StoredObject, *, read_ahead: int) -> ByteSource:
        """Return the object's bytes by range, fetched at least `read_ahead` bytes at a time.

        Reading raises NotFoundError when that version is gone or was replaced.
        """
        ...

    def copy_from(self, stored: StoredObject, key: str) -> None:
        """Copy a version out of any bucket to `key` in this one, without its metadata.

        Raises NotFoundError when that version is gone or was replaced. Copying again is harmless.
        """
        ...

    def put(self, key: str, data: bytes) -> None:
        """Write an object; the same key and bytes again are harmless."""
        ...


class FileStore(Protocol):
    """Receipts, deliveries and the results of ranges. Reads by id are strongly consistent."""

    def find(self, *, file_id: str, partner_id: str) -> FileReceipt | None:
        """Return the receipt of that content in that partner's dropbox."""
        ...

    def begin(self, receipt: FileReceipt, *, previous: FileReceipt | None) -> None:
        """Store a receipt where `previous` stands (None: where none stands).

        Raises ConflictError when another worker stored one meanwhile: read again and retry.
        """
        ...

    def advance(self, receipt: FileReceipt, *, expected: frozenset[FileStatus]) -> bool:
        """Store the receipt if the stored one's status is among `expected`; whether it was."""
        ...

    def record_delivery(self, delivery: Delivery) -> None:
        """Remember a delivery; idempotent by its id."""
        ...

    def save_range(self, result: RangeResult) -> frozenset[int]:
        """Store a range's result unless one is stored; the starts of all ranges that are done.

        Of several workers that finish at once, the last to store sees them all.
        """
        ...

    def ranges_of(self, file_id: str) -> list[RangeResult]:
        """Return all results of a file in order of place."""
        ...

    def each_range(self, file_id: str) -> Iterator[RangeResult]:
        """Yield all results of a file in order of place, some at a time in memory."""
        ...

    def save_chunk(self, result: CheckedChunk | AppendedChunk) -> frozenset[int]:
        """Store what became of a chunk unless it is stored; the ordinals of all that are done.

        Of several workers that finish a step at once, the last to store sees them all.
        """
        ...

    def checked_chunks(self, *, file_id: str, set_start: int, split_id: str) -> list[CheckedChunk]:
        """Return the chunks of a split set that are checked, in order of place."""
        ...

    def appended_chunks(
        self, *, file_id: str, set_start: int, split_id: str
    ) -> list[AppendedChunk]:
        """Return the chunks of a split set that are appended, in order of place."""
        ...

    def save_verdict(self, verdict: SetVerdict) -> None:
        """Store the verdict on a large set unless one is stored."""
        ...

    def find_verdict(self, *, file_id: str, set_start: int) -> SetVerdict | None:
        """Return the verdict on a large set."""
        ...

    def save_release(self, release: Release) -> Release:
        """Store a release unless it is stored; the one that is."""
        ...

    def releases_of(self, file_id: str) -> list[Release]:
        """Return the releases of a file's sets, the first one first."""
        ...

    def save_released(self, result: ReleasedSet) -> frozenset[int]:
        """Store what became of a released set unless it is stored; the starts of all that are.

        Of several workers that finish at once, the last to store sees them all.
        """
        ...

    def released_of(self, file_id: str) -> list[ReleasedSet]:
        """Return what became of the released sets of a file, in order of place."""
        ...

    def receipts_of(self, file_id: str) -> list[FileReceipt]:
        """Return the receipts of that content in every dropbox it came to."""
        ...

    def deliveries_of(self, file_id: str) -> list[Delivery]:
        """Return each time that the content was dropped, in order of time."""
        ...

    def list_by_day(self, *, day: date, limit: int) -> list[FileReceipt]:
        """Receipts of a UTC day in order of arrival; eventually consistent."""
        ...


class PaymentStore(Protocol):
    """The payments that 835s explain, and who deals with which payers. Consistent by id."""

    def append(self, copies: list[PaymentCopy]) -> None:
        """Store copies of payments; a copy that is stored already stays."""
        ...

    def copies_of(self, payment_id: str) -> list[PaymentCopy]:
        """Return a payment as each file states it, the earliest file first."""
        ...

    def list_payments(
        self, *, payer_id: str, first_day: date | None, limit: int
    ) -> list[PaymentCopy]:
        """Return a payer's payments, the latest day first, every copy.

        None paid before `first_day`.
        """
        ...

    def record_dealings(self, *, partner_id: str, payer_ids: Iterable[str]) -> None:
        """Remember which payers a biller's submissions named; idempotent."""
        ...

    def has_dealt(self, payer_id: str, *, partner_id: str = "") -> bool:
        """Return whether a submission of that biller, or of any, named the payer.

        Strongly consistent.
        """
        ...


class IngestQueue(Protocol):
    """The queue of ranges for ingestion. Delivery is at least once, in no promised order."""

    def send(self, messages: Iterable[IngestMessage]) -> None:
        """Hand over all messages as they come, or raise, so that the caller is retried."""
        ...
