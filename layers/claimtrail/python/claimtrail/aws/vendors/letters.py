"""Letters to and from vendors, in the ticket table.

| Access | Key condition |
| --- | --- |
| letters of a ticket, oldest first | pk=ticket#<ticket_id>, sk begins with letter# |
"""

from typing import Any

from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.clock import format_instant
from claimtrail.vendors.model import Letter

_LETTER = "letter#"


class DynamoLetterArchive:
    """Keeps each letter as one document that is never written again."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def put(self, letter: Letter) -> bool:
        """Archive a letter unless its id is taken."""
        key = _partition(letter.ticket_id), f"{_LETTER}{letter.letter_id}"
        return self._table.put_if_absent(
            with_document(key, letter.model_dump_json(), archived_at=format_instant(letter.at))
        )

    def list_by_ticket(self, ticket_id: str) -> list[Letter]:
        """Return the letters of a ticket, oldest first."""
        items = self._table.query(_partition(ticket_id), prefix=_LETTER)
        found = (Letter.model_validate_json(document_of(item)) for item in items)
        return sorted(found, key=lambda one: (one.at, one.letter_id))


def _partition(ticket_id: str) -> str:
    return f"ticket#{ticket_id}"
