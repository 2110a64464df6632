"""In-memory twins of intake's ports, for tests and benchmarks."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Any

from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.intake.errors import object_missing, receipt_conflict
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
from claimtrail.intake.ports import StoredObject
from claimtrail.x12.model.source import ByteSource, MemorySource


class MemoryBucket:
    """A versioned bucket; buckets that copy from one another share a `intake`."""

    def __init__(self, bucket: str, intake: dict[str, "MemoryBucket"] | None = None) -> None:
        self.objects: dict[str, bytes] = {}
        """The current version of each object."""
        self.user_agents: dict[str, str] = {}
        self._bucket = bucket
        self._versions: dict[tuple[str, str], bytes] = {}
        self._current: dict[str, str] = {}
        self._world = {} if intake is None else intake
        self._world[bucket] = self

    @property
    def bucket(self) -> str:
        """Its name."""
        return self._bucket

    def drop(self, key: str, data: bytes, *, user_agent: str = "") -> str:
        """Put an object as a payer would; its version."""
        version_id = f"v{len(self._versions) + 1}"
        self._versions[key, version_id] = data
        self._current[key] = version_id
        self.objects[key] = data
        self.user_agents[key] = user_agent
        return version_id

    def delete(self, key: str) -> None:
        """Remove an object with all its versions."""
        self.objects.pop(key, None)
        self._current.pop(key, None)
        self._versions = {place: data for place, data in self._versions.items() if place[0] != key}

    def describe(self, key: str, *, version_id: str = "") -> StoredObject:
        """Return what is stored under the key."""
        version_id = version_id or self._current.get(key, "")
        data = self._bytes(key, version_id)
        return StoredObject(
            bucket=self._bucket,
            key=key,
            version_id=version_id,
            etag=hashlib.sha256(data).hexdigest(),
            size=len(data),
            user_agent=self.user_agents.get(key, ""),
        )

    def sha256(self, stored: StoredObject) -> str:
        """The SHA-256 (hex) of the object's bytes."""
        return hashlib.sha256(self._bytes(stored.key, stored.version_id)).hexdigest()

    def open(self, stored: StoredObject, *, read_ahead: int) -> ByteSource:  # noqa: ARG002 - the port's; bytes in memory need no reading ahead
        """The object's bytes."""
        return MemorySource(self._bytes(stored.key, stored.version_id))

    def copy_from(self, stored: StoredObject, key: str) -> None:
        """Copy a version out of any bucket of the world."""
        data = self._world[stored.bucket]._bytes(stored.key, stored.version_id)
        self.put(key, data)

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        if self.objects.get(key) != data:
            self.drop(key, data)

    def _bytes(self, key: str, version_id: str) -> bytes:
        try:
            return self._versions[key, version_id]
        except KeyError:
            raise object_missing(self._bucket) from None


