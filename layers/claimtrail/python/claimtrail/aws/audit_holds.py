"""Legal holds: kept in the operations table, put on objects by S3's Object Lock.

| Access | Key condition |
| --- | --- |
| the hold on a claim or file | pk=hold#<subject>, sk=hold |
| the holds that hold, oldest first | by_status: status_pk=hold#ACTIVE |
| the holds that keep an object | pk=held#<bucket>/<key>, sk begins with hold# |

None of them expires.
"""

from datetime import datetime
from typing import Any

from claimtrail.audit.holds import HeldObject, Hold, held_elsewhere
from claimtrail.aws.documents import (
    DOCUMENT,
    EXPIRES_AT,
    VERSION,
    DocumentTable,
    partition_key,
    sort_key,
)
from claimtrail.aws.escalation_table import KEPT_AFTER_END, partition_of
from claimtrail.escalations.model import Escalation
from claimtrail.kernel.names import Index
from claimtrail.kernel.time import format_instant

_HOLD = "hold"
_ACTIVE = "hold#ACTIVE"
_HOLD_PREFIX = "hold#"


class DynamoHoldStore:
    """Holds as versioned documents, and an item per object and hold."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._name = table_name
        self._table = DocumentTable(dynamodb_client, table_name)

    def find(self, subject_id: str) -> Hold | None:
        """The newest hold on a subject, active or released, strongly consistent."""
        text = self._table.get(pk=f"{_HOLD_PREFIX}{subject_id}", sk=_HOLD)
        return Hold.model_validate_json(text) if text else None

    def put(self, hold: Hold) -> None:
        """Store a version. Raises ConflictError when it does not follow the stored one."""
        item: dict[str, str | int] = {
            "pk": f"{_HOLD_PREFIX}{hold.subject_id}",
            "sk": _HOLD,
            DOCUMENT: hold.model_dump_json(),
            VERSION: hold.version,
        }
        if hold.active:
            item[partition_key(Index.BY_STATUS)] = _ACTIVE
            item[sort_key(Index.BY_STATUS)] = f"{format_instant(hold.set_at)}#{hold.subject_id}"
        stored = self._table.put_new(item) if hold.version == 1 else self._table.replace(item)
        if not stored:
            raise held_elsewhere(hold.subject_id)

    def list_active(self) -> list[Hold]:
        """The holds that hold, oldest first; the index follows after a moment."""
        texts = self._table.index(Index.BY_STATUS, value=_ACTIVE)
        return [Hold.model_validate_json(text) for text in texts]

    def cover(self, held: HeldObject, subject_id: str) -> None:
        """Note that the subject's hold keeps the object."""
        self._table.put_new({**_cover(held, subject_id), DOCUMENT: held.model_dump_json()})

    def uncover(self, held: HeldObject, subject_id: str) -> None:
        """Note that it does not any more."""
        key = {name: {"S": value} for name, value in _cover(held, subject_id).items()}
        self._client.delete_item(TableName=self._name, Key=key)

    def covered(self, held: HeldObject) -> bool:
        """Whether any hold keeps the object, strongly consistent."""
        found = self._table.partition(pk=_cover(held, "")["pk"], prefix=_HOLD_PREFIX)
        return next(found, None) is not None


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
        for item in self._episodes(subject_id):
            if EXPIRES_AT in item:
                self._update(item, "REMOVE #expires", {})

    def resume_expiry(self, subject_id: str) -> None:
        """Give them the expiry that they would have; the past drops them soon."""
        for item in self._episodes(subject_id):
            ended_at: datetime | None = Escalation.model_validate_json(item[DOCUMENT]["S"]).ended_at
            if ended_at:
                at = str(int((ended_at + KEPT_AFTER_END).timestamp()))
                self._update(item, "SET #expires = :at", {":at": {"N": at}})

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

    def _episodes(self, subject_id: str) -> list[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition_of(subject_id)}},
        )
        return [item for page in pages for item in page["Items"]]

    def _update(self, item: dict[str, Any], expression: str, values: dict[str, Any]) -> None:
        given = {"ExpressionAttributeValues": values} if values else {}
        self._dynamodb.update_item(
            TableName=self._table,
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression=expression,
            ExpressionAttributeNames={"#expires": EXPIRES_AT},
            **given,
        )


def _cover(held: HeldObject, subject_id: str) -> dict[str, str]:
    return {"pk": f"held#{held.bucket}/{held.key}", "sk": f"{_HOLD_PREFIX}{subject_id}"}
