"""PHI canaries: who the patients are is in the claim table and the files, and nowhere else."""

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.aws.core.dynamo.packing import unpack
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.escalations.outputs import EscalationOutput
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.outputs import StackOutput
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.outputs import TrailOutput
from simulator.provider.fake_people import MEMBER_PREFIX, SURNAMES
from tests.harness.days.query_cover import query_cover
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BORN, OwnClaim
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.malformed_messages import NAMED, MalformedMessages
from tests.harness.stage.periods import Period

pytestmark = pytest.mark.e2e

FILE_NAME = NAMED.split()[1]
"""Of a file that was named after its patient and ended as a dead letter."""
PATTERN = re.compile("|".join((FILE_NAME, rf"{MEMBER_PREFIX}\d{{4,}}", rf"\b{BORN}\b", *SURNAMES)))
KEYED_BY_IDS = (
    IntakeOutput.ARCHIVE_BUCKET,
    IntakeOutput.QUARANTINE_BUCKET,
    IntakeOutput.OUTBOX_BUCKET,
    TrailOutput.AUDIT_BUCKET,
    AnalyticsOutput.LAKE_BUCKET,
)
KEY = re.compile(r"(^|_)[ps]k$")
"""Names of key attributes, of the table and of its indexes."""
ONLY_SCHEDULED = "dead_letters_measured"
"""The log event of a function that only a schedule's rule invokes."""
LEAST_LINES = 50
"""Fewer log lines than this would mean that the logs were not looked at."""


@pytest.fixture(scope="module")
def canaries(
    deployed: Deployed,
    period: Period,
    stuck: tuple[OwnClaim, OwnClaim],
    malformed_messages: MalformedMessages,
) -> re.Pattern[str]:
    """Every patient control number that was ever dropped, member ids, surnames, a birth date."""
    numbers = {claim.patient_control_number for claim in deployed.claims()}
    assert period.numbers < numbers
    assert {claim.number for claim in stuck} < numbers
    assert malformed_messages, "one of them is about the file that is named after its patient"
    return re.compile("|".join([*map(re.escape, sorted(numbers)), PATTERN.pattern]))


def found_in(texts: Iterator[tuple[str, str]], canaries: re.Pattern[str]) -> tuple[int, list[str]]:
    """Return how many texts there were, and where canaries sing."""
    count, places = 0, []
    for place, text in texts:
        count += 1
        if canaries.search(text):
            places.append(place)
    return count, places


