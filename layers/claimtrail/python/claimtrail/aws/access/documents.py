"""Versioned documents of access in the operations table, listed by their status.

A document has one item, pk=<kind>#<id>, sk=<kind>. While it has a status, `by_status` lists it
under status_pk=<kind>#<status>, sorted by what the noun orders it by.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.indexes import BY_STATUS
from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    VERSION,
    Item,
    Key,
    Value,
    document_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.frozen_model import FrozenModel

Document = TypeVar("Document", bound=FrozenModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """The place of a document in a list, and when it may go."""

    status: str = ""
    """Empty: no list has it."""
    order: str = ""
    expires_at: datetime | None = None
    """None: it stays."""


class Documents(Generic[Document]):
    """The documents of one kind."""

    def __init__(
        self,
        dynamodb_client: Any,
        table_name: str,
        *,
        kind: str,
        model: type[Document],
        standing: Callable[[Document], ListPlace],
    ) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)
        self._kind = kind
        self._model = model
        self._standing = standing

    def key(self, document_id: str) -> Key:
        """Return the key of a document."""
        return f"{self._kind}#{document_id}", self._kind

    def find(self, document_id: str) -> Document | None:
        """Return a document, strongly consistent."""
        item = self._table.get(self.key(document_id))
        return self.read(item) if item else None

    def read(self, item: Item) -> Document:
        """Return the document of an item."""
        return self._model.model_validate_json(document_of(item))

    def save(self, document_id: str, document: Document, *, version: int) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._table.put_if(self._item(document_id, document, version), follows(version))

    def put(self, document_id: str, document: Document) -> None:
        """Store a document, whatever stands in its place."""
        self._table.put(self._item(document_id, document, None))

    def listed(self, status: str, *, after: str | None = None) -> Iterator[Document]:
        """Yield the documents of a status in their order, from behind a place in it.

        The index follows after a moment.
        """
        found = self._table.query_index(BY_STATUS, f"{self._kind}#{status}", after=after)
        return map(self.read, found)

    def _item(self, document_id: str, document: Document, version: int | None) -> Item:
        standing = self._standing(document)
        values: dict[str, Value] = {}
        if version is not None:
            values[VERSION] = version
        if standing.status:
            values[BY_STATUS.partition_key] = f"{self._kind}#{standing.status}"
            values[BY_STATUS.sort_key] = f"{standing.order}#{document_id}"
        if standing.expires_at:
            values[EXPIRES_AT] = int(standing.expires_at.timestamp())
        return with_document(self.key(document_id), document.model_dump_json(), **values)
