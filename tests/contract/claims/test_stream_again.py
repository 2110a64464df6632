"""A batch that Lambda gave up is read from DynamoDB's own stream, and the table page by page."""

import json
from typing import Any

import pytest

from claimtrail.aws.claims.stream import SqsDeferral, stored_items
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.messages.stream_failures import StreamReader, stream_batch_of
from claimtrail.claims.store.items import ItemKind
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.stream_records import failure_record
from tests.harness.claims.claim_events import accepted_claim, remitted
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import create_queue

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C1.2")]


def _shard(streams: Any, table: str) -> tuple[str, str]:
    [stream] = streams.list_streams(TableName=table)["Streams"]
    described = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
    [shard] = described["Shards"]
    return stream["StreamArn"], shard["ShardId"]


def _numbers(streams: Any, stream: str, shard: str) -> list[str]:
    found = streams.get_shard_iterator(
        StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )
    records = streams.get_records(ShardIterator=found["ShardIterator"])["Records"]
    return [one["dynamodb"]["SequenceNumber"] for one in records]


def test_the_records_between_two_sequence_numbers_come_as_the_items_that_they_stored(
    cloud: RunningCloud,
) -> None:
    dynamodb, streams = cloud.client("dynamodb"), cloud.client("dynamodbstreams")
    table = make_claim_table(dynamodb)
    events = [*accepted_claim(), remitted(16, 80, "CO-45:20")]
    for event in events:
        DynamoClaimStore(table).append_events([event])
    stream, shard = _shard(streams, table)
    numbers = _numbers(streams, stream, shard)
    record = failure_record(0, 1)
    record["DDBStreamBatchInfo"] |= {
        "streamArn": stream,
        "shardId": shard,
        "startSequenceNumber": numbers[1],
        "endSequenceNumber": numbers[2],
    }
    batch = stream_batch_of(json.dumps(record))
    assert batch

    found = stored_items(StreamReader(streams).records_of(batch))

    assert [item.sort for item in found.items] == [
        f"event#{event.event_id}" for event in events[1:3]
    ]
    assert all(item.document for item in found.items)


def test_a_table_is_gone_through_whole_and_many_messages_are_queued_at_once(
    cloud: RunningCloud,
) -> None:
    table = make_claim_table(cloud.client("dynamodb"))
    store = DynamoClaimStore(table)
    store.append_events(accepted_claim())
    sqs = cloud.client("sqs")
    url, _ = create_queue(cloud, "many")

    found = [item for page in store.pages_of_items() for item in page]
    SqsDeferral(sqs, url).defer_all(f"message {number}" for number in range(23))

    assert [item.kind for item in found].count(ItemKind.EVENT) == 3
    attributes = sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    assert attributes["ApproximateNumberOfMessages"] == "23"
