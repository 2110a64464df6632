"""Arrivals on AWS: kept in the claim table, queued by id on SQS, found in the inbox by a sweep."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from claimtrail.aws.core.dynamo.items import (
    DOCUMENT,
    EXPIRES_AT,
    Key,
    Value,
    attribute,
    attributes,
    document_of,
    key_item,
    key_of,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.intake import keys
from claimtrail.intake.model.messages import Arrival, ArrivalMessage
from claimtrail.intake.receive.arrivals import KEPT, ArrivalMarks, FoundObject
from claimtrail.kernel.clock import Clock, format_instant, parse_instant

_QUEUED, _QUEUED_AGAIN, _DONE, _REMOVED_AT = "queued", "queued_again", "done", "removed_at"


class DynamoArrivalStore:
    """Arrivals in the claim table, which is encrypted; they expire."""

    def __init__(self, dynamodb_client: Any, table_name: str, *, clock: Clock) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)
        self._clock = clock

    def keep(self, arrival: Arrival) -> None:
        """Store an arrival unless it is stored."""
        expires_at = int((self._clock() + KEPT).timestamp())
        values: dict[str, Value] = {DOCUMENT: arrival.model_dump_json(), EXPIRES_AT: expires_at}
        self._table.put_if_absent(key_item(_key(arrival.delivery_id)) | attributes(values))

    def mark_queued(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued."""
        self._mark(delivery_id, _QUEUED)

    def mark_queued_again(self, delivery_id: str) -> None:
        """Remember that the arrival's id was queued once more, since nothing came of it."""
        self._mark(delivery_id, _QUEUED_AGAIN)

    def mark_done(self, delivery_id: str) -> None:
        """Remember that the arrival was received, or that a person laid it down."""
        self._mark(delivery_id, _DONE)

    def marks_of(self, delivery_ids: Sequence[str]) -> dict[str, ArrivalMarks]:
        """Return the marks of the arrivals that are kept, a hundred to a request."""
        wanted = {_key(one): one for one in delivery_ids}
        return {
            wanted[key_of(item)]: ArrivalMarks(
                is_queued=_QUEUED in item,
                is_done=_DONE in item or _REMOVED_AT in item,
                is_queued_again=_QUEUED_AGAIN in item,
            )
            for item in self._table.read_each(wanted, is_consistent=True)
        }

    def _mark(self, delivery_id: str, name: str) -> None:
        self._table.update(
            _key(delivery_id),
            "SET #mark = :yes",
            names={"#mark": name},
            values={":yes": attribute(value=True)},
        )

    def mark_removed(self, delivery_id: str, at: datetime) -> datetime:
        """Remember that the object was gone before it was read; return since when that is known."""
        self._table.update(
            _key(delivery_id),
            "SET #removed = if_not_exists(#removed, :at)",
            names={"#removed": _REMOVED_AT},
            values={":at": attribute(format_instant(at))},
        )
        return self.removed_at(delivery_id) or at

    def removed_at(self, delivery_id: str) -> datetime | None:
        """Return when the object was found to be gone; None when it was not."""
        found = (self._table.get(_key(delivery_id)) or {}).get(_REMOVED_AT)
        return parse_instant(found["S"]) if found else None

    def find(self, delivery_id: str) -> Arrival | None:
        """Return the arrival, or None."""
        item = self._table.get(_key(delivery_id))
        return Arrival.model_validate_json(document_of(item)) if item else None


class SqsArrivalQueue:
    """The Receive queue; sending a message twice is harmless."""

    def __init__(self, sqs_client: Any, queue_url: str) -> None:
        self._client = sqs_client
        self._queue_url = queue_url

    def send_arrival(self, message: ArrivalMessage) -> None:
        """Hand over a message; raises ClientError when SQS refuses it."""
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=message.model_dump_json())


class S3Inbox:
    """The inbox's versions of objects."""

    def __init__(self, s3_client: Any, bucket: str) -> None:
        self._client = s3_client
        self._bucket = bucket

    def objects_between(self, first: datetime, last: datetime) -> Iterator[FoundObject]:
        """Yield every version of an object that was stored in that time.

        One call a thousand objects.
        """
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket)
        for page in pages:
            for version in page.get("Versions", []):
                if first <= version["LastModified"] <= last:
                    yield FoundObject(self._arrival(version), is_current=version["IsLatest"])

    def objects_beginning(self, prefix: str) -> Iterator[Arrival]:
        """Yield the objects that are there under keys that begin so, the first thousand."""
        found = self._client.list_object_versions(Bucket=self._bucket, Prefix=prefix)
        yield from (
            self._arrival(version) for version in found.get("Versions", []) if version["IsLatest"]
        )

    def _arrival(self, version: Mapping[str, Any]) -> Arrival:
        return Arrival(
            bucket=self._bucket,
            key=version["Key"],
            version_id=version["VersionId"],
            sequencer="",
            occurred_at=version["LastModified"],
        )


def _key(delivery_id: str) -> Key:
    return keys.arrival(delivery_id), keys.ARRIVAL
