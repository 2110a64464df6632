"""DynamoDB: receipts, deliveries, results of ranges and chunks; see intake/model/keys.py.

Long documents are packed, as claims are: results repeat the texts of findings, and writes are
billed by the KB.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from botocore.exceptions import ClientError
from pydantic import BaseModel

from claimtrail.aws.core.packing import PLAIN_BYTES, pack, unpack
from claimtrail.intake.errors import receipt_conflict
from claimtrail.intake.model import keys
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
from claimtrail.kernel.names import Index

Model = TypeVar("Model", bound=BaseModel)

_DOCUMENT = "document"
_PACKED = "packed"
_DONE = "done"
"""On a progress item: a number set of range starts, or of ordinals of chunks."""
_BATCH_GET = 100
"""BatchGetItem takes a hundred keys at most."""


class DynamoFileStore:
    """Receipts in the claim table. Conditions guard every write that another worker could race."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._table = table_name

    def find(self, *, file_id: str, partner_id: str) -> FileReceipt | None:
        """Return the receipt of that content in that partner's dropbox, strongly consistent."""
        return self._get(FileReceipt, file_id, keys.receipt(partner_id))

    def begin(self, receipt: FileReceipt, *, previous: FileReceipt | None) -> None:
        """Store a receipt where `previous` stands. Raises ConflictError when it stands no more."""
        if previous is None:
            stored = self._put(_receipt_item(receipt), "attribute_not_exists(pk)")
        else:
            stored = self._put(
                _receipt_item(receipt),
                "#status = :status AND delivery_id = :delivery",
                names={"#status": "status"},
                values={
                    ":status": {"S": previous.status.value},
                    ":delivery": {"S": previous.delivery_id},
                },
            )
        if not stored:
            raise receipt_conflict(receipt)

    def advance(self, receipt: FileReceipt, *, expected: frozenset[FileStatus]) -> bool:
        """Store the receipt if the stored one's status is among `expected`."""
        values = {
            f":status{number}": {"S": status.value}
            for number, status in enumerate(sorted(expected))
        }
        return self._put(
            _receipt_item(receipt),
            f"#status IN ({', '.join(values)})",
            names={"#status": "status"},
            values=values,
        )

    def record_delivery(self, delivery: Delivery) -> None:
        """Remember a delivery; the first record of it stays."""
        sort_key = keys.delivery(delivery.partner_id, delivery.delivery_id)
        self._put(
            {
                **_key(delivery.file_id, sort_key),
                **_document(delivery),
            },
            "attribute_not_exists(pk)",
        )

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
        return self._partition(RangeResult, file_id, keys.RANGE_PREFIX)

    def receipts_of(self, file_id: str) -> list[FileReceipt]:
        """Return the receipts of that content, by partner."""
        return self._partition(FileReceipt, file_id, keys.RECEIPT_PREFIX)

    def deliveries_of(self, file_id: str) -> list[Delivery]:
        """Return each time that the content was dropped, in order of time."""
        found = self._partition(Delivery, file_id, keys.DELIVERY_PREFIX)
        return sorted(found, key=lambda delivery: (delivery.delivered_at, delivery.delivery_id))

    def list_by_day(self, *, day: date, limit: int) -> list[FileReceipt]:
        """Receipts of a UTC day in order of arrival; the index holds keys only."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=Index.BY_STATE.value,
            KeyConditionExpression="state_pk = :day",
            ExpressionAttributeValues={":day": {"S": keys.received_day(day)}},
            PaginationConfig={"MaxItems": limit},
        )
        found = [{"pk": item["pk"], "sk": item["sk"]} for page in pages for item in page["Items"]]
        receipts = self._get_all(found)
        return sorted(receipts, key=lambda item: (item.received_at, item.file_id))

    def _get(self, model: type[Model], file_id: str, sort_key: str) -> Model | None:
        answer = self._client.get_item(
            TableName=self._table, Key=_key(file_id, sort_key), ConsistentRead=True
        )
        item = answer.get("Item")
        return _read(model, item) if item else None

    def _put_new(self, file_id: str, sort_key: str, document: BaseModel) -> None:
        """Store a document unless one is stored."""
        item = {**_key(file_id, sort_key), **_document(document)}
        self._put(item, "attribute_not_exists(pk)")

    def _count(self, file_id: str, sort_key: str, number: int) -> frozenset[int]:
        """Add a number to those that are done; all of them, in one atomic update."""
        answer = self._client.update_item(
            TableName=self._table,
            Key=_key(file_id, sort_key),
            UpdateExpression="ADD #done :number",
            ExpressionAttributeNames={"#done": _DONE},
            ExpressionAttributeValues={":number": {"NS": [str(number)]}},
            ReturnValues="ALL_NEW",
        )
        return frozenset(int(found) for found in answer["Attributes"][_DONE]["NS"])

    def _get_all(self, wanted: list[dict[str, Any]]) -> Iterable[FileReceipt]:
        for first in range(0, len(wanted), _BATCH_GET):
            pending = wanted[first : first + _BATCH_GET]
            while pending:
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": pending, "ConsistentRead": True}}
                )
                for item in answer["Responses"].get(self._table, []):
                    yield _read(FileReceipt, item)
                pending = answer["UnprocessedKeys"].get(self._table, {}).get("Keys", [])

    def _partition(self, model: type[Model], file_id: str, prefix: str) -> list[Model]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.partition(file_id)},
                ":prefix": {"S": prefix},
            },
        )
        return [_read(model, item) for page in pages for item in page["Items"]]

    def _put(
        self,
        item: dict[str, Any],
        condition: str,
        *,
        names: dict[str, str] | None = None,
        values: dict[str, Any] | None = None,
    ) -> bool:
        """Return whether the item was stored: its condition held."""
        optional = {
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        try:
            self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression=condition,
                **{name: value for name, value in optional.items() if value},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True


def _key(file_id: str, sort_key: str) -> dict[str, Any]:
    return {"pk": {"S": keys.partition(file_id)}, "sk": {"S": sort_key}}


def _receipt_item(receipt: FileReceipt) -> dict[str, Any]:
    return {
        **_key(receipt.file_id, keys.receipt(receipt.partner_id)),
        **_document(receipt),
        "status": {"S": receipt.status.value},
        "delivery_id": {"S": receipt.delivery_id},
        "state_pk": {"S": keys.received_day(receipt.received_at.date())},
        "state_sk": {"S": keys.received_order(receipt.received_at, receipt.file_id)},
    }


def _document(document: BaseModel) -> dict[str, Any]:
    text = document.model_dump_json()
    if len(text.encode()) <= PLAIN_BYTES:
        return {_DOCUMENT: {"S": text}}
    return {_PACKED: {"B": pack(text)}}


def _read(model: type[Model], item: dict[str, Any]) -> Model:
    text = item[_DOCUMENT]["S"] if _DOCUMENT in item else unpack(item[_PACKED]["B"])
    return model.model_validate_json(text)