class MemoryFileStore:
    """Receipts, deliveries and ranges in dictionaries."""

    def __init__(self) -> None:
        self.receipts: dict[tuple[str, str], FileReceipt] = {}
        self.deliveries: dict[tuple[str, str, str], Delivery] = {}
        self.ranges: dict[tuple[str, int], RangeResult] = {}
        self.checked: dict[tuple[str, int, str, int], CheckedChunk] = {}
        self.appended: dict[tuple[str, int, str, int], AppendedChunk] = {}
        self.verdicts: dict[tuple[str, int], SetVerdict] = {}
        self.releases: dict[tuple[str, str], Release] = {}
        self.released: dict[tuple[str, str, int], ReleasedSet] = {}

    def find(self, *, file_id: str, partner_id: str) -> FileReceipt | None:
        """The receipt of that content in that partner's dropbox."""
        return self.receipts.get((file_id, partner_id))

    def begin(self, receipt: FileReceipt, *, previous: FileReceipt | None) -> None:
        """Store a receipt where `previous` stands."""
        stored = self.find(file_id=receipt.file_id, partner_id=receipt.partner_id)
        if _standing(stored) != _standing(previous):
            raise receipt_conflict(receipt)
        self.receipts[receipt.file_id, receipt.partner_id] = receipt

    def advance(self, receipt: FileReceipt, *, expected: frozenset[FileStatus]) -> bool:
        """Store the receipt if the stored one's status is among `expected`."""
        stored = self.find(file_id=receipt.file_id, partner_id=receipt.partner_id)
        if stored is None or stored.status not in expected:
            return False
        self.receipts[receipt.file_id, receipt.partner_id] = receipt
        return True

    def record_delivery(self, delivery: Delivery) -> None:
        """Remember a delivery."""
        key = (delivery.file_id, delivery.partner_id, delivery.delivery_id)
        self.deliveries.setdefault(key, delivery)

    def save_range(self, result: RangeResult) -> frozenset[int]:
        """Store a range's result unless one is stored."""
        self.ranges.setdefault((result.file_id, result.start), result)
        return frozenset(start for file_id, start in self.ranges if file_id == result.file_id)

    def ranges_of(self, file_id: str) -> list[RangeResult]:
        """All results of a file in order of place."""
        found = [result for result in self.ranges.values() if result.file_id == file_id]
        return sorted(found, key=lambda result: result.start)

    def each_range(self, file_id: str) -> Iterator[RangeResult]:
        """All results of a file in order of place."""
        return iter(self.ranges_of(file_id))

    def save_chunk(self, result: CheckedChunk | AppendedChunk) -> frozenset[int]:
        """Store what became of a chunk unless it is stored."""
        key = (result.file_id, result.set_start, result.split_id, result.ordinal)
        done: Any = self.checked if isinstance(result, CheckedChunk) else self.appended
        done.setdefault(key, result)
        return frozenset(place[3] for place in done if place[:3] == key[:3])

    def checked_chunks(self, *, file_id: str, set_start: int, split_id: str) -> list[CheckedChunk]:
        """The chunks of a cut set that are checked, in order of place."""
        place = (file_id, set_start, split_id)
        return [found for key, found in sorted(self.checked.items()) if key[:3] == place]

    def appended_chunks(
        self, *, file_id: str, set_start: int, split_id: str
    ) -> list[AppendedChunk]:
        """The chunks of a cut set that are appended, in order of place."""
        place = (file_id, set_start, split_id)
        return [found for key, found in sorted(self.appended.items()) if key[:3] == place]

    def save_verdict(self, verdict: SetVerdict) -> None:
        """Store the verdict on a large set unless one is stored."""
        self.verdicts.setdefault((verdict.file_id, verdict.start), verdict)

    def find_verdict(self, *, file_id: str, set_start: int) -> SetVerdict | None:
        """The verdict on a large set."""
        return self.verdicts.get((file_id, set_start))

    def save_release(self, release: Release) -> Release:
        """Store a release unless it is stored; the one that is."""
        return self.releases.setdefault((release.file_id, release.release_id), release)

    def releases_of(self, file_id: str) -> list[Release]:
        """The releases of a file's sets, the first one first."""
        found = [one for one in self.releases.values() if one.file_id == file_id]
        return sorted(found, key=lambda one: (one.released_at, one.release_id))

    def save_released(self, result: ReleasedSet) -> frozenset[int]:
        """Store what became of a released set unless it is stored."""
        key = (result.file_id, result.release_id, result.start)
        self.released.setdefault(key, result)
        return frozenset(place[2] for place in self.released if place[:2] == key[:2])

    def released_of(self, file_id: str) -> list[ReleasedSet]:
        """Return what became of the released sets of a file, in order of place."""
        found = [one for one in self.released.values() if one.file_id == file_id]
        return sorted(found, key=lambda one: (one.start, one.release_id))

    def receipts_of(self, file_id: str) -> list[FileReceipt]:
        """The receipts of that content, by partner."""
        found = [receipt for receipt in self.receipts.values() if receipt.file_id == file_id]
        return sorted(found, key=lambda receipt: receipt.partner_id)

    def deliveries_of(self, file_id: str) -> list[Delivery]:
        """Each time that the content was dropped."""
        found = [delivery for delivery in self.deliveries.values() if delivery.file_id == file_id]
        return sorted(found, key=lambda delivery: (delivery.delivered_at, delivery.delivery_id))

    def list_by_day(self, *, day: date, limit: int) -> list[FileReceipt]:
        """Receipts of a UTC day in order of arrival."""
        found = [
            receipt
            for receipt in self.receipts.values()
            if receipt.received_at.astimezone(UTC).date() == day
        ]
        return sorted(found, key=lambda item: (item.received_at, item.file_id))[:limit]


def _standing(receipt: FileReceipt | None) -> tuple[FileStatus, str] | None:
    return None if receipt is None else (receipt.status, receipt.delivery_id)


class MemoryPaymentStore:
    """Copies of payments in a dictionary."""

    def __init__(self) -> None:
        self.copies: dict[tuple[str, str, int], PaymentCopy] = {}
        self.dealings: set[tuple[str, str]] = set()
        """Payer and biller."""

    def append(self, copies: list[PaymentCopy]) -> None:
        """Store copies of payments."""
        for copy in copies:
            key = (copy.payment_id, copy.source.file_id, copy.source.start)
            self.copies.setdefault(key, copy)

    def copies_of(self, payment_id: str) -> list[PaymentCopy]:
        """A payment as each file states it, the earliest file first."""
        found = [copy for key, copy in self.copies.items() if key[0] == payment_id]
        return sorted(found, key=PaymentCopy.order)

    def list_payments(
        self, *, payer_id: str, first_day: date | None, limit: int
    ) -> list[PaymentCopy]:
        """A payer's payments, the latest day first."""
        found = [
            copy
            for copy in self.copies.values()
            if copy.payer_id == payer_id and (first_day is None or copy.paid_on >= first_day)
        ]
        return sorted(found, key=PaymentCopy.listed, reverse=True)[:limit]

    def record_dealings(self, *, partner_id: str, payer_ids: Iterable[str]) -> None:
        """Remember which payers a biller's submissions named."""
        self.dealings |= {(payer_id, partner_id) for payer_id in payer_ids}

    def has_dealt(self, payer_id: str, *, partner_id: str = "") -> bool:
        """Return whether a submission of that biller, or of any, named the payer."""
        billers = {biller for payer, biller in self.dealings if payer == payer_id}
        return partner_id in billers if partner_id else bool(billers)


class MemoryIngestQueue:
    """Keeps what was sent; a test hands the messages to ingestion itself."""

    def __init__(self) -> None:
        self.messages: list[IngestMessage] = []

    def send(self, messages: Iterable[IngestMessage]) -> None:
        """Remember the messages."""
        self.messages.extend(messages)
