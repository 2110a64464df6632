"""Legal holds: kept in the operations table, put on objects by S3's Object Lock.

| Access | Key condition |
| --- | --- |
| the hold of a docket on a claim or file | pk=hold#<subject>, sk=hold#<docket> |
| how many holds on it are active | pk=hold#<subject>, sk=standing |
| the objects that a hold covers | pk=hold#<subject>, sk begins with object#<ordinal>#<docket># |
| the open holds, oldest first | by_status: status_pk=hold#OPEN |
| what covers an object, and who may be lifting its flag | pk=held#<bucket>/<key> |

None of them expires.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from claimtrail.aws.core.documents import (
    DOCUMENT,
    EXPIRES_AT,
    VERSION,
    DocumentTable,
    condition_refused,
    partition_key,
    sort_key,
)
from claimtrail.aws.escalations.table import KEPT_AFTER_END, partition_of
from claimtrail.aws.trail.hold_items import ACTIVE, STANDING, hold_key, none_active
from claimtrail.escalations.model import Escalation
from claimtrail.kernel.clock import format_instant, parse_instant
from claimtrail.kernel.names import Index
from claimtrail.trail.holds import Covers, HeldObject, Hold, hold_changed

_OPEN = "hold#OPEN"
_HOLD_PREFIX = "hold#"
_LIFT_PREFIX = "lift#"
_ORDINAL = "ordinal"
_AT = "at"


class DynamoHoldStore:
    """A HoldStore: versioned documents, and two items for each object and hold."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._name = table_name
        self._table = DocumentTable(dynamodb_client, table_name)

    def find(self, subject_id: str, docket: str) -> Hold | None:
        """Return the newest hold of a docket on a subject, strongly consistent."""
        text = self._table.get(pk=hold_key(subject_id), sk=f"{_HOLD_PREFIX}{docket}")
        return Hold.model_validate_json(text) if text else None

    def holds_on(self, subject_id: str) -> list[Hold]:
        """Return the newest hold of each docket on a subject, by docket, strongly consistent."""
        texts = self._table.partition(pk=hold_key(subject_id), prefix=_HOLD_PREFIX)
        return [Hold.model_validate_json(text) for text in texts]

    def put(self, hold: Hold, *, previous: Hold | None) -> None:
        """Store the next version and the number of active holds in one transaction.

        Raises ConflictError (HOLD_CHANGED) when `previous` is not the stored version.
        """
        put: dict[str, Any] = {"TableName": self._name, "Item": _item(hold)}
        if previous is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "#version = :before"
            put["ExpressionAttributeNames"] = {"#version": VERSION}
            put["ExpressionAttributeValues"] = {":before": {"N": str(previous.version)}}
        change = hold.active - bool(previous and previous.active)
        count = {
            "TableName": self._name,
            "Key": {"pk": {"S": hold_key(hold.subject_id)}, "sk": {"S": STANDING}},
            "UpdateExpression": "ADD #active :change",
            "ExpressionAttributeNames": {"#active": ACTIVE},
            "ExpressionAttributeValues": {":change": {"N": str(change)}},
        }
        self._write(hold.subject_id, [{"Put": put}, *([{"Update": count}] if change else [])])

    def list_open(self) -> list[Hold]:
        """Return the holds that are not released altogether; the index follows after a moment."""
        texts = self._table.index(Index.BY_STATUS, value=_OPEN)
        return [Hold.model_validate_json(text) for text in texts]

    def cover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold keeps the object. Raises ConflictError when it is not active."""
        document = {DOCUMENT: {"S": held.model_dump_json()}}
        is_active = {
            "TableName": self._name,
            "Key": _keys(hold_key(hold.subject_id), f"{_HOLD_PREFIX}{hold.docket}"),
            "ConditionExpression": "#active = :yes AND #ordinal = :ordinal",
            "ExpressionAttributeNames": {"#active": ACTIVE, "#ordinal": _ORDINAL},
            "ExpressionAttributeValues": {
                ":yes": {"N": "1"},
                ":ordinal": {"N": str(hold.ordinal)},
            },
        }
        puts = [
            {"Put": {"TableName": self._name, "Item": {**key, **document}}}
            for key in (_object_keys(hold, held), _cover_keys(hold, held))
        ]
        self._write(hold.subject_id, [{"ConditionCheck": is_active}, *puts])

    def uncover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold does not keep the object any more."""
        deletes = [
            {"Delete": {"TableName": self._name, "Key": key}}
            for key in (_cover_keys(hold, held), _object_keys(hold, held))
        ]
        self._write(hold.subject_id, deletes)

    def objects_of(self, hold: Hold) -> Iterator[HeldObject]:
        """Yield the objects that the hold covers, strongly consistent."""
        texts = self._table.partition(pk=hold_key(hold.subject_id), prefix=_object_prefix(hold))
        return (HeldObject.model_validate_json(text) for text in texts)

    def covers(self, held: HeldObject) -> Covers:
        """Return what covers the object and who may be lifting its flag, strongly consistent."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _held(held)}},
        )
        items = [item for page in pages for item in page["Items"]]
        return Covers(
            holds=frozenset(
                item["sk"]["S"].removeprefix(_HOLD_PREFIX)
                for item in items
                if item["sk"]["S"].startswith(_HOLD_PREFIX)
            ),
            lifts={
                item["sk"]["S"].removeprefix(_LIFT_PREFIX): parse_instant(item[_AT]["S"])
                for item in items
                if item["sk"]["S"].startswith(_LIFT_PREFIX)
            },
        )

    def begin_lift(self, held: HeldObject, run: str, *, at: datetime) -> None:
        """Record that a run may lift the object's flag."""
        item = {**_keys(_held(held), f"{_LIFT_PREFIX}{run}"), _AT: {"S": format_instant(at)}}
        self._client.put_item(TableName=self._name, Item=item)

    def end_lift(self, held: HeldObject, run: str) -> None:
        """Record that it does not."""
        self._client.delete_item(
            TableName=self._name, Key=_keys(_held(held), f"{_LIFT_PREFIX}{run}")
        )

    def _write(self, subject_id: str, writes: list[dict[str, Any]]) -> None:
        """Write all or nothing. Raises ConflictError when a condition or another writer refuses."""
        try:
            self._client.transact_write_items(TransactItems=writes)
        except self._client.exceptions.TransactionCanceledException as error:
            raise hold_changed(subject_id) from error


