"""The position of the schedule's scan, one item of the operations table.

| Access | Key condition |
| --- | --- |
| where the last run ended | pk=escalation_scan, sk=position |
| when a walk over the older days last came to its end | pk=escalation_scan, sk=walked |
"""

from datetime import datetime
from typing import Any

from claimtrail.aws.core.dynamo.items import document_of, with_document
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.escalations.model import ScanPosition

_KEY = ("escalation_scan", "position")
_WALKED = ("escalation_scan", "walked")


class DynamoScanPositions:
    """Keeps the position as a document."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self) -> ScanPosition | None:
        """Return where the last run ended, or None."""
        item = self._table.get(_KEY)
        return ScanPosition.model_validate_json(document_of(item)) if item else None

    def save(self, position: ScanPosition | None) -> None:
        """Store where this run ended, or remove the position."""
        if position is None:
            self._table.delete(_KEY)
        else:
            self._table.put(with_document(_KEY, position.model_dump_json()))

    def walked_at(self) -> datetime | None:
        """Return when a walk over all older days last came to its end."""
        item = self._table.get(_WALKED)
        return datetime.fromisoformat(document_of(item)) if item else None

    def save_walked(self, at: datetime) -> None:
        """Store when a walk over all older days came to its end."""
        self._table.put(with_document(_WALKED, at.isoformat()))
