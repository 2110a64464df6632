"""Originals of masked texts in the claim table, the protected store.

| Access | Key condition |
| --- | --- |
| the originals of a ticket | pk=originals#<ticket_id>, sk=original#<original_id> |
"""

from itertools import islice
from typing import Any

from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.tickets.originals import MOST_ORIGINALS, OriginalText, in_order


class DynamoOriginalTexts:
    """Keeps originals beside the claims, encrypted by the stage's key as they are."""

    def __init__(self, dynamodb_client: Any, claim_table: str) -> None:
        self._table = DynamoTable(dynamodb_client, claim_table)

    def keep(self, original: OriginalText) -> None:
        """Store an original unless one of its id is stored."""
        key = (originals_partition(original.ticket_id), f"original#{original.original_id}")
        self._table.put_if_absent(with_document(key, original.model_dump_json()))

    def of_ticket(self, ticket_id: str) -> list[OriginalText]:
        """Return a ticket's originals, the first one first."""
        found = islice(self._table.query(originals_partition(ticket_id)), MOST_ORIGINALS)
        return in_order(OriginalText.model_validate_json(document_of(one)) for one in found)


def originals_partition(ticket_id: str) -> str:
    """Return the partition of a ticket's originals."""
    return f"originals#{ticket_id}"
