"""Records of a stream and of its failures, as AWS sends them, and a stream that trims."""

from typing import Any

from botocore.exceptions import ClientError

STREAM = "arn:aws:dynamodb:us-east-2:123456789012:table/claims/stream/2026-11-14T00:04:06.388"
SHARD = "shardId-00000001573689847184-864758bb"
FIRST_NUMBER = 800000000003126276362
"""Sequence numbers have 21 digits or more: as text they do not sort as numbers do."""


def failure_record(first: int, last: int, *, condition: str = "RetryAttemptsExhausted") -> Any:
    """Return what Lambda sends about a batch that it gave up.

    After the example in the Lambda developer guide, "Retain discarded records for a DynamoDB event
    source"; `first` and `last` count from FIRST_NUMBER.
    """
    return {
        "requestContext": {
            "requestId": "316aa6d0-8154-4a11-9af7-85d5f4a6bc81",
            "functionArn": "arn:aws:lambda:us-east-2:123456789012:function:project",
            "condition": condition,
            "approximateInvokeCount": 4,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": "2026-11-14T00:13:49.717Z",
        "DDBStreamBatchInfo": {
            "shardId": SHARD,
            "startSequenceNumber": str(FIRST_NUMBER + first),
            "endSequenceNumber": str(FIRST_NUMBER + last),
            "approximateArrivalOfFirstRecord": "2026-11-14T00:13:19Z",
            "approximateArrivalOfLastRecord": "2026-11-14T00:13:21Z",
            "batchSize": last - first + 1,
            "streamArn": STREAM,
        },
    }


def stored_record(number: int, item: dict[str, Any], *, is_insert: bool = True) -> dict[str, Any]:
    """A record of the table's stream, as GetRecords gives it."""
    return {
        "eventID": f"{number:032x}",
        "eventName": "INSERT" if is_insert else "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-2",
        "dynamodb": {
            "Keys": {name: item[name] for name in ("pk", "sk")},
            "NewImage": item,
            "SequenceNumber": str(FIRST_NUMBER + number),
            "SizeBytes": 1,
            "StreamViewType": "NEW_IMAGE",
        },
    }


class MemoryStream:
    """DynamoDB Streams over a list of records: pages, some of them empty, and a trim horizon."""

    def __init__(
        self, records: list[dict[str, Any]], *, page: int = 2, trimmed: int = 0, shard: str = SHARD
    ) -> None:
        self.records = records
        self.pages = 0
        self._page = page
        self._trimmed = trimmed
        """The number of the oldest that are kept no more."""
        self._shard = shard

    def get_shard_iterator(self, **asked: Any) -> dict[str, str]:
        assert asked["StreamArn"] == STREAM
        if asked["ShardId"] != self._shard:
            raise self._refusal("ResourceNotFoundException")
        if asked["ShardIteratorType"] == "TRIM_HORIZON":
            return {"ShardIterator": str(self._trimmed)}
        numbers = [one["dynamodb"]["SequenceNumber"] for one in self.records]
        place = numbers.index(asked["SequenceNumber"])
        if place < self._trimmed:
            raise self._refusal("TrimmedDataAccessException")
        return {"ShardIterator": str(place)}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:
        assert Limit <= 1000
        self.pages += 1
        place = float(ShardIterator)
        if not place.is_integer():
            return {"Records": [], "NextShardIterator": str(int(place + 0.5))}
        start = int(place)
        found = self.records[start : start + self._page]
        return {"Records": found, "NextShardIterator": str(start + len(found) - 0.5)}

    def _refusal(self, code: str) -> ClientError:
        return ClientError({"Error": {"Code": code}}, "GetShardIterator")
