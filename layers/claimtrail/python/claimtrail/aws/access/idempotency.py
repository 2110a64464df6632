"""Requests under idempotency keys, in the operations table.

| Access | Key condition |
| --- | --- |
| one request | pk=idempotency#<SHA-256 of caller and key>, sk=idempotency |

The item leaves the table by its time to live; a key that is free counts as absent before.
"""

from datetime import datetime
from typing import Any

from claimtrail.access.idempotency import KeyedRequest
from claimtrail.aws.core.dynamo.conditions import Condition
from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    Item,
    Key,
    attributes,
    document_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable

_IDEMPOTENCY, _FREE = "idempotency", "free_at"
_TRIES = 3
"""Attempts where a key is set free between a write and the read after it."""


class DynamoIdempotencyStore:
    """Requests as documents, written while their key is free."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def begin(self, request: KeyedRequest, now: datetime) -> KeyedRequest | None:
        """Store a request whose key is free. Return the one that has the key, None once it did."""
        is_free = Condition(
            "attribute_not_exists(pk) OR #free <= :now",
            {"#free": _FREE},
            attributes({":now": _milliseconds(now)}),
        )
        for _ in range(_TRIES):
            if self._table.put_if(_item(request), is_free):
                return None
            found = self._table.get(_key(request.key_id))
            if found:
                return KeyedRequest.model_validate_json(document_of(found))
        return request

    def finish(self, request: KeyedRequest) -> None:
        """Store a request with its answer."""
        self._table.put(_item(request))

    def forget(self, key_id: str) -> None:
        """Set a key free."""
        self._table.delete(_key(key_id))


def _key(key_id: str) -> Key:
    return f"{_IDEMPOTENCY}#{key_id}", _IDEMPOTENCY


def _item(request: KeyedRequest) -> Item:
    return with_document(
        _key(request.key_id),
        request.model_dump_json(),
        **{_FREE: _milliseconds(request.free_at), EXPIRES_AT: int(request.free_at.timestamp())},
    )


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
