"""Versioned JSON documents in a DynamoDB table: new ones once, next versions one after another."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.kernel.names import Index

DOCUMENT = "document"
VERSION = "version"
EXPIRES_AT = "expires_at"


class DocumentTable:
    """Items with the keys `pk` and `sk`, a `document`, its `version`, and keys of indexes.

    Strings and whole numbers only, so that items are written in DynamoDB's own form.
    """

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._client = dynamodb_client
        self._table_name = table_name

    def put_new(self, item: dict[str, str | int]) -> bool:
        """Store an item; False, and nothing changed, when its key is taken."""
        return self._put(item, ConditionExpression="attribute_not_exists(pk)")

    def replace(self, item: dict[str, str | int], *, only_if: dict[str, Any] | None = None) -> bool:
        """Store the next version; False when the stored one is not the one before.

        `only_if` is another part of the same transaction: when it fails, and the version does
        not, DynamoDB's TransactionCanceledException is raised.
        """
        condition = {
            "ConditionExpression": "#version = :before",
            "ExpressionAttributeNames": {"#version": VERSION},
            "ExpressionAttributeValues": {":before": {"N": str(int(item[VERSION]) - 1)}},
        }
        if only_if is None:
            return self._put(item, **condition)
        put = {"TableName": self._table_name, "Item": _attributes(item), **condition}
        try:
            self._client.transact_write_items(TransactItems=[{"Put": put}, only_if])
        except self._client.exceptions.TransactionCanceledException as error:
            if condition_refused(error, 0):
                return False
            raise
        return True

    def get(self, *, pk: str, sk: str) -> str | None:
        """Return the document under a key, strongly consistent; None when there is none."""
        answer = self._client.get_item(
            TableName=self._table_name,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            ConsistentRead=True,
        )
        item = answer.get("Item")
        return item[DOCUMENT]["S"] if item else None

    def partition(self, *, pk: str, prefix: str) -> Iterator[str]:
        """Yield the documents of a partition whose `sk` begins so, in its order.

        Strongly consistent.
        """
        return self._query(
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": {"S": pk}, ":prefix": {"S": prefix}},
        )

    def index(self, index: Index, *, value: str) -> Iterator[str]:
        """Yield the documents under an index's partition, in the order of its sort key."""
        return self._query(
            IndexName=index.value,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": partition_key(index)},
            ExpressionAttributeValues={":pk": {"S": value}},
        )

    def _query(self, **query: Any) -> Iterator[str]:
        pages = self._client.get_paginator("query").paginate(TableName=self._table_name, **query)
        for page in pages:
            for item in page["Items"]:
                yield item[DOCUMENT]["S"]

    def _put(self, item: dict[str, str | int], **condition: Any) -> bool:
        try:
            self._client.put_item(
                TableName=self._table_name,
                Item=_attributes(item),
                **condition,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True


def condition_refused(error: Any, number: int) -> bool:
    """Return whether that part of a canceled transaction failed by its own condition."""
    reasons = error.response.get("CancellationReasons", [])
    return len(reasons) > number and reasons[number].get("Code") == "ConditionalCheckFailed"


def partition_key(index: Index) -> str:
    """Return the attribute that an index is partitioned by: `status_pk` for `by_status`."""
    return index.value.removeprefix("by_") + "_pk"


def sort_key(index: Index) -> str:
    """Return the attribute that an index is sorted by: `status_sk` for `by_status`."""
    return index.value.removeprefix("by_") + "_sk"


def _attributes(item: dict[str, str | int]) -> dict[str, dict[str, str]]:
    return {name: _attribute(value) for name, value in item.items()}


def _attribute(value: str | int) -> dict[str, str]:
    return {"S": value} if isinstance(value, str) else {"N": str(value)}
