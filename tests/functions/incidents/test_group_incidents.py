"""Given bus events of failures, group_incidents leaves incidents that the command shows."""

import json
import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.stacks import log_prefix
from claimtrail.bootstrap.tickets.unknown_errors import unknown_errors
from claimtrail.cli.core import access
from claimtrail.cli.core.stage import LOCAL, Stage
from claimtrail.cli.incidents import commands as command
from claimtrail.incidents.alarms import alarm_prefix
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.retention import Store
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.trail.outputs import TrailOutput
from functions.incidents.group_incidents import handler
from tests.harness.aws.tables import make_table
from tests.harness.escalations.incident_occurrences import held, rejected, released
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


def batch(*events: BusEvent) -> dict[str, Any]:
    bodies = [
        json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
        for event in events
    ]
    records = [
        {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
        for number, body in enumerate(bodies)
    ]
    return {"Records": records}


@pytest.fixture
def dead_letters(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The dead-letter queue of Ingest; the command finds the stage that the function writes."""
    table = make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
    url: str = cloud.client("sqs").create_queue(QueueName=f"dead-{uuid4().hex}")["QueueUrl"]
    monkeypatch.setenv("CLAIMTRAIL_STAGE", LOCAL)
    monkeypatch.setenv("OPERATIONS_TABLE", table)
    monkeypatch.setenv("DEAD_LETTER_QUEUES", json.dumps({"Ingest": url.rpartition("/")[2]}))
    bus = cloud.client("events").create_event_bus(Name=f"bus-{uuid4().hex}")["EventBusArn"]
    monkeypatch.setenv("EVENT_BUS", bus)
    audit = cloud.client("sqs").create_queue(QueueName=f"audit-{uuid4().hex}")["QueueUrl"]
    outputs = {
        SharedOutput.OPERATIONS_TABLE: table,
        SharedOutput.EVENT_BUS: bus,
        TrailOutput.AUDIT_QUEUE: audit,
        PartnerOutput.PAYERS: "larkspur",
    }
    monkeypatch.setattr(access, "open_stage", lambda _: Stage(LOCAL, outputs))
    client.cache_clear()
    yield url
    client.cache_clear()


def shown(*arguments: str) -> Any:
    done = CliRunner().invoke(command.incidents, [*arguments, "--json"], catch_exceptions=False)
    return json.loads(done.stdout)


@pytest.mark.usefixtures("dead_letters")
@pytest.mark.capability("C6.8")
def test_given_failures_then_the_command_shows_them_by_cause() -> None:
    events = [rejected(1), rejected(2), rejected(2), held(3)]

    assert handler(batch(*events), CONTEXT) == {"batchItemFailures": []}

    listed = {each["kind"]: each for each in shown()}
    assert {kind: each["failure_count"] for kind, each in listed.items()} == {
        "transaction.rejected": 2,
        "claim.held": 1,
    }
    incident_id = listed["transaction.rejected"]["incident_id"]
    one = shown(incident_id, "--acknowledge", "--note", "asked the payer")
    assert one["state"] == "ACKNOWLEDGED"
    assert [entry["action"] for entry in one["timeline"]] == ["opened", "acknowledged"]
    assert one["timeline"][-1]["actor"].startswith("user:")
    assert one["remediation"]
    for_people = CliRunner().invoke(command.incidents, [incident_id]).stdout
    assert "What to do" in for_people
    assert "fil_1" in for_people


@pytest.mark.usefixtures("dead_letters")
@pytest.mark.capability("C6.8")
def test_given_a_batch_of_one_cause_and_what_cannot_be_read_then_one_write_counts_them() -> None:
    given = batch(*map(rejected, range(9)))
    given["Records"].append({"messageId": "m9", "eventSource": "aws:sqs", "body": "malformed"})

    for _ in range(2):
        assert handler(given, CONTEXT) == {"batchItemFailures": [{"itemIdentifier": "m9"}]}

    [listed] = shown()
    assert (listed["failure_count"], listed["version"]) == (9, 1)


@pytest.mark.usefixtures("dead_letters")
def test_given_a_release_then_its_incident_is_resolved() -> None:
    handler(batch(held(1), released(1)), CONTEXT)

    assert shown() == []
    assert [each["state"] for each in shown("--all")] == ["RESOLVED"]


def _failed_by_a_code_of_its_own(cloud: RunningCloud) -> str:
    """Log a failure as a function of the stage does; return its code."""
    logs, code = cloud.client("logs"), f"CODE_{uuid4().hex}"
    group = f"{log_prefix(LOCAL)}{uuid4().hex}"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    line = {"level": "ERROR", "event": "refused", "code": code}
    at = int(utc_now().timestamp() * 1000)
    logs.put_log_events(
        logGroupName=group,
        logStreamName="one",
        logEvents=[{"timestamp": at, "message": json.dumps(line)}],
    )
    return code


@pytest.mark.capability("C6.8", "T2.3")
def test_given_dead_letters_then_they_are_an_incident_until_they_are_gone(
    cloud: RunningCloud, dead_letters: str
) -> None:
    sqs = cloud.client("sqs")
    sqs.send_message(QueueUrl=dead_letters, MessageBody="{}")
    code = _failed_by_a_code_of_its_own(cloud)

    assert handler({"source": "aws.events"}, CONTEXT) == {"changed": 1}
    assert [(each["kind"], each["code"]) for each in shown()] == [("dead_letters", "Ingest")]
    known = unknown_errors(operations_table=os.environ["OPERATIONS_TABLE"]).list_all()
    assert code in {one.code for one in known if one.source is ErrorSource.FUNCTION}

    sqs.purge_queue(QueueUrl=dead_letters)
    assert handler({"source": "aws.events"}, CONTEXT) == {"changed": 1}
    assert shown() == []


@pytest.mark.usefixtures("dead_letters")
@pytest.mark.capability("T2.4")
def test_given_an_alarm_of_which_no_event_told_then_the_schedule_finds_it_once(
    cloud: RunningCloud,
) -> None:
    prefix = f"{alarm_prefix(LOCAL)}{uuid4().hex}-"
    cloudwatch = cloud.client("cloudwatch")
    for name, said in (("slow", "[page] slow"), ("part", "[part] of another")):
        cloudwatch.put_metric_alarm(
            AlarmName=f"{prefix}{name}",
            AlarmDescription=said,
            Namespace="Ours",
            MetricName="Failed",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        cloudwatch.set_alarm_state(
            AlarmName=f"{prefix}{name}", StateValue="ALARM", StateReason="for the test"
        )

    assert handler({"source": "aws.events"}, CONTEXT) == {"changed": 1}
    assert handler({"source": "aws.events"}, CONTEXT) == {"changed": 0}
    assert [(each["kind"], each["code"]) for each in shown()] == [("alarm", f"{prefix}slow")]
    cloudwatch.delete_alarms(AlarmNames=[f"{prefix}slow", f"{prefix}part"])


@pytest.mark.usefixtures("dead_letters")
@pytest.mark.capability("T2.4")
def test_given_an_alarm_then_it_is_an_incident_while_it_rings() -> None:
    assert handler(alarm("ALARM", minute=1), CONTEXT) == {"batchItemFailures": []}
    assert [(each["kind"], each["code"]) for each in shown()] == [("alarm", "claimtrail-x")]

    handler(alarm("ALARM", minute=1, said="[day] x#dead-letters", name="another"), CONTEXT)
    assert len(shown()) == 1

    handler(alarm("OK", minute=2), CONTEXT)
    assert shown() == []


def alarm(
    state: str, *, minute: int, said: str = "[day] slow", name: str = "claimtrail-x"
) -> dict[str, Any]:
    """Return a change of an alarm, as EventBridge puts it into the queue."""
    detail = {
        "alarmName": name,
        "state": {"value": state, "timestamp": f"2026-03-09T12:{minute:02}:00.000+0000"},
        "configuration": {"description": said},
    }
    body = json.dumps({"detail-type": "CloudWatch Alarm State Change", "detail": detail})
    return {"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": body}]}


@pytest.mark.usefixtures("dead_letters")
def test_given_an_unreadable_message_then_it_alone_comes_again() -> None:
    event = batch(rejected(1))
    event["Records"].append({"messageId": "bad", "eventSource": "aws:sqs", "body": "{}"})

    assert handler(event, CONTEXT) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert len(shown()) == 1


@pytest.mark.usefixtures("dead_letters")
def test_given_an_unknown_id_then_the_command_says_where_to_look() -> None:
    with pytest.raises(NotFoundError, match="INCIDENT_UNKNOWN"):
        shown("inc_none")
