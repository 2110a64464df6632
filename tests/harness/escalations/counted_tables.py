"""DynamoDB in memory with a meter: the requests and units of the schedule that escalates claims.

The adapters ask it as they ask AWS. It serves what they ask for here, and nothing else.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.aws.claims.indexes import BY_DUE
from claimtrail.aws.core.dynamo.indexes import BY_STATUS
from claimtrail.aws.core.dynamo.items import Item

READ_BYTES, WRITE_BYTES = 4096, 1024
"""One unit's worth of an item (Amazon DynamoDB Developer Guide, read and write consumption)."""
_INDEXES = (BY_DUE, BY_STATUS)
_Places = dict[tuple[str, str, str], dict[str, Item]]


class CountedDynamo:
    """Tables with the indexes `by_due` and `by_status`, and what their use consumes."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.reads = self.writes = 0.0
        self._stored: _Places = {}
        """Items by table, `table` or index, and partition; then by sort key."""

    def forget(self) -> None:
        """Begin to count."""
        self.requests.clear()
        self.reads = self.writes = 0.0

    def get_item(self, *, TableName: str, Key: Item, **_: Any) -> dict[str, Any]:
        self.requests["GetItem"] += 1
        item = self._at(TableName, Key)
        self.reads += _read_units([item] if item else [])
        return {"Item": item} if item else {}

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:
        self.requests["BatchGetItem"] += 1
        [(table, asked)] = RequestItems.items()
        found = [item for key in asked["Keys"] if (item := self._at(table, key))]
        share = 1 if asked["ConsistentRead"] else 0.5
        self.reads += share * sum(_read_units([item]) for item in found)
        return {"Responses": {table: found}}

    def query(self, **request: Any) -> dict[str, Any]:
        self.requests["Query"] += 1
        values = {name: one["S"] for name, one in request["ExpressionAttributeValues"].items()}
        place = request["TableName"], request.get("IndexName", "table"), values[":pk"]
        after, prefix = values.get(":after", ""), values.get(":prefix", "")
        stored = self._stored.get(place, {})
        wanted = sorted(sort for sort in stored if sort > after and sort.startswith(prefix))
        found = [stored[sort] for sort in wanted[: request.get("Limit")]]
        share = 1 if request.get("ConsistentRead") else 0.5
        is_keys = place[1] == BY_DUE.name
        self.reads += share * _read_units(map(_keys, found) if is_keys else found)
        return {"Items": [_keys(item) for item in found] if is_keys else found}

    def put_item(self, *, TableName: str, Item: Item, **condition: Any) -> dict[str, Any]:
        self.requests["PutItem"] += 1
        self._check(self._at(TableName, Item), condition)
        self._replace(TableName, self._at(TableName, Item), Item)
        return {}

    def update_item(self, *, TableName: str, Key: Item, **request: Any) -> dict[str, Any]:
        """Delist, the one update that there is."""
        self.requests["UpdateItem"] += 1
        before = self._at(TableName, Key)
        self._check(before, request)
        gone = {BY_DUE.partition_key, BY_DUE.sort_key}
        after = {name: value for name, value in (before or {}).items() if name not in gone}
        self._replace(TableName, before, after)
        return {}

    def delete_item(self, *, TableName: str, Key: Item) -> dict[str, Any]:
        self.requests["DeleteItem"] += 1
        self._replace(TableName, self._at(TableName, Key), None)
        return {}

    def _at(self, table: str, key: Item) -> Item | None:
        return self._stored.get((table, "table", key["pk"]["S"]), {}).get(key["sk"]["S"])

    def _check(self, stored: Item | None, condition: dict[str, Any]) -> None:
        expected = condition.get("ExpressionAttributeValues", {}).get(":version")
        is_absent = "attribute_not_exists" in condition.get("ConditionExpression", "")
        if (is_absent and stored) or (expected and (stored or {}).get("version") != expected):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, "PutItem")

    def _replace(self, table: str, before: Item | None, after: Item | None) -> None:
        sizes = [_write_units(item) for item in (before, after) if item]
        self.writes += max(sizes, default=0)
        for index in _INDEXES:
            old, new = (_place(item, index) for item in (before, after))
            self.writes += (bool(old) + bool(new)) * (old != new)
            if old:
                del self._stored[table, index.name, old[0]][old[1]]
            if new and after:
                self._stored.setdefault((table, index.name, new[0]), {})[new[1]] = after
        if before:
            del self._stored[table, "table", before["pk"]["S"]][before["sk"]["S"]]
        if after:
            place = table, "table", after["pk"]["S"]
            self._stored.setdefault(place, {})[after["sk"]["S"]] = after


def _place(item: Item | None, index: Any) -> tuple[str, str] | None:
    if not item or index.partition_key not in item:
        return None
    return item[index.partition_key]["S"], item[index.sort_key]["S"]


def _keys(item: Item) -> Item:
    names = ("pk", "sk", BY_DUE.partition_key, BY_DUE.sort_key)
    return {name: item[name] for name in names}


def _size(item: Item) -> int:
    return sum(
        len(name) + len(next(iter(value.values())))
        if "S" in value or "B" in value
        else len(name) + 8
        for name, value in item.items()
    )


def _read_units(items: Iterable[Item]) -> int:
    return max(1, math.ceil(sum(map(_size, items)) / READ_BYTES))


def _write_units(item: Item) -> int:
    return math.ceil(_size(item) / WRITE_BYTES)
