"""Notices and wishes of people, in the ticket table.

| Access | Key condition |
| --- | --- |
| somebody's wishes | pk=notices#<recipient>, sk=wishes |
| one notice | pk=notice#<notice_id>, sk=notice |
| those that wait, by their next attempt | by_status: status_pk=notices#WAITING |
| those that were given up | by_status: status_pk=notices#FAILED |

Notices that were sent leave the index, and the table after a while.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from claimtrail.aws.core.dynamo.conditions import follows
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
from claimtrail.aws.tickets.indexes import BY_STATUS
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.notices.errors import notice_conflict
from claimtrail.tickets.notices.model import Notice, NoticePreferences, NoticeStatus

KEPT_AFTER_SENDING = timedelta(days=30)
"""Longer than an event may be published again."""
_WISHES, _NOTICE = "wishes", "notice"


class DynamoNoticePreferences:
    """Keeps one document a person or queue."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def find(self, recipient: str) -> NoticePreferences | None:
        """Return somebody's wishes, or None."""
        item = self._table.get(_of(recipient))
        return NoticePreferences.model_validate_json(document_of(item)) if item else None

    def keep(self, preferences: NoticePreferences) -> None:
        """Keep somebody's wishes in place of those before."""
        document = preferences.model_dump_json()
        self._table.put(with_document(_of(preferences.recipient), document))


class DynamoNoticeOutbox:
    """Keeps notices as versioned documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def put_new(self, notice: Notice) -> bool:
        """Store a notice; False when it is there already."""
        return self._table.put_if_absent(_item(notice))

    def save(self, notice: Notice) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        if not self._table.put_if(_item(notice), follows(notice.version)):
            raise ConflictError(notice_conflict(notice))

    def due(self, now: datetime) -> Iterator[Notice]:
        """Yield the waiting notices that are due, the earliest first."""
        bounds = ("0", f"{format_instant(now)}~")
        partition = _status(NoticeStatus.WAITING)
        return map(_notice, self._table.query_index(BY_STATUS, partition, between=bounds))

    def list_by_status(self, status: NoticeStatus, *, limit: int) -> list[Notice]:
        """Return notices that wait or were given up. Raises ValueError for those sent."""
        if status is NoticeStatus.SENT:
            raise ValueError("no index has the notices that were sent")
        return list(map(_notice, self._table.query_index(BY_STATUS, _status(status), limit=limit)))


def _notice(item: Item) -> Notice:
    return Notice.model_validate_json(document_of(item))


def _item(notice: Notice) -> Item:
    values: dict[str, Value] = {VERSION: notice.version}
    if notice.status is NoticeStatus.SENT:
        values[EXPIRES_AT] = int((notice.at + KEPT_AFTER_SENDING).timestamp())
    else:
        values |= {
            BY_STATUS.partition_key: _status(notice.status),
            BY_STATUS.sort_key: f"{format_instant(notice.due_at)}#{notice.notice_id}",
        }
    key = f"notice#{notice.notice_id}", _NOTICE
    return with_document(key, notice.model_dump_json(), **values)


def _status(status: NoticeStatus) -> str:
    return f"notices#{status.value}"


def _of(recipient: str) -> Key:
    return f"notices#{recipient}", _WISHES
