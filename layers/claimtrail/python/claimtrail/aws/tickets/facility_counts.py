"""Facilities at which tickets of a cause opened, in the ticket table.

| Access | Key condition |
| --- | --- |
| facilities of a cause | pk=ticket_cause#<cause_id>, sk begins with facility# |
"""

from datetime import datetime, timedelta
from typing import Any

from claimtrail.aws.core.dynamo.conditions import older
from claimtrail.aws.core.dynamo.items import attributes, key_item
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.tickets.members import cause_partition
from claimtrail.kernel.clock import format_instant

_FACILITY = "facility#"
_AT = "seen_at"


class DynamoFacilityCounts:
    """Keeps one small item for each facility of a cause."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def see(self, cause_id: str, facility_npi: str, *, opened_at: datetime) -> None:
        """Keep that a ticket of the cause opened there, unless a later one is kept."""
        shown = format_instant(opened_at)
        key = cause_partition(cause_id), f"{_FACILITY}{facility_npi}"
        self._table.put_if(key_item(key) | attributes({_AT: shown}), older(_AT, shown))

    def seen(self, cause_id: str, *, days: int, now: datetime) -> int:
        """Return at how many facilities one opened within so many days."""
        since = format_instant(now - timedelta(days=days))
        items = self._table.query(cause_partition(cause_id), prefix=_FACILITY)
        return sum(item[_AT]["S"] >= since for item in items)
