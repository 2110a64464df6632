"""Events of every stage: who hears of what, and what the state machine and the schedules do."""

import json

import pytest

from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.kernel.bus import BUS_SOURCE, SYNTHETIC_SOURCE
from infra.functions.registry import declared_functions
from tests.harness.templates.templates import Synthesized, invoke_config

DECLARED = {one.name: one for one in declared_functions()}
WORKERS = {one.queue.name for one in DECLARED.values() if one.queue}


@pytest.mark.capability("C2.2")
def test_a_dropped_file_reaches_the_receive_queue(stage: Synthesized) -> None:
    inbox = stage.resource("AWS::S3::Bucket", "Inbox").properties
    assert (
        inbox["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"] is True
    )
    rule = stage.resource("AWS::Events::Rule", "Dropped").properties
    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    assert "InboxBucket" in json.dumps(rule["EventPattern"]["detail"]["bucket"]["name"])
    (target,) = rule["Targets"]
    assert "QueueArrivalFunction" in json.dumps(target["Arn"])
    given = stage.function("queue_arrival").properties["Environment"]["Variables"]
    assert "ReceiveWorkerQueue" in json.dumps(given["RECEIVE_QUEUE_URL"])


@pytest.mark.capability("C5.1")
def test_nothing_of_ours_keeps_the_event_that_names_a_file(stage: Synthesized) -> None:
    """A failed event that EventBridge and Lambda keep would hold the name."""
    (target,) = stage.resource("AWS::Events::Rule", "Dropped").properties["Targets"]
    assert "DeadLetterConfig" not in target
    assert "DeadLetterConfig" not in stage.function("queue_arrival").properties
    assert "DestinationConfig" not in invoke_config(stage, "queue_arrival")
    assert "LoggingConfiguration" not in stage.resource("AWS::S3::Bucket", "Inbox").properties
    for sftp in [g for g in stage.resources("AWS::Logs::LogGroup") if "SftpLog" in g.path]:
        policy = json.dumps(sftp.properties["DataProtectionPolicy"])
        assert "PartnerFileName" in policy
        assert "Deidentify" in policy


@pytest.mark.capability("C4.1")
def test_the_state_machine_logs_without_data_and_waits_as_the_stage_says(
    stage: Synthesized,
) -> None:
    (machine,) = stage.resources("AWS::StepFunctions::StateMachine")
    logging = machine.properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert machine.properties["TracingConfiguration"] == {"Enabled": True}
    given = machine.properties["DefinitionSubstitutions"]
    times = stage.settings.escalation
    assert {name: value for name, value in given.items() if name.endswith("Seconds")} == {
        "RemindAfterSeconds": str(times.remind_after),
        "TicketAfterSeconds": str(times.ticket_after),
        "EscalateAfterSeconds": str(times.escalate_after),
    }
    text = json.dumps(machine.properties["DefinitionString"])
    assert all(f"${{{name}}}" in text for name in given)


def test_due_escalations_are_looked_for_at_the_stages_rate(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "EscalationsSchedule").properties
    assert rule["ScheduleExpression"] == (
        "rate(1 minute)" if stage.stage == "local" else "rate(1 hour)"
    )


@pytest.mark.capability("C3.3", "C5.1")
def test_the_trail_is_sealed_on_schedule_by_a_key_that_only_signs(stage: Synthesized) -> None:
    key = stage.resource("AWS::KMS::Key", "SigningKey").properties
    assert (key["KeySpec"], key["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    rule = stage.resource("AWS::Events::Rule", "SealsSchedule").properties
    assert rule["ScheduleExpression"] == (
        "rate(30 minutes)" if stage.stage == "local" else "rate(1 day)"
    )


@pytest.mark.capability("C6.8")
def test_failures_on_the_bus_and_every_dead_letter_queue_reach_the_incidents(
    stage: Synthesized,
) -> None:
    rule = stage.resource("AWS::Events::Rule", "Failures").properties
    assert set(rule["EventPattern"]["detail-type"]) == set(SUBSCRIBED_EVENTS)
    (target,) = rule["Targets"]
    assert "IncidentWorkerQueue" in json.dumps(target["Arn"])
    given = stage.function("group_incidents").properties["Environment"]["Variables"]
    text = json.dumps(given["DEAD_LETTER_QUEUES"])
    watched = WORKERS | stage.schedules()
    assert {name for name in watched if f'\\"{name}\\":' in text} == watched


def test_rules_on_the_bus_hear_of_registered_events_alone(stage: Synthesized) -> None:
    patterns = [
        rule.properties.get("EventPattern") for rule in stage.resources("AWS::Events::Rule")
    ]
    heard = {
        name
        for pattern in patterns
        if pattern and pattern["source"] == [BUS_SOURCE]
        for name in pattern["detail-type"]
        if isinstance(name, str)
    }
    assert {"claims.status_changed", "claim.exception_opened"} <= heard <= set(DETAIL_TYPES)


@pytest.mark.capability("C3.3")
def test_everything_told_on_the_bus_goes_to_the_trail(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "Everything").properties
    (spared,) = rule["EventPattern"]["detail-type"]
    assert rule["EventPattern"]["source"] == [BUS_SOURCE, SYNTHETIC_SOURCE]
    assert set(spared["anything-but"]) == RECORDED_WHEN_PUBLISHED
    (target,) = rule["Targets"]
    assert "AuditWorkerQueue" in json.dumps(target["Arn"])


@pytest.mark.capability("C6.1")
def test_no_rule_but_that_of_the_trail_hears_of_synthetic_events(stage: Synthesized) -> None:
    rules = [
        rule.path
        for rule in stage.resources("AWS::Events::Rule")
        if SYNTHETIC_SOURCE in rule.properties.get("EventPattern", {}).get("source", ())
    ]
    assert ["Everything" in path for path in rules] == [True]


@pytest.mark.capability("C4.1")
def test_only_claims_that_people_may_be_at_wake_escalations(stage: Synthesized) -> None:
    rule = stage.resource("AWS::Events::Rule", "Moved").properties
    assert rule["EventPattern"] == {
        "source": ["claimtrail"],
        "detail-type": ["claims.status_changed"],
        "detail": {"detail": {"was_due": [True]}},
    }
