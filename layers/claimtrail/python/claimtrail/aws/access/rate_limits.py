"""Uses of rate limits, in the operations table.

| Access | Key condition |
| --- | --- |
| what a key has used | pk=rate#<key>, sk=rate |

One number an item, the theoretical arrival time in milliseconds; it leaves the table by its time to
live once it lies in the past. One write admits a key that was idle, two writes one that was not.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.access.rate_limits import RateLimit, RateUse
from claimtrail.aws.core.dynamo.conditions import Condition
from claimtrail.aws.core.dynamo.items import EXPIRES_AT, Item, Key, attributes
from claimtrail.aws.core.dynamo.table import DynamoTable

_RATE, _ARRIVAL = "rate", "arrival"
_NAMES = {"#arrival": _ARRIVAL, "#expires": EXPIRES_AT}
_KEPT = timedelta(minutes=5)
_TRIES = 3
"""Attempts where other workers use the same key between two writes."""
_MS = timedelta(milliseconds=1)


class DynamoRateLimiter:
    """Arrival times as numbers that a conditional update moves on."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._table = DynamoTable(dynamodb_client, table_name)

    def use(self, key: str, limit: RateLimit, now: datetime) -> timedelta:
        """Use one of what a key may have. Return zero, or the time until there is one again."""
        return self.spend(key, limit, now).wait

    def spend(self, key: str, limit: RateLimit, now: datetime) -> RateUse:
        """Use one as `use` does, and return what is left as well."""
        for _ in range(_TRIES):
            moved = self._begins(key, limit, now) or self._adds(key, limit, now)
            if moved:
                return limit.admitted_at(_arrival_of(moved), now)
            item = self._table.get(_key(key))
            standing = limit.standing_at(_arrival_of(item) if item else None, now)
            if standing.wait:
                return standing
        return RateUse(wait=limit.interval, left=0, full_in=limit.window)

    def _begins(self, key: str, limit: RateLimit, now: datetime) -> Item | None:
        """Use one of a key whose credit is whole."""
        return self._table.updated_if(
            _key(key),
            "SET #arrival = :next, #expires = :expires",
            Condition(
                "attribute_not_exists(#arrival) OR #arrival <= :now",
                _NAMES,
                attributes({":now": _number(now)}),
            ),
            values=self._moved(now + limit.interval, ":next"),
        )

    def _adds(self, key: str, limit: RateLimit, now: datetime) -> Item | None:
        """Use one more of a key that has used some."""
        return self._table.updated_if(
            _key(key),
            "SET #arrival = #arrival + :interval, #expires = :expires",
            Condition(
                "#arrival > :now AND #arrival <= :last",
                _NAMES,
                attributes({":now": _number(now), ":last": _number(now + limit.tolerance)}),
            ),
            values=attributes({":interval": max(limit.interval // _MS, 1)})
            | self._moved(now + limit.tolerance + limit.interval),
        )

    def _moved(self, until: datetime, arrival: str = "") -> Item:
        values = {":expires": int((until + _KEPT).timestamp())}
        return attributes(values | ({arrival: _number(until)} if arrival else {}))


def _arrival_of(item: Item) -> datetime:
    return datetime.fromtimestamp(int(item[_ARRIVAL]["N"]) / 1000, UTC)


def _key(key: str) -> Key:
    return f"{_RATE}#{key}", _RATE


def _number(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
