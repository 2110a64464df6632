"""Exports in the operations table.

| Access | Key condition |
| --- | --- |
| one export | pk=exports#<person id>, sk=export#<export id> |
| those of a person, and how many were asked for | pk=exports#<person id> |

Both kinds of items leave the table by their time to live. Ids of exports sort by time, and the
count sorts before them: whoever reads a page after an export was added reads its count, too.
"""

from datetime import timedelta
from typing import Any

from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError, follows
from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    VERSION,
    Item,
    Key,
    attributes,
    document_of,
    key_item,
    key_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.exports.model import Export
from claimtrail.exports.ports import PersonExports

_EXPORT, _ASKED = "export#", "asked"
_COUNT_KEPT = timedelta(days=1)
"""The count stays longer than the last export that it counts."""


class DynamoExportStore:
    """Exports as versioned documents, all of a person in one partition."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def of_person(self, person_id: str) -> PersonExports:
        """Return the exports of a person that are stored, the latest first."""
        exports: list[Export] = []
        asked = 0
        for item in self._table.query(_partition(person_id)):
            if key_of(item)[1] == _ASKED:
                asked = int(item[VERSION]["N"])
            else:
                exports.append(_export(item))
        return PersonExports(exports=tuple(reversed(exports)), asked=asked)

    def add(self, export: Export, *, asked: int) -> bool:
        """Store an export and the count in one transaction, or neither."""
        ends_at = export.expires_at + _COUNT_KEPT
        count = key_item((_partition(export.requester.person_id), _ASKED)) | attributes(
            {VERSION: asked + 1, EXPIRES_AT: int(ends_at.timestamp())}
        )
        try:
            self._table.transact(
                [
                    self._table.putting(count, follows(asked + 1)),
                    self._table.putting(_item(export), follows(export.version)),
                ]
            )
        except TransactionRefusedError as error:
            if not error.is_conflict:
                raise
            return False
        return True

    def find(self, person_id: str, export_id: str) -> Export | None:
        """Return an export, or None."""
        item = self._table.get(_key(person_id, export_id))
        return _export(item) if item else None

    def save(self, export: Export) -> bool:
        """Store the version after the stored one; False otherwise."""
        return self._table.put_if(_item(export), follows(export.version))


def _partition(person_id: str) -> str:
    return f"exports#{person_id}"


def _key(person_id: str, export_id: str) -> Key:
    return _partition(person_id), f"{_EXPORT}{export_id}"


def _export(item: Item) -> Export:
    return Export.model_validate_json(document_of(item))


def _item(export: Export) -> Item:
    return with_document(
        _key(export.requester.person_id, export.export_id),
        export.model_dump_json(),
        **{VERSION: export.version, EXPIRES_AT: int(export.expires_at.timestamp())},
    )
