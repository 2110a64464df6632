"""Given CloudTrail's record of a query, record_queries tells the access log who asked what."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from functions.analytics.record_queries import handler
from tests.harness.aws.athena_calls import ANALYST, call_of
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


@pytest.fixture
def audit(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url: str = cloud.client("sqs").create_queue(QueueName=f"audit-{uuid4().hex}")["QueueUrl"]
    monkeypatch.setenv("AUDIT_QUEUE_URL", url)
    client.cache_clear()
    yield url
    client.cache_clear()


@pytest.mark.capability("C5.4")
def test_given_a_query_past_the_command_line_then_who_asked_is_reported_and_what_fails_comes_again(
    cloud: RunningCloud, audit: str
) -> None:
    results = f"answers-{uuid4().hex}"
    cloud.client("s3").create_bucket(Bucket=results)
    started = cloud.client("athena").start_query_execution(
        QueryString="select 1 as claims",
        ResultConfiguration={"OutputLocation": f"s3://{results}/"},
    )
    bodies = [json.dumps(call_of(started["QueryExecutionId"])), "malformed"]
    batch = [
        {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
        for number, body in enumerate(bodies)
    ]

    failed = handler({"Records": batch}, CONTEXT)["batchItemFailures"]

    assert [one["itemIdentifier"] for one in failed] == ["m1"]
    [message] = cloud.client("sqs").receive_message(QueueUrl=audit)["Messages"]
    body = json.loads(message["Body"])
    assert body["dataset"] == "access_log"
    [row] = body["rows"]
    assert (row["actor"], row["subject_id"]) == (f"user:{ANALYST}", "table:claims")
    assert row["statement"].startswith("sha256:")
