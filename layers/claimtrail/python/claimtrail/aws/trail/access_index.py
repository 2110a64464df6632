"""The index of accesses in the operations table.

| Access | Key condition |
| --- | --- |
| what was looked at on a day, by request | pk=accesses#<day>, sk=<instant>#<access id> |
| who looked at a claim, file or other thing | pk=accesses_of#<subject>, sk=<instant>#<access id> |

Both expire: `trail/access_index/model.py` says when. An access that is recorded twice has the same
keys.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from claimtrail.aws.core.dynamo.items import (
    EXPIRES_AT,
    Item,
    document_of,
    key_of,
    with_document,
)
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.access_index.model import RecordedAccess

_OF_DAY, _OF_SUBJECT = "accesses#", "accesses_of#"


class DynamoAccessIndex:
    """An AccessIndex and its writer."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def add(self, accesses: Iterable[RecordedAccess]) -> None:
        """Store accesses by day and by what was looked at. Raises what DynamoTable raises."""
        items = {key_of(item): item for access in accesses for item in _items(access)}
        self._table.put_each(items.values())

    def of_day(self, day: date, *, most: int) -> list[RecordedAccess]:
        """Return the latest accesses of a UTC day, the latest first."""
        found = self._table.query_back(f"{_OF_DAY}{day.isoformat()}", limit=most)
        return list(map(_access, found))

    def of_subject(
        self, subject_id: str, *, first: date, last: date, most: int
    ) -> list[RecordedAccess]:
        """Return the latest accesses to a thing in a period, the latest first."""
        between = (first.isoformat(), (last + timedelta(days=1)).isoformat())
        found = self._table.query_back(f"{_OF_SUBJECT}{subject_id}", between=between, limit=most)
        return list(map(_access, found))


def _items(access: RecordedAccess) -> Iterator[Item]:
    day = access.accessed_at.date().isoformat()
    yield _item(f"{_OF_DAY}{day}", access, until=access.listed_until)
    for one in access.of_each():
        yield _item(f"{_OF_SUBJECT}{one.subjects[0]}", one, until=access.kept_until)


def _item(partition: str, access: RecordedAccess, *, until: datetime) -> Item:
    key = (partition, f"{format_instant(access.accessed_at)}#{access.access_id}")
    document = access.model_dump_json(exclude_defaults=True)
    return with_document(key, document, **{EXPIRES_AT: int(until.timestamp())})


def _access(item: Item) -> RecordedAccess:
    return RecordedAccess.model_validate_json(document_of(item))
