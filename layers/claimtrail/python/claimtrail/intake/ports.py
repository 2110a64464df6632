"""What intake needs of the world; in-memory and AWS twins pass one contract suite."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from claimtrail.claims.payments import PaymentCopy
from claimtrail.intake.messages import IngestMessage
from claimtrail.intake.receipt import (
    AppendedPortion,
    CheckedPortion,
    Delivery,
    FileReceipt,
    FileStatus,
    RangeResult,
    SetVerdict,
)
from claimtrail.intake.release import Release, ReleasedSet
from claimtrail.x12.source import ByteSource


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
        """What is stored under the key. Raises NotFoundError (OBJECT_MISSING) when nothing is."""
        ...

    def sha256(self, stored: StoredObject) -> str:
        """The SHA-256 (hex) of the object's bytes, read once as a stream of flat memory.

        Raises NotFoundError when that version is gone or was replaced.
        """
        ...

    def open(self, stored: StoredObject, *, read_ahead: int) -> ByteSource:
        """The object's bytes by range, fetched at least `read_ahead` bytes at a time.

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
        """The receipt of that content in that partner's dropbox."""
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
        """All results of a file in order of place."""
        ...

    def save_portion(self, result: CheckedPortion | AppendedPortion) -> frozenset[int]:
        """Store what became of a portion unless it is stored; the ordinals of all that are done.

        Of several workers that finish a step at once, the last to store sees them all.
        """
        ...

    def checked_portions(
        self, *, file_id: str, set_start: int, cut_id: str
    ) -> list[CheckedPortion]:
        """The portions of a cut set that are checked, in order of place."""
        ...

    def appended_portions(
        self, *, file_id: str, set_start: int, cut_id: str
    ) -> list[AppendedPortion]:
        """The portions of a cut set that are appended, in order of place."""
        ...

    def save_verdict(self, verdict: SetVerdict) -> None:
        """Store the verdict on a large set unless one is stored."""
        ...

    def find_verdict(self, *, file_id: str, set_start: int) -> SetVerdict | None:
        """The verdict on a large set."""
        ...

    def save_release(self, release: Release) -> Release:
        """Store a release unless it is stored; the one that is."""
        ...

    def releases_of(self, file_id: str) -> list[Release]:
        """The releases of a file's sets, the first one first."""
        ...

    def save_released(self, result: ReleasedSet) -> frozenset[int]:
        """Store what became of a released set unless it is stored; the starts of all that are.

        Of several workers that finish at once, the last to store sees them all.
        """
        ...

    def released_of(self, file_id: str) -> list[ReleasedSet]:
        """What became of the released sets of a file, in order of place."""
        ...

    def receipts_of(self, file_id: str) -> list[FileReceipt]:
        """The receipts of that content in every dropbox it came to."""
        ...

    def deliveries_of(self, file_id: str) -> list[Delivery]:
        """Each time that the content was dropped, in order of time."""
        ...

    def list_by_day(self, *, day: date, limit: int) -> list[FileReceipt]:
        """Receipts of a UTC day in order of arrival; eventually consistent."""
        ...


class PaymentStore(Protocol):
    """The payments that 835s explain, and who deals with whom. Reads by id are consistent."""

    def append(self, copies: list[PaymentCopy]) -> None:
        """Store copies of payments; a copy that is stored already stays."""
        ...

    def copies_of(self, payment_id: str) -> list[PaymentCopy]:
        """A payment as each file states it, the earliest file first."""
        ...

    def list_payments(
        self, *, payer_id: str, first_day: date | None, limit: int
    ) -> list[PaymentCopy]:
        """A payer's payments, the latest day first, every copy; none paid before `first_day`."""
        ...

    def record_dealings(self, *, partner_id: str, payer_ids: Iterable[str]) -> None:
        """Remember which payers a biller's submissions named; idempotent."""
        ...

    def has_dealt(self, payer_id: str, *, partner_id: str = "") -> bool:
        """Whether a submission of that biller, or of any, named the payer; strongly consistent."""
        ...


class IngestQueue(Protocol):
    """Where ranges wait for ingestion. Delivery is at least once, in no promised order."""

    def send(self, messages: list[IngestMessage]) -> None:
        """Hand over all messages, or raise, so that the caller is retried."""
        ...
