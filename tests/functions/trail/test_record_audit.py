"""Given a batch on the Audit queue, the function extends the trail on S3 and answers SQS."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.chaining.chain import ChainPosition, decode
from claimtrail.trail.ports import Head
from claimtrail.trail.verification.verify import verify_trail
from functions.trail.record_audit import handler
from tests.harness.file_rows import file_row
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

NAME = "record-audit-test"


def envelope(number: int) -> str:
    event = BusEvent(
        event_id=f"evt_{number}",
        detail_type=ClaimDetailType.CLAIM_HELD,
        subject_id="clm_1",
        occurred_at=utc_now(),
        actor="system:project_claims",
        correlation_id="fil_1",
    )
    detail_type = event.detail_type.value
    return json.dumps({"detail-type": detail_type, "detail": to_detail(event)})


def batch(bodies: dict[str, str]) -> dict[str, Any]:
    return {"Records": [{"messageId": name, "body": body} for name, body in bodies.items()]}


@pytest.fixture
def store(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3ChainStore]:
    """The trail that the function writes to."""
    s3, dynamodb = cloud.client("s3"), cloud.client("dynamodb")
    s3.create_bucket(Bucket=NAME)
    dynamodb.create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    monkeypatch.setenv("AUDIT_BUCKET", NAME)
    monkeypatch.setenv("OPERATIONS_TABLE", NAME)
    client.cache_clear()
    yield S3ChainStore(s3, dynamodb, bucket=NAME, table=NAME)
    client.cache_clear()
    dynamodb.delete_table(TableName=NAME)
    for entry in s3.list_objects_v2(Bucket=NAME).get("Contents", []):
        s3.delete_object(Bucket=NAME, Key=entry["Key"])
    s3.delete_bucket(Bucket=NAME)


def objects(cloud: RunningCloud) -> dict[str, bytes]:
    s3 = cloud.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=NAME).get("Contents", [])]
    return {key: s3.get_object(Bucket=NAME, Key=key)["Body"].read() for key in keys}


@pytest.mark.cloud
@pytest.mark.capability("C3.3")
def test_bus_events_and_rows_of_a_batch_are_recorded(
    store: S3ChainStore, cloud: RunningCloud
) -> None:
    row = file_row("fil_1", at=utc_now())
    rows = json.dumps({"dataset": "files", "rows": [row]})

    first = handler(batch({"a": envelope(1), "b": rows, "c": envelope(2)}), CONTEXT)
    second = handler(batch({"d": envelope(3)}), CONTEXT)

    assert first == second == {"batchItemFailures": []}
    written = objects(cloud)
    heads = {name: store.head(name) for name in ("audit", "files")}
    assert [head.seq for head in heads.values() if head] == [2, 1]
    report = verify_trail(
        written.items(), heads={name: head for name, head in heads.items() if head}
    )
    assert report.sound
    recorded = [
        each["audit_id"]
        for key, data in sorted(written.items())
        if key.startswith("audit/")
        for each in decode(data)
    ]
    assert recorded == ["evt_1", "evt_2", "evt_3"]
    files = [each for key, data in written.items() if "files/" in key for each in decode(data)]
    assert files[0].items() >= row.items()


@pytest.mark.cloud
@pytest.mark.capability("C1.2")
def test_a_message_that_cannot_be_recorded_fails_alone_and_logs_no_value(
    store: S3ChainStore, cloud: RunningCloud, caplog: pytest.LogCaptureFixture
) -> None:
    bad = json.dumps(
        {"dataset": "files", "rows": [{**file_row("fil_1", at=utc_now()), "surname": "SECRET"}]}
    )

    answer = handler(batch({"bad": bad, "good": envelope(1)}), CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert [key.split("/")[0] for key in objects(cloud)] == ["audit"]
    assert store.head("files") is None
    refusals = [vars(line) for line in caplog.records if line.getMessage() == "refused"]
    assert [(line["message_id"], line["code"], line["what"]) for line in refusals] == [
        ("bad", "AUDIT_MESSAGE_REFUSED", "unknown columns: surname")
    ]
    assert "SECRET" not in str([vars(line) for line in caplog.records])


@pytest.mark.cloud
def test_an_object_that_a_killed_invocation_left_is_taken_into_the_chain(
    store: S3ChainStore, cloud: RunningCloud
) -> None:
    handler(batch({"a": envelope(1)}), CONTEXT)
    written = store.head("audit")
    assert written
    cloud.client("dynamodb").put_item(  # as if it had been killed before the head moved
        TableName=NAME,
        Item={
            "pk": {"S": "chain#audit"},
            "sk": {"S": "head"},
            "seq": {"N": "0"},
            "sha256": {"S": "0" * 64},
            "dt": {"S": written.day.isoformat()},
            "reserved": {"BOOL": True},
        },
    )

    handler(batch({"a": envelope(1)}), CONTEXT)  # SQS delivers the batch again

    head = store.head("audit")
    assert isinstance(head, Head)
    assert head.seq == 2
    assert verify_trail(objects(cloud).items(), heads={"audit": head}).sound


@pytest.mark.cloud
def test_a_chain_with_a_forged_end_rings_and_stops_no_other(
    store: S3ChainStore, cloud: RunningCloud, caplog: pytest.LogCaptureFixture
) -> None:
    handler(batch({"a": envelope(1)}), CONTEXT)
    written = store.head("audit")
    assert written
    store.advance("audit", expected=written, new=replace(written, reserved=True))
    forged = ChainPosition("audit", written.day, written.seq + 1).key
    cloud.client("s3").put_object(Bucket=NAME, Key=forged, Body=b"no gzip")
    rows = json.dumps({"dataset": "files", "rows": [file_row("fil_1", at=utc_now())]})

    answer = handler(batch({"b": envelope(2), "c": rows}), CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "b"}]}
    assert store.head("files")
    [line] = [vars(one) for one in caplog.records if one.getMessage() == "audit_chain_refused"]
    assert (line["dataset"], line["code"], line["where"]) == (
        "audit",
        "AUDIT_CHAIN_REFUSED",
        forged,
    )


@pytest.mark.cloud
def test_what_the_senders_adapter_sends_the_function_reads(
    store: S3ChainStore, cloud: RunningCloud
) -> None:
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=NAME)["QueueUrl"]
    rows = [file_row(f"fil_{number}", size=number) for number in range(300)]
    SqsRowSink(sqs, url).send("files", rows)

    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        answer = handler(batch({each["MessageId"]: each["Body"] for each in messages}), CONTEXT)
        assert answer == {"batchItemFailures": []}
    sqs.delete_queue(QueueUrl=url)

    recorded = [row["size_bytes"] for data in objects(cloud).values() for row in decode(data)]
    assert sorted(recorded) == list(range(300))
    assert store.head("files")
