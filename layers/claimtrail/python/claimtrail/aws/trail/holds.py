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

from claimtrail.aws.core.dynamo.conditions import ABSENT, TransactionRefusedError, equal
from claimtrail.aws.core.dynamo.indexes import BY_STATUS
from claimtrail.aws.core.dynamo.items import (
    DOCUMENT,
    VERSION,
    Item,
    Key,
    Value,
    attribute,
    attributes,
    document_of,
    key_item,
)
from claimtrail.aws.core.dynamo.table import DynamoTable, Write
from claimtrail.aws.core.storage.legal_holds import ACTIVE, active_holds, holds_partition
from claimtrail.kernel.clock import format_instant, parse_instant
from claimtrail.trail.holding.holds import Covers, HeldObject, Hold, hold_changed

_OPEN = "hold#OPEN"
_HOLD_PREFIX = "hold#"
_LIFT_PREFIX = "lift#"
_ORDINAL = "ordinal"
_AT = "at"


class DynamoHoldStore:
    """A HoldStore: versioned documents, and two items for each object and hold."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self, subject_id: str, docket: str) -> Hold | None:
        """Return the newest hold of a docket on a subject, strongly consistent."""
        item = self._table.get(_hold_key(subject_id, docket))
        return _hold(item) if item else None

    def holds_on(self, subject_id: str) -> list[Hold]:
        """Return the newest hold of each docket on a subject, by docket, strongly consistent."""
        found = self._table.query(holds_partition(subject_id), prefix=_HOLD_PREFIX)
        return list(map(_hold, found))

    def put(self, hold: Hold, *, previous: Hold | None) -> None:
        """Store the next version and the number of active holds in one transaction.

        Raises ConflictError (HOLD_CHANGED) when `previous` is not the stored version.
        """
        stands = ABSENT if previous is None else equal(**{VERSION: previous.version})
        writes = [self._table.putting(_item(hold), stands)]
        change = hold.active - bool(previous and previous.active)
        if change:
            count = self._table.updating(
                active_holds(hold.subject_id),
                "ADD #active :change",
                names={"#active": ACTIVE},
                values={":change": attribute(int(change))},
            )
            writes.append(count)
        self._write(hold.subject_id, writes)

    def list_open(self) -> list[Hold]:
        """Return the holds that are not released altogether; the index follows after a moment."""
        return list(map(_hold, self._table.query_index(BY_STATUS, _OPEN)))

    def cover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold keeps the object. Raises ConflictError when it is not active."""
        document = {DOCUMENT: attribute(held.model_dump_json())}
        is_active = self._table.checking(
            _hold_key(hold.subject_id, hold.docket),
            equal(**{ACTIVE: 1, _ORDINAL: hold.ordinal}),
        )
        puts = [
            self._table.putting(key_item(key) | document)
            for key in (_object_key(hold, held), _cover_key(hold, held))
        ]
        self._write(hold.subject_id, [is_active, *puts])

    def uncover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold does not keep the object any more."""
        keys = (_cover_key(hold, held), _object_key(hold, held))
        self._write(hold.subject_id, list(map(self._table.deleting, keys)))

    def objects_of(self, hold: Hold) -> Iterator[HeldObject]:
        """Yield the objects that the hold covers, strongly consistent."""
        found = self._table.query(holds_partition(hold.subject_id), prefix=_object_prefix(hold))
        return (HeldObject.model_validate_json(document_of(item)) for item in found)

    def covers(self, held: HeldObject) -> Covers:
        """Return what covers the object and who may be lifting its flag, strongly consistent."""
        items = {item["sk"]["S"]: item for item in self._table.query(_held(held))}
        return Covers(
            holds=frozenset(
                sort.removeprefix(_HOLD_PREFIX) for sort in items if sort.startswith(_HOLD_PREFIX)
            ),
            lifts={
                sort.removeprefix(_LIFT_PREFIX): parse_instant(item[_AT]["S"])
                for sort, item in items.items()
                if sort.startswith(_LIFT_PREFIX)
            },
        )

    def begin_lift(self, held: HeldObject, run: str, *, at: datetime) -> None:
        """Record that a run may lift the object's flag."""
        self._table.put(key_item(_lift_key(held, run)) | attributes({_AT: format_instant(at)}))

    def end_lift(self, held: HeldObject, run: str) -> None:
        """Record that it does not."""
        self._table.delete(_lift_key(held, run))

    def _write(self, subject_id: str, writes: list[Write]) -> None:
        """Write all or nothing. Raises ConflictError when a condition or another writer refuses."""
        try:
            self._table.transact(writes)
        except TransactionRefusedError as error:
            raise hold_changed(subject_id) from error


class S3LegalHolds:
    """S3 legal holds on every version of an object."""

    def __init__(self, s3_client: Any) -> None:
        self._client = s3_client

    def keep(self, held: HeldObject) -> None:
        """Put the object, in all its versions, under legal hold."""
        self._mark(held, "ON")

    def free(self, held: HeldObject) -> None:
        """Lift the legal hold."""
        self._mark(held, "OFF")

    def _mark(self, held: HeldObject, status: str) -> None:
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=held.bucket, Prefix=held.key
        )
        for page in pages:
            for version in page.get("Versions", []):
                if version["Key"] == held.key:
                    self._client.put_object_legal_hold(
                        Bucket=held.bucket,
                        Key=held.key,
                        VersionId=version["VersionId"],
                        LegalHold={"Status": status},
                    )


def _hold(item: Item) -> Hold:
    return Hold.model_validate_json(document_of(item))


def _item(hold: Hold) -> Item:
    values: dict[str, Value] = {
        DOCUMENT: hold.model_dump_json(),
        VERSION: hold.version,
        ACTIVE: int(hold.active),
        _ORDINAL: hold.ordinal,
    }
    if hold.is_open:
        sort = f"{format_instant(hold.set_at)}#{hold.subject_id}#{hold.docket}"
        values |= {BY_STATUS.partition_key: _OPEN, BY_STATUS.sort_key: sort}
    return key_item(_hold_key(hold.subject_id, hold.docket)) | attributes(values)


def _hold_key(subject_id: str, docket: str) -> Key:
    return holds_partition(subject_id), f"{_HOLD_PREFIX}{docket}"


def _held(held: HeldObject) -> str:
    return f"held#{held.bucket}/{held.key}"


def _lift_key(held: HeldObject, run: str) -> Key:
    return _held(held), f"{_LIFT_PREFIX}{run}"


def _cover_key(hold: Hold, held: HeldObject) -> Key:
    return _held(held), f"{_HOLD_PREFIX}{hold.cover_key}"


def _object_prefix(hold: Hold) -> str:
    return f"object#{hold.ordinal:06d}#{hold.docket}#"


def _object_key(hold: Hold, held: HeldObject) -> Key:
    sort = f"{_object_prefix(hold)}{held.bucket}/{held.key}"
    return holds_partition(hold.subject_id), sort
