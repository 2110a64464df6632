"""PHI canaries: who the patients are is in the claim table and the files, and nowhere else."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from claimtrail.kernel.names import Output
from claimtrail.synthetic.fiction import MEMBER_PREFIX, SURNAMES
from tests.support.deployed import Deployed
from tests.support.own_claims import BORN, OwnClaim
from tests.support.periods import Period

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("poison")]

PATTERN = re.compile("|".join((rf"{MEMBER_PREFIX}\d{{4,}}", rf"\b{BORN}\b", *SURNAMES)))
KEYED_BY_IDS = (
    Output.ARCHIVE_BUCKET,
    Output.QUARANTINE_BUCKET,
    Output.OUTBOX_BUCKET,
    Output.AUDIT_BUCKET,
)
LEAST_LINES = 50
"""Fewer log lines than this would mean that the logs were not looked at."""


@pytest.fixture(scope="module")
def canaries(
    deployed: Deployed, period: Period, stuck: tuple[OwnClaim, OwnClaim]
) -> re.Pattern[str]:
    """Every patient control number that was ever dropped, member ids, surnames, a birth date."""
    numbers = {claim.patient_control_number for claim in deployed.claims()}
    assert period.numbers < numbers
    assert {claim.number for claim in stuck} < numbers
    return re.compile("|".join([*map(re.escape, sorted(numbers)), PATTERN.pattern]))


def found_in(texts: Iterator[tuple[str, str]], canaries: re.Pattern[str]) -> tuple[int, list[str]]:
    """How many texts there were, and where canaries sing."""
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


def items(deployed: Deployed, *tables: Output) -> Iterator[tuple[str, str]]:
    for table in tables:
        for page in pages(deployed.client("dynamodb"), "scan", TableName=deployed.bucket(table)):
            for item in page["Items"]:
                packed = item.pop("packed", {"B": b""})["B"]
                inside = zlib.decompress(packed).decode() if packed else ""
                yield table, json.dumps(item, default=str) + inside


def executions(deployed: Deployed) -> Iterator[tuple[str, str]]:
    workflows = deployed.client("stepfunctions")
    machine = deployed.bucket(Output.ESCALATION_STATE_MACHINE)
    for page in pages(workflows, "list_executions", stateMachineArn=machine):
        for execution in page["executions"]:
            arn = execution["executionArn"]
            for history in pages(workflows, "get_execution_history", executionArn=arn):
                yield execution["name"], json.dumps(history["events"], default=str)


def test_given_files_of_patients_when_the_protected_table_is_searched_then_patients_are_found(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    _, places = found_in(items(deployed, Output.CLAIM_TABLE), canaries)

    assert len(places) > LEAST_LINES, "else the searches below would find nothing, ever"


@pytest.mark.capability("C5.1")
def test_given_files_of_patients_when_logs_are_searched_then_no_patient_is_in_them(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
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
        (key, gzip.decompress(data).decode()) for key, data in deployed.objects(Output.AUDIT_BUCKET)
    )

    objects, places = found_in(texts, canaries)

    assert objects
    assert places == []


@pytest.mark.capability("C5.1")
def test_given_claims_when_tickets_escalations_and_executions_are_read_then_they_name_no_patient(
    deployed: Deployed, canaries: re.Pattern[str]
) -> None:
    kept, places = found_in(items(deployed, Output.OPERATIONS_TABLE, Output.TICKET_TABLE), canaries)
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
    dead = [body for bodies in deployed.dead_bodies().values() for body in bodies]

    assert len(keys) > LEAST_LINES
    assert queues
    assert dead
    assert [text for text in (*keys, *queues, *dead) if canaries.search(text)] == []
