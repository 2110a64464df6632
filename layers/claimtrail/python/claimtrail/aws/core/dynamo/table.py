"""One DynamoDB table: single requests, batches, pages and transactions.

What DynamoDB throttles, and what it leaves over of a batch, is sent again by the one retry policy
(kernel/retry.py) for as long as the invocation has time, and the caller gets an error beyond that.
boto3 repeats calls that a network or a server failed.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from claimtrail.aws.core.dynamo.busy import is_throttle, reasons_of, table_busy
from claimtrail.aws.core.dynamo.conditions import ABSENT, Condition, TransactionRefusedError
from claimtrail.aws.core.dynamo.items import Item, Key, key_item, key_of
from claimtrail.aws.core.dynamo.tables import Index
from claimtrail.kernel.deadline import current_deadline
from claimtrail.kernel.prefetch import one_ahead
from claimtrail.kernel.retry import LEFT_OVER, Pause, attempts_in_time

PUT_AT_ONCE, GET_AT_ONCE = 25, 100
"""Items to one BatchWriteItem and keys to one BatchGetItem, at most."""
_GROWTH = 4
"""Times by which a page that was asked for by its items exceeds the one before."""
Write = dict[str, dict[str, Any]]
"""One write of a transaction, or a check."""
T = TypeVar("T")


class DynamoTable:
    """A table with the keys `pk` and `sk`. Threads may share it, as boto3's clients may be."""

    def __init__(self, dynamodb_client: Any, name: str, *, pause: Pause = time.sleep) -> None:
        self.name = name
        self._client = dynamodb_client
        self._pause = pause

    # Single items

    def get(self, key: Key) -> Item | None:
        """Return the item under a key, strongly consistent; None when there is none."""
        answer = self._call("get_item", TableName=self.name, Key=key_item(key), ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def put(self, item: Item) -> None:
        """Store an item, whatever is stored under its key."""
        self._call("put_item", TableName=self.name, Item=item)

    def put_if(self, item: Item, condition: Condition) -> bool:
        """Store an item while the condition holds. Return True when it was stored."""
        try:
            self._call("put_item", TableName=self.name, Item=item, **condition.request())
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def put_if_absent(self, item: Item) -> bool:
        """Store an item unless one is stored under its key. Return True when it was stored."""
        return self.put_if(item, ABSENT)

    def update(
        self, key: Key, expression: str, *, names: dict[str, str], values: Item | None = None
    ) -> Item:
        """Update an item in place. Return all of it as it is now."""
        answer = self._call(
            "update_item",
            TableName=self.name,
            Key=key_item(key),
            UpdateExpression=expression,
            ExpressionAttributeNames=names,
            ReturnValues="ALL_NEW",
            **({"ExpressionAttributeValues": values} if values else {}),
        )
        item: Item = answer["Attributes"]
        return item

    def update_if(self, key: Key, expression: str, condition: Condition, *, values: Item) -> bool:
        """Update an item in place while the condition holds. Return True when it was updated."""
        return self._update_if(key, expression, condition, values, "NONE") is not None

    def updated_if(
        self, key: Key, expression: str, condition: Condition, *, values: Item
    ) -> Item | None:
        """Update an item in place while the condition holds. Return all of it as it is then."""
        answer = self._update_if(key, expression, condition, values, "ALL_NEW")
        return None if answer is None else answer["Attributes"]

    def _update_if(
        self, key: Key, expression: str, condition: Condition, values: Item, returned: str
    ) -> dict[str, Any] | None:
        """Return the answer to a conditional update; None where the condition does not hold."""
        request = condition.request()
        request["ExpressionAttributeValues"] = {**condition.values, **values}
        try:
            answer: dict[str, Any] = self._call(
                "update_item",
                TableName=self.name,
                Key=key_item(key),
                UpdateExpression=expression,
                ReturnValues=returned,
                **request,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        return answer

    def delete(self, key: Key) -> None:
        """Remove the item under a key, if there is one."""
        self._call("delete_item", TableName=self.name, Key=key_item(key))

    def take(self, key: Key) -> Item | None:
        """Remove the item under a key and return it; None when there is none."""
        answer = self._call(
            "delete_item", TableName=self.name, Key=key_item(key), ReturnValues="ALL_OLD"
        )
        item: Item | None = answer.get("Attributes")
        return item

    # Pages

    def query(
        self, partition: str, *, prefix: str = "", limit: int | None = None
    ) -> Iterator[Item]:
        """Yield the items of a partition whose sort keys begin so, in their order.

        Strongly consistent, page by page as they are read.
        """
        begins = " AND begins_with(sk, :prefix)" if prefix else ""
        values = {":pk": {"S": partition}} | ({":prefix": {"S": prefix}} if prefix else {})
        return self._pages(
            limit,
            ConsistentRead=True,
            KeyConditionExpression=f"pk = :pk{begins}",
            ExpressionAttributeValues=values,
        )

    def query_between(
        self, partition: str, first: str, last: str, *, is_consistent: bool = False
    ) -> Iterator[Item]:
        """Yield the items of a partition from one sort key to another."""
        values = {":pk": partition, ":first": first, ":last": last}
        return self._pages(
            None,
            ConsistentRead=is_consistent,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
        )

    def query_back(
        self, partition: str, *, limit: int, between: tuple[str, str] = ("", "~")
    ) -> Iterator[Item]:
        """Yield a partition's last items, the last first, `between` two sort keys.

        Eventually consistent.
        """
        values = {":pk": partition, ":first": between[0] or " ", ":last": between[1]}
        return self._pages(
            limit,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
            ScanIndexForward=False,
        )

    def query_index(  # noqa: PLR0913 - a partition and how much of it, by keyword
        self,
        index: Index,
        partition: str,
        *,
        between: tuple[str, str] | None = None,
        after: str | None = None,
        is_descending: bool = False,
        limit: int | None = None,
        at_a_time: int | None = None,
    ) -> Iterator[Item]:
        """Yield the items of an index's partition in the order of its sort key.

        `between` and `after` bound the sort key, of which one may be given. Of `at_a_time` items a
        page is asked for first, and of more with each further one; without it, of all that fit.
        Eventually consistent.
        """
        condition, values = "#pk = :pk", {":pk": {"S": partition}}
        names = {"#pk": index.partition_key}
        if between is not None:
            condition += " AND #sk BETWEEN :first AND :last"
            values |= {":first": {"S": between[0]}, ":last": {"S": between[1]}}
        elif after is not None:
            condition += " AND #sk > :after"
            values |= {":after": {"S": after}}
        if condition.count("#sk"):
            names["#sk"] = index.sort_key
        return self._pages(
            limit,
            IndexName=index.name,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ScanIndexForward=not is_descending,
            **({"Limit": at_a_time} if at_a_time else {}),
        )

    def scan_pages(self) -> Iterator[list[Item]]:
        """Yield all items of the table, page by page (1 MB each); eventually consistent.

        For an operator's recovery, which no index can lead to what lacks its index's keys.
        """
        request: dict[str, Any] = {"TableName": self.name}
        while True:
            page = self._call("scan", **request)
            yield page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _pages(self, limit: int | None, **request: Any) -> Iterator[Item]:
        request["TableName"] = self.name
        left = limit
        while left is None or left > 0:
            if left is not None:
                request["Limit"] = left
            page = self._call("query", **request)
            yield from page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
            if left is not None:
                left -= len(page["Items"])
            elif "Limit" in request:
                request["Limit"] *= _GROWTH

    # Batches

    def put_each(self, items: Iterable[Item]) -> None:
        """Store items of different keys, whatever is stored there; PUT_AT_ONCE to a request.

        Items are made while those before them are under way. Raises ClaimTrailError (TABLE_BUSY)
        when DynamoDB goes on leaving some over.
        """
        with one_ahead(_parts(items, PUT_AT_ONCE)) as parts:
            for some in parts:
                self._write_all([{"PutRequest": {"Item": item}} for item in some])

    def delete_each(self, keys: Iterable[Key]) -> None:
        """Remove the items under different keys, as far as there are any. Raises as `put_each`."""
        for some in _parts(keys, PUT_AT_ONCE):
            self._write_all([{"DeleteRequest": {"Key": key_item(key)}} for key in some])

    def _write_all(self, writes: Sequence[Any]) -> None:
        for _ in self._attempts():
            answer = self._taken("batch_write_item", RequestItems={self.name: writes})
            if answer is not None:
                writes = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not writes:
                return

    def read_each(self, wanted: Iterable[Key], *, is_consistent: bool) -> Iterator[Item]:
        """Yield the items of different keys that there are, in no promised order.

        Raises as `put_each`.
        """
        return self._read(wanted, {"ConsistentRead": is_consistent})

    def known_among(self, wanted: Iterable[Key], *, is_consistent: bool) -> set[Key]:
        """Return the keys under which something is stored. Raises as `put_each`."""
        how = {"ConsistentRead": is_consistent, "ProjectionExpression": "pk, sk"}
        return {key_of(item) for item in self._read(wanted, how)}

    def _read(self, wanted: Iterable[Key], how: dict[str, Any]) -> Iterator[Item]:
        for some in _parts(wanted, GET_AT_ONCE):
            yield from self._read_some({"Keys": [key_item(key) for key in some], **how})

    def _read_some(self, request: dict[str, Any]) -> Iterator[Item]:
        for _ in self._attempts():
            answer = self._taken("batch_get_item", RequestItems={self.name: request})
            if answer is not None:
                yield from answer["Responses"].get(self.name, ())
                request = answer.get("UnprocessedKeys", {}).get(self.name, {})
            if not request:
                return

    # Transactions

    def transact(self, writes: list[Write]) -> None:
        """Do all writes or none. Raises TransactionRefusedError when DynamoDB refuses one."""
        try:
            self._call("transact_write_items", TransactItems=writes)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            raise TransactionRefusedError(reasons_of(error)) from error

    def putting(self, item: Item, condition: Condition | None = None) -> Write:
        """Return the write that stores an item."""
        fields = condition.request() if condition else {}
        return {"Put": {"TableName": self.name, "Item": item, **fields}}

    def deleting(self, key: Key) -> Write:
        """Return the write that removes an item."""
        return {"Delete": {"TableName": self.name, "Key": key_item(key)}}

    def updating(self, key: Key, expression: str, *, names: dict[str, str], values: Item) -> Write:
        """Return the write that updates an item in place."""
        return {
            "Update": {
                "TableName": self.name,
                "Key": key_item(key),
                "UpdateExpression": expression,
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            }
        }

    def checking(self, key: Key, condition: Condition) -> Write:
        """Return the check of an item that is not written."""
        return {
            "ConditionCheck": {
                "TableName": self.name,
                "Key": key_item(key),
                **condition.request(),
            }
        }

    # Throttles

    def _call(self, operation: str, **request: Any) -> Any:
        """Return the answer to a request, which is sent again while it is throttled.

        Raises TableBusyError beyond the bound, ClientError for another refusal.
        """
        answers = (self._taken(operation, **request) for _ in self._attempts())
        return next(answer for answer in answers if answer is not None)

    def _taken(self, operation: str, **request: Any) -> dict[str, Any] | None:
        """Return the answer; None when DynamoDB throttled the request."""
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**request)
        except ClientError as error:
            if is_throttle(error):
                return None
            raise
        return answer

    def _attempts(self) -> Iterator[int]:
        """Yield the number of each attempt; raise TableBusyError where there may be no other."""
        number = 0
        for number in attempts_in_time(LEFT_OVER, current_deadline(), pause=self._pause):
            yield number
        raise table_busy(self.name, number)


def _parts(whole: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(whole)
    while part := list(islice(rest, size)):
        yield part
