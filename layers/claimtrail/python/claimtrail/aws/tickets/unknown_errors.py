"""Unknown errors: entries in the operations table, their texts in the claim table.

| Access | Table | Key condition |
| --- | --- | --- |
| one entry | operations | pk=unknown_errors, sk=<error_id> |
| all entries | operations | pk=unknown_errors |
| the text of one | claims | pk=unknown_error#<error_id>, sk=text |
"""

from typing import Any

from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import VERSION, document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.tickets.error_texts.unknown import UnknownError, conflict, latest_first

_PARTITION = "unknown_errors"
_TEXT = "text"


class DynamoUnknownErrors:
    """Keeps entries where operators read them, and texts where claims are."""

    def __init__(
        self, dynamodb_client: Any, *, operations_table: str, claim_table: str = ""
    ) -> None:
        """Create the store; without a claim table it takes errors that are a code alone."""
        self._entries = DynamoTable(dynamodb_client, operations_table)
        self._texts = DynamoTable(dynamodb_client, claim_table)

    def get(self, error_id: str) -> UnknownError | None:
        """Return the entry, or None."""
        item = self._entries.get((_PARTITION, error_id))
        return UnknownError.model_validate_json(document_of(item)) if item else None

    def save(self, error: UnknownError, *, raw: str) -> None:
        """Store the text, if there is one, then the next version.

        Raises ConflictError when it is not the next.
        """
        if raw:
            self._texts.put(with_document((_protected(error.error_id), _TEXT), raw))
        key = (_PARTITION, error.error_id)
        item = with_document(key, error.model_dump_json(), **{VERSION: error.version})
        if not self._entries.put_if(item, follows(error.version)):
            raise conflict(error)

    def list_all(self) -> list[UnknownError]:
        """Return the entries, the latest first."""
        found = self._entries.query(_PARTITION)
        return latest_first(UnknownError.model_validate_json(document_of(one)) for one in found)

    def raw_of(self, error_id: str) -> str:
        """Return the text that came last; empty when there is none."""
        item = self._texts.get((_protected(error_id), _TEXT))
        return document_of(item) if item else ""


def _protected(error_id: str) -> str:
    return f"unknown_error#{error_id}"
