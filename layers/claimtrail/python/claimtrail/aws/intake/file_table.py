"""DynamoDB: receipts, deliveries, results of ranges and chunks; see keys.py.

Long documents are packed, as claims are: results repeat the texts of findings, and writes are
billed by the KB.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel

from claimtrail.aws.core.dynamo.conditions import ABSENT, Condition, among, equal
from claimtrail.aws.core.dynamo.indexes import BY_STATE
from claimtrail.aws.core.dynamo.items import Item, Key, document_of, key_of, with_document
from claimtrail.aws.core.dynamo.synthetic import lasting
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.intake import keys
from claimtrail.intake.errors import receipt_conflict
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

Model = TypeVar("Model", bound=BaseModel)

_DONE = "done"
"""On a progress item: a number set of range starts, or of ordinals of chunks."""
_STATUS, _DELIVERY_ID = "status", "delivery_id"


class DynamoFileStore:
    """Receipts in the claim table. Conditions guard every write that another worker could race."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self, *, file_id: str, partner_id: str) -> FileReceipt | None:
        """Return the receipt of that content in that partner's dropbox, strongly consistent."""
        return self._get(FileReceipt, file_id, keys.receipt(partner_id))

    def begin(self, receipt: FileReceipt, *, previous: FileReceipt | None) -> None:
        """Store a receipt where `previous` stands. Raises ConflictError when it stands no more."""
        if not self._table.put_if(_receipt_item(receipt), _stands(previous)):
            raise receipt_conflict(receipt)

    def advance(self, receipt: FileReceipt, *, expected: frozenset[FileStatus]) -> bool:
        """Store the receipt if the stored one's status is among `expected`."""
        statuses = sorted(status.value for status in expected)
        return self._table.put_if(_receipt_item(receipt), among(_STATUS, statuses))

    def record_delivery(self, delivery: Delivery) -> None:
        """Remember a delivery; the first record of it stays."""
        sort_key = keys.delivery(delivery.partner_id, delivery.delivery_id)
        item = with_document(_key(delivery.file_id, sort_key), delivery.model_dump_json())
        since = delivery.delivered_at
        self._table.put_if_absent(lasting(item, delivery.partner_id, since=since))

    def save_range(self, result: RangeResult) -> frozenset[int]:
        """Store a range's result unless one is stored, then count it among those done.

        Counting is one atomic update of a set. A crash between both is made good when the message
        is redelivered.
        """
        self._put_new(result.file_id, keys.byte_range(result.start), result)
        return self._count(result.file_id, keys.PROGRESS, result.start)

    def save_chunk(self, result: CheckedChunk | AppendedChunk) -> frozenset[int]:
        """Store what became of a chunk unless it is stored, then count it, as ranges are."""
        place = (result.set_start, result.step, result.split_id)
        self._put_new(result.file_id, keys.chunk(*place, result.ordinal), result)
        return self._count(result.file_id, keys.chunk_progress(*place), result.ordinal)

    def checked_chunks(self, *, file_id: str, set_start: int, split_id: str) -> list[CheckedChunk]:
        """Return the chunks of a cut set that are checked, in order of place.

        Strongly consistent.
        """
        prefix = keys.chunks(set_start, "check", split_id)
        return self._partition(CheckedChunk, file_id, prefix)

    def appended_chunks(
        self, *, file_id: str, set_start: int, split_id: str
    ) -> list[AppendedChunk]:
        """Return the chunks of a cut set that are appended, in order of place.

        Strongly consistent.
        """
        prefix = keys.chunks(set_start, "append", split_id)
        return self._partition(AppendedChunk, file_id, prefix)

    def save_verdict(self, verdict: SetVerdict) -> None:
        """Store the verdict on a large set unless one is stored."""
        self._put_new(verdict.file_id, keys.set_verdict(verdict.start), verdict)

    def find_verdict(self, *, file_id: str, set_start: int) -> SetVerdict | None:
        """Return the verdict on a large set, strongly consistent."""
        return self._get(SetVerdict, file_id, keys.set_verdict(set_start))

    def save_release(self, release: Release) -> Release:
        """Store a release unless it is stored; the one that is."""
        sort_key = keys.release(release.partner_id, release.release_id)
        self._put_new(release.file_id, sort_key, release)
        return self._get(Release, release.file_id, sort_key) or release

    def releases_of(self, file_id: str) -> list[Release]:
        """Return the releases of a file's sets, the first one first, strongly consistent."""
        found = self._partition(Release, file_id, keys.RELEASE_PREFIX)
        return sorted(found, key=lambda one: (one.released_at, one.release_id))

    def save_released(self, result: ReleasedSet) -> frozenset[int]:
        """Store what became of a released set unless it is stored, then count it."""
        sort_key = keys.released(result.release_id, result.start)
        self._put_new(result.file_id, sort_key, result)
        progress = keys.release_progress(result.release_id)
        return self._count(result.file_id, progress, result.start)

    def released_of(self, file_id: str) -> list[ReleasedSet]:
        """Return what became of the released sets of a file, in order of place.

        Strongly consistent.
        """
        found = self._partition(ReleasedSet, file_id, keys.RELEASED_PREFIX)
        return sorted(found, key=lambda one: (one.start, one.release_id))

    def ranges_of(self, file_id: str) -> list[RangeResult]:
        """Return all results of a file in order of place, strongly consistent."""
        return list(self.each_range(file_id))

    def each_range(self, file_id: str) -> Iterator[RangeResult]:
        """Yield all results of a file in order of place, page by page, strongly consistent."""
        found = self._table.query(keys.partition(file_id), prefix=keys.RANGE_PREFIX)
        return (_read(RangeResult, item) for item in found)

    def receipts_of(self, file_id: str) -> list[FileReceipt]:
        """Return the receipts of that content, by partner."""
        return self._partition(FileReceipt, file_id, keys.RECEIPT_PREFIX)

    def deliveries_of(self, file_id: str) -> list[Delivery]:
        """Return each time that the content was dropped, in order of time."""
        found = self._partition(Delivery, file_id, keys.DELIVERY_PREFIX)
        return sorted(found, key=lambda delivery: (delivery.delivered_at, delivery.delivery_id))

    def list_by_day(self, *, day: date, limit: int) -> list[FileReceipt]:
        """Receipts of a UTC day in order of arrival; the index holds keys only."""
        listed = self._table.query_index(BY_STATE, keys.received_day(day), limit=limit)
        found = self._table.read_each(map(key_of, listed), is_consistent=True)
        receipts: Iterable[FileReceipt] = (_read(FileReceipt, item) for item in found)
        return sorted(receipts, key=lambda item: (item.received_at, item.file_id))

    def _get(self, model: type[Model], file_id: str, sort_key: str) -> Model | None:
        item = self._table.get(_key(file_id, sort_key))
        return _read(model, item) if item else None

    def _put_new(self, file_id: str, sort_key: str, document: BaseModel) -> None:
        """Store a document unless one is stored."""
        key = _key(file_id, sort_key)
        self._table.put_if_absent(with_document(key, document.model_dump_json()))

    def _count(self, file_id: str, sort_key: str, number: int) -> frozenset[int]:
        """Add a number to those that are done; all of them, in one atomic update."""
        item = self._table.update(
            _key(file_id, sort_key),
            "ADD #done :number",
            names={"#done": _DONE},
            values={":number": {"NS": [str(number)]}},
        )
        return frozenset(int(found) for found in item[_DONE]["NS"])

    def _partition(self, model: type[Model], file_id: str, prefix: str) -> list[Model]:
        found = self._table.query(keys.partition(file_id), prefix=prefix)
        return [_read(model, item) for item in found]


def _key(file_id: str, sort_key: str) -> Key:
    return keys.partition(file_id), sort_key


def _stands(previous: FileReceipt | None) -> Condition:
    """Return the condition that a receipt stands as it was read."""
    if previous is None:
        return ABSENT
    return equal(**{_STATUS: previous.status.value, _DELIVERY_ID: previous.delivery_id})


def _receipt_item(receipt: FileReceipt) -> Item:
    key = _key(receipt.file_id, keys.receipt(receipt.partner_id))
    item = with_document(
        key,
        receipt.model_dump_json(),
        status=receipt.status.value,
        delivery_id=receipt.delivery_id,
        state_pk=keys.received_day(receipt.received_at.date()),
        state_sk=keys.received_order(receipt.received_at, receipt.file_id),
    )
    return lasting(item, receipt.partner_id, since=receipt.received_at)


def _read(model: type[Model], item: Item) -> Model:
    return model.model_validate_json(document_of(item))
