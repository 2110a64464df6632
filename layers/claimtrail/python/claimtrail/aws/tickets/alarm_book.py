"""The call that is set for each ticket, in the ticket table.

| Access | Key condition |
| --- | --- |
| of one ticket | pk=ticket#<ticket_id>, sk=alarm |
| those that have passed | by_status: status_pk=alarms, status_sk below an instant |
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from claimtrail.aws.core.dynamo.items import Key, attributes, key_item, key_of
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.tickets.indexes import BY_STATUS
from claimtrail.aws.tickets.table import partition_of
from claimtrail.kernel.clock import format_instant, parse_instant
from claimtrail.tickets.sla.ports import SetCall

_ALARM = "alarm"
_ALARMS = "alarms"
_AT = "alarm_at"
_SINCE = "alarm_since"


class DynamoAlarmBook:
    """Keeps one small item beside each ticket that has a call set."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self, ticket_id: str) -> SetCall | None:
        """Return the ticket's call; None without one."""
        item = self._table.get(_key(ticket_id))
        if item is None:
            return None
        return SetCall(at=parse_instant(item[_AT]["S"]), since=parse_instant(item[_SINCE]["S"]))

    def keep(self, ticket_id: str, call: SetCall | None) -> None:
        """Keep another call of the ticket, or none."""
        if call is None:
            self._table.delete(_key(ticket_id))
            return
        shown = format_instant(call.at)
        values = attributes(
            {
                _AT: shown,
                _SINCE: format_instant(call.since),
                BY_STATUS.partition_key: _ALARMS,
                BY_STATUS.sort_key: f"{shown}#{ticket_id}",
            }
        )
        self._table.put(key_item(_key(ticket_id)) | values)

    def overdue(self, before: datetime) -> Iterator[str]:
        """Yield the tickets whose call lies before another one, the earliest first."""
        bounds = ("0", format_instant(before))
        items = self._table.query_index(BY_STATUS, _ALARMS, between=bounds)
        return (key_of(item)[0].removeprefix(partition_of("")) for item in items)


def _key(ticket_id: str) -> Key:
    return partition_of(ticket_id), _ALARM