def pages(client: Any, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
    yield from client.get_paginator(operation).paginate(**arguments)


def log_lines(deployed: Deployed) -> Iterator[tuple[str, str]]:
    logs = deployed.client("logs")
    for page in pages(logs, "describe_log_groups"):
        for group in page["logGroups"]:
            name = group["logGroupName"]
            for found in pages(logs, "filter_log_events", logGroupName=name):
                for event in found["events"]:
                    yield name, event["message"]


def items(deployed: Deployed, *tables: StackOutput) -> Iterator[tuple[str, str]]:
    for table in tables:
        for page in pages(deployed.client("dynamodb"), "scan", TableName=deployed.bucket(table)):
            for item in page["Items"]:
                packed = item.pop("packed", {"B": b""})["B"]
                inside = unpack(packed) if packed else ""
                yield table, json.dumps(item, default=str) + inside


def item_keys(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """The keys of the protected table's items, also those of its indexes."""
    table = deployed.bucket(ClaimOutput.CLAIM_TABLE)
    for page in pages(deployed.client("dynamodb"), "scan", TableName=table):
        for item in page["Items"]:
            for name, value in item.items():
                if KEY.search(name):
                    yield name, str(value)


def waiting_messages(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """Every message that is in any queue, dead letters included; they stay there."""
    sqs = deployed.client("sqs")
    for name, pair in deployed.queues().items():
        for url in pair:
            answer = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, AttributeNames=["All"]
            )
            for message in answer.get("Messages", []):
                yield name, json.dumps(message)


def watched(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """Metrics, alarms with what they would notify of, and topics."""
    cloudwatch, sns = deployed.client("cloudwatch"), deployed.client("sns")
    for page in pages(cloudwatch, "list_metrics"):
        yield from (("metric", json.dumps(metric)) for metric in page["Metrics"])
    for page in pages(cloudwatch, "describe_alarms"):
        yield from (("alarm", json.dumps(alarm, default=str)) for alarm in page["MetricAlarms"])
    for topic in sns.list_topics()["Topics"]:
        yield "topic", json.dumps(sns.get_topic_attributes(TopicArn=topic["TopicArn"]))


def results(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """Yield what Athena wrote down for those who asked."""
    group = deployed.client("athena").get_work_group(
        WorkGroup=deployed.bucket(AnalyticsOutput.ATHENA_WORKGROUP)
    )["WorkGroup"]
    location = group["Configuration"]["ResultConfiguration"]["OutputLocation"]
    bucket = location.removeprefix("s3://").partition("/")[0]
    s3 = deployed.client("s3")
    for page in pages(s3, "list_objects_v2", Bucket=bucket):
        for listed in page.get("Contents", []):
            with closing(s3.get_object(Bucket=bucket, Key=listed["Key"])["Body"]) as body:
                yield listed["Key"], body.read().decode("utf-8", "replace")


def executions(deployed: Deployed) -> Iterator[tuple[str, str]]:
    workflows = deployed.client("stepfunctions")
    machine = deployed.bucket(EscalationOutput.ESCALATION_STATE_MACHINE)
    for page in pages(workflows, "list_executions", stateMachineArn=machine):
        for execution in page["executions"]:
            arn = execution["executionArn"]
            execution_input = workflows.describe_execution(executionArn=arn)
            yield execution["name"], json.dumps(execution_input, default=str)
            for history in pages(workflows, "get_execution_history", executionArn=arn):
                yield execution["name"], json.dumps(history["events"], default=str)


def test_given_files_of_patients_when_the_protected_table_is_searched_then_patients_are_found(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    _, places = found_in(items(deployed, ClaimOutput.CLAIM_TABLE), canaries)

    assert len(places) > LEAST_LINES, "else the searches below would find nothing, ever"
    kept = [text for _, text in items(deployed, ClaimOutput.CLAIM_TABLE) if FILE_NAME in text]
    assert kept, "the file's arrival, with its name"


@pytest.mark.capability("C5.1")
def test_given_files_of_patients_when_logs_are_searched_then_no_patient_is_in_them(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    # Without the lines of schedules, what they invoke would not have been searched.
    eventually(lambda: any(ONLY_SCHEDULED in line for _, line in log_lines(deployed)), 300, every=2)
    lines, places = found_in(log_lines(deployed), canaries)

    written = deployed.cloud.cloud.settings.log.read_text(encoding="utf-8", errors="replace")
    assert lines > LEAST_LINES
    assert places == []
    assert [line for line in written.splitlines() if canaries.search(line)] == []


@pytest.mark.capability("C5.1")
def test_given_claims_when_the_trail_is_searched_then_it_names_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    texts = (
        (key, (gzip.decompress(data) if key.endswith(".gz") else data).decode())
        for key, data in deployed.objects(TrailOutput.AUDIT_BUCKET)
    )

    objects, places = found_in(texts, canaries)

    assert objects
    assert places == []


@pytest.mark.capability("C5.1")
def test_given_claims_when_tickets_escalations_and_executions_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    eventually(lambda: next(executions(deployed), None), 60, every=1)
    kept, places = found_in(
        items(deployed, SharedOutput.OPERATIONS_TABLE, TicketOutput.TICKET_TABLE), canaries
    )
    ran, sung = found_in(executions(deployed), canaries)

    assert kept > 2
    assert ran > 1
    assert (places, sung) == ([], [])


@pytest.mark.capability("C5.1")
def test_given_files_when_keys_queues_and_dead_letters_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    s3 = deployed.client("s3")
    keys = [
        listed["Key"]
        for output in KEYED_BY_IDS
        for page in pages(s3, "list_objects_v2", Bucket=deployed.bucket(output))
        for listed in page.get("Contents", [])
    ]
    queues = deployed.client("sqs").list_queues()["QueueUrls"]
    eventually(lambda: any(waiting_messages(deployed)), 150, every=2)
    _, sung = found_in(waiting_messages(deployed), canaries)

    assert len(keys) > LEAST_LINES
    assert queues
    assert sung == []
    assert [text for text in (*keys, *queues) if canaries.search(text)] == []


@pytest.mark.capability("C5.1")
def test_given_claims_when_table_and_index_keys_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    keys, places = found_in(item_keys(deployed), canaries)

    assert keys > LEAST_LINES
    assert places == []


@pytest.mark.capability("C5.1")
def test_given_claims_when_metrics_alarms_and_topics_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    texts, places = found_in(watched(deployed), canaries)

    assert texts > len(deployed.queues())
    assert places == []


@pytest.mark.capability("C5.1")
def test_given_saved_queries_when_athenas_results_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    asked = {name: deployed.ask_saved(name) for name in query_cover()}

    written, places = found_in(results(deployed), canaries)

    assert any(asked.values())
    assert written >= len(asked)
    assert places == []
