"""Saved views in the operations table.

| Access | Key condition |
| --- | --- |
| one view | pk=view#<view id>, sk=view |
| the views that somebody finds | pk=viewer#<user:id or role:name>, sk=view#<view id> |
| what a person chose | pk=viewer#<user:id>, sk=choices |

A view and the items by which its readers find it are written in one transaction.
"""

from collections.abc import Iterable
from typing import Any

from claimtrail.access.saved_views import SavedView, ViewChoices, view_conflict
from claimtrail.aws.core.dynamo.conditions import TransactionRefusedError, follows
from claimtrail.aws.core.dynamo.items import VERSION, Key, document_of, key_item, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable

_VIEW, _CHOICES = "view", "choices"


class DynamoSavedViewStore:
    """Views as versioned documents, each named in the partitions of its readers."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def save(self, view: SavedView, *, previous: SavedView | None) -> None:
        """Store a view. Raises ConflictError when the version before is not stored."""
        item = with_document(
            _view_key(view.view_id), view.model_dump_json(), **{VERSION: view.version}
        )
        lost = previous.readers - view.readers if previous else frozenset[str]()
        writes = [self._table.putting(item, follows(view.version))]
        writes += [
            self._table.putting(key_item(_reader_key(one, view.view_id)))
            for one in sorted(view.readers)
        ]
        writes += [self._table.deleting(_reader_key(one, view.view_id)) for one in sorted(lost)]
        try:
            self._table.transact(writes)
        except TransactionRefusedError as error:
            if error.is_conflict:
                raise view_conflict(view.view_id) from None
            raise

    def delete(self, view: SavedView) -> None:
        """Remove a view and what its readers find it by."""
        writes = [self._table.deleting(_view_key(view.view_id))]
        writes += [
            self._table.deleting(_reader_key(one, view.view_id)) for one in sorted(view.readers)
        ]
        self._table.transact(writes)

    def find(self, view_id: str) -> SavedView | None:
        """Return a view, strongly consistent."""
        item = self._table.get(_view_key(view_id))
        return SavedView.model_validate_json(document_of(item)) if item else None

    def readable_by(self, readers: Iterable[str]) -> list[SavedView]:
        """Return the views of these readers, by name."""
        wanted = frozenset(readers)
        found = {
            item["sk"]["S"].partition("#")[2]
            for one in sorted(wanted)
            for item in self._table.query(_reader(one), prefix=f"{_VIEW}#")
        }
        items = self._table.read_each(map(_view_key, sorted(found)), is_consistent=True)
        views = [SavedView.model_validate_json(document_of(item)) for item in items]
        readable = (one for one in views if not one.readers.isdisjoint(wanted))
        return sorted(readable, key=lambda one: (one.name.casefold(), one.view_id))

    def choices_of(self, person: str) -> ViewChoices:
        """Return what a person chose, strongly consistent."""
        item = self._table.get((_reader(person), _CHOICES))
        return (
            ViewChoices.model_validate_json(document_of(item))
            if item
            else ViewChoices(person=person)
        )

    def save_choices(self, choices: ViewChoices) -> None:
        """Store choices. Raises ConflictError when the version before is not stored."""
        item = with_document(
            (_reader(choices.person), _CHOICES),
            choices.model_dump_json(),
            **{VERSION: choices.version},
        )
        if not self._table.put_if(item, follows(choices.version)):
            raise view_conflict(choices.person)


def _view_key(view_id: str) -> Key:
    return f"{_VIEW}#{view_id}", _VIEW


def _reader(name: str) -> str:
    return f"viewer#{name}"


def _reader_key(name: str, view_id: str) -> Key:
    return _reader(name), f"{_VIEW}#{view_id}"
