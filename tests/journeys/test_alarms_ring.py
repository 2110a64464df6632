"""Every alarm of the deployed stage rings once, and its message arrives at a subscriber.

A journey, since a twin has neither the stage's alarms nor what they watch. `make alarms-drill` runs
it alone. DRILL says which alarms a failure causes here, and for which a metric is published.
"""

import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from claimtrail.escalations.model import EscalationStep
from claimtrail.escalations.outputs import EscalationOutput
from claimtrail.escalations.ports import ExecutionInput
from claimtrail.incidents.outputs import IncidentOutput
from claimtrail.kernel.clock import utc_now
from infra.alarms.drill import DRILL, Cause
from tests.harness.eventually import eventually
from tests.harness.stage.alarm_messages import Subscriber, alarms_of, breach
from tests.harness.stage.deployed import Deployed

pytestmark = [pytest.mark.e2e, pytest.mark.capability("C1.2")]
_PART = "[part]"
_UNREAD = "Incident"
"""A queue whose dead letters no other journey counts."""
_LETTER = '{"drill": true}'
_UNKNOWN = ExecutionInput(
    escalation_id="esc_drill",
    claim_id="clm_drill",
    escalate_on="2026-01-31",
    attempt=1,
    first_step=EscalationStep.NOTIFY,
)
"""An execution that waits for its function, and is stopped meanwhile."""


def anchor(alarm: dict[str, Any]) -> str:
    return str(alarm["AlarmDescription"]).rpartition("#")[2]


def fail_for_real(deployed: Deployed) -> None:
    """Cause what can be caused: a dead letter, invocations and an execution that fail."""
    _, dead = deployed.queues()[_UNREAD]
    deployed.client("sqs").send_message(QueueUrl=dead, MessageBody=_LETTER)
    functions = deployed.client("lambda")
    for _ in range(3):
        answer = functions.invoke(
            FunctionName=deployed.function("advance_escalation"), Payload=b"{}"
        )
        with closing(answer["Payload"]) as payload:
            assert "FunctionError" in answer, payload.read()
    states = deployed.client("stepfunctions")
    begun = states.start_execution(
        stateMachineArn=deployed.bucket(EscalationOutput.ESCALATION_STATE_MACHINE),
        input=_UNKNOWN.model_dump_json(),
    )
    states.stop_execution(executionArn=begun["executionArn"])


def forget_letter(deployed: Deployed) -> None:
    """Take the drill's dead letter away again."""
    _, dead = deployed.queues()[_UNREAD]
    sqs = deployed.client("sqs")
    messages = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10, VisibilityTimeout=1)
    for message in messages["Messages"]:
        if message["Body"] == _LETTER:
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])


def caused(alarms: list[dict[str, Any]]) -> set[str]:
    """The alarms that must ring by what was caused."""
    return {
        one["AlarmName"]
        for one in alarms
        if (anchor(one) == "dead-letters" and _UNREAD in one["AlarmName"])
        or (anchor(one) == "function-errors" and "AdvanceEscalation" in one["AlarmName"])
        or one["MetricName"] == "ExecutionsAborted"
        or DRILL[anchor(one)] is Cause.NOTHING_CAME
    }


def has_come(cloudwatch: Any, alarm: dict[str, Any]) -> bool:
    """Tell whether a run came whose absence an alarm is about, as after another journey."""
    if DRILL[anchor(alarm)] is not Cause.NOTHING_CAME:
        return False
    now = utc_now()
    found = cloudwatch.get_metric_statistics(
        Namespace=alarm["Namespace"],
        MetricName=alarm["MetricName"],
        Dimensions=alarm["Dimensions"],
        StartTime=now - timedelta(seconds=alarm["Period"] * alarm["EvaluationPeriods"]),
        EndTime=now,
        Period=alarm["Period"],
        Statistics=["Sum"],
    )
    return bool(found["Datapoints"])


def test_given_failures_and_metrics_then_every_alarm_reaches_a_subscriber(
    deployed: Deployed,
) -> None:
    cloudwatch = deployed.client("cloudwatch")
    alarms = alarms_of(deployed.cloud)
    composites = alarms_of(deployed.cloud, "CompositeAlarm")
    subscriber = Subscriber(deployed.cloud, deployed.bucket(IncidentOutput.ALARM_TOPIC))
    # Those that rang before somebody listened.
    for alarm in (*alarms, *composites):
        cloudwatch.set_alarm_state(
            AlarmName=alarm["AlarmName"], StateValue="OK", StateReason="drill"
        )
    fail_for_real(deployed)
    kept = {one["AlarmName"] for one in alarms if has_come(cloudwatch, one)}
    real = caused(alarms) - kept

    def really_ring() -> bool:
        cloudwatch.put_metric_data(
            Namespace="Clock", MetricData=[{"MetricName": "Ticked", "Value": 1}]
        )
        states = {one["AlarmName"]: one["StateValue"] for one in alarms_of(deployed.cloud)}
        assert {name for name in real if states[name] != "ALARM"} == set()
        return True

    try:
        eventually(really_ring, 60, every=1)
    finally:
        forget_letter(deployed)
    breach(deployed.cloud, [one for one in alarms if one["AlarmName"] not in real | kept])
    for name in kept:
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="drill")

    notifying = {
        one["AlarmName"]
        for one in (*alarms, *composites)
        if not one["AlarmDescription"].startswith(_PART)
    }
    heard = eventually(lambda: _all_of(notifying, subscriber), 20, every=0.5)
    assert heard == notifying
    assert {anchor(one) for one in alarms} <= DRILL.keys()


def _all_of(wanted: set[str], subscriber: Subscriber) -> set[str]:
    heard = set(subscriber.listen())
    assert wanted <= heard, sorted(wanted - heard)[:5]
    return heard


def test_given_the_rules_of_changes_when_cloudtrail_reports_one_then_they_match(
    deployed: Deployed,
) -> None:
    """AWS puts events of `aws.` on the bus, and nobody else may: the patterns are asked."""
    events = deployed.client("events")
    rules = {
        one["EventPattern"]: json.loads(one["EventPattern"])
        for one in events.list_rules()["Rules"]
        if one.get("Description", "").startswith("[page]")
    }
    assert len(rules) == 2
    for text, pattern in rules.items():
        detail = {
            key: value[0]
            if isinstance(value, list)
            else {name: one[0] for name, one in value.items()}
            for key, value in pattern["detail"].items()
        }
        if "resources" in detail:
            detail["resources"] = [detail["resources"]]
        event = {
            "id": "1",
            "account": "000000000000",
            "source": pattern["source"][0],
            "time": "2026-01-01T00:00:00Z",
            "region": "us-east-1",
            "resources": [],
            "detail-type": pattern["detail-type"][0],
            "detail": detail,
        }
        assert events.test_event_pattern(EventPattern=text, Event=json.dumps(event))["Result"]