class AwsKeeper:
    """S3 legal holds on every version of an object; the expiry of a claim's escalations."""

    def __init__(self, s3_client: Any, dynamodb_client: Any, operations_table: str) -> None:
        self._s3 = s3_client
        self._dynamodb = dynamodb_client
        self._table = operations_table

    def keep(self, held: HeldObject) -> None:
        """Put the object, in all its versions, under legal hold."""
        self._mark(held, "ON")

    def free(self, held: HeldObject) -> None:
        """Lift the legal hold."""
        self._mark(held, "OFF")

    def suspend_expiry(self, subject_id: str) -> None:
        """Take the expiry off a claim's ended escalations; one that ends later gets none."""
        for item in self._escalations(subject_id):
            if EXPIRES_AT in item:
                self._dynamodb.update_item(**self._update(item, "REMOVE #expires"))

    def resume_expiry(self, subject_id: str) -> None:
        """Give them the expiry that they would have, unless a hold on the claim is active."""
        for item in self._escalations(subject_id):
            ended_at: datetime | None = Escalation.model_validate_json(item[DOCUMENT]["S"]).ended_at
            if ended_at is None:
                continue
            at = str(int((ended_at + KEPT_AFTER_END).timestamp()))
            update = self._update(item, "SET #expires = :at") | {
                "ExpressionAttributeValues": {":at": {"N": at}}
            }
            writes = [{"Update": update}, none_active(self._table, subject_id)]
            try:
                self._dynamodb.transact_write_items(TransactItems=writes)
            except self._dynamodb.exceptions.TransactionCanceledException as error:
                if condition_refused(error, 1):
                    return
                raise

    def _mark(self, held: HeldObject, status: str) -> None:
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=held.bucket, Prefix=held.key
        )
        for page in pages:
            for version in page.get("Versions", []):
                if version["Key"] == held.key:
                    self._s3.put_object_legal_hold(
                        Bucket=held.bucket,
                        Key=held.key,
                        VersionId=version["VersionId"],
                        LegalHold={"Status": status},
                    )

    def _escalations(self, subject_id: str) -> list[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition_of(subject_id)}},
        )
        return [item for page in pages for item in page["Items"]]

    def _update(self, item: dict[str, Any], expression: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": {"pk": item["pk"], "sk": item["sk"]},
            "UpdateExpression": expression,
            "ExpressionAttributeNames": {"#expires": EXPIRES_AT},
        }


def _item(hold: Hold) -> dict[str, Any]:
    item: dict[str, Any] = {
        **_keys(hold_key(hold.subject_id), f"{_HOLD_PREFIX}{hold.docket}"),
        DOCUMENT: {"S": hold.model_dump_json()},
        VERSION: {"N": str(hold.version)},
        ACTIVE: {"N": str(int(hold.active))},
        _ORDINAL: {"N": str(hold.ordinal)},
    }
    if hold.is_open:
        sort = f"{format_instant(hold.set_at)}#{hold.subject_id}#{hold.docket}"
        item[partition_key(Index.BY_STATUS)] = {"S": _OPEN}
        item[sort_key(Index.BY_STATUS)] = {"S": sort}
    return item


def _held(held: HeldObject) -> str:
    return f"held#{held.bucket}/{held.key}"


def _cover_keys(hold: Hold, held: HeldObject) -> dict[str, Any]:
    return _keys(_held(held), f"{_HOLD_PREFIX}{hold.cover_key}")


def _object_prefix(hold: Hold) -> str:
    return f"object#{hold.ordinal:06d}#{hold.docket}#"


def _object_keys(hold: Hold, held: HeldObject) -> dict[str, Any]:
    sort = f"{_object_prefix(hold)}{held.bucket}/{held.key}"
    return _keys(hold_key(hold.subject_id), sort)


def _keys(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
