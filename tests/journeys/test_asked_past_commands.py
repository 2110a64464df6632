"""The access log has people who ask Athena by a tool of their own, and those who type commands."""

import json
from typing import Any

import pytest

from claimtrail.analytics.outputs import AnalyticsOutput
from tests.harness.aws.athena_calls import ANALYST, call_of
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed, Row

pytestmark = pytest.mark.e2e


@pytest.mark.capability("C5.4")
def test_given_a_query_by_another_tool_when_cloudtrail_tells_of_it_then_the_log_names_who_asked(
    deployed: Deployed,
) -> None:
    workgroup = deployed.bucket(AnalyticsOutput.ATHENA_WORKGROUP)
    started = deployed.client("athena").start_query_execution(
        QueryString="select count(*) from findings_trail",
        WorkGroup=workgroup,
        QueryExecutionContext={"Database": deployed.bucket(AnalyticsOutput.GLUE_DATABASE)},
    )
    call = call_of(started["QueryExecutionId"], workgroup=workgroup)

    assert rule_brings(deployed, call)
    assert not rule_brings(deployed, call_of(started["QueryExecutionId"], workgroup="another"))
    # Events of AWS's own are AWS's to publish: what the rule would bring is laid into its queue.
    queue, _ = deployed.queues()["Query"]
    deployed.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(call))

    def logged() -> list[Row]:
        rows = deployed.ask("select * from access_log where purpose = 'unstated'")
        return [row for row in rows if row["correlation_id"] == started["QueryExecutionId"]]

    [row] = eventually(logged, 60, every=1)
    assert (row["actor"], row["purpose"]) == (f"user:{ANALYST}", "unstated")
    assert row["subject_id"] == "table:findings"
    assert str(row["statement"]).startswith("sha256:")


def rule_brings(deployed: Deployed, event: dict[str, Any]) -> bool:
    """Return whether the stage's rule on the account's bus lets an event through."""
    events = deployed.client("events")
    patterns = [rule.get("EventPattern", "") for rule in events.list_rules()["Rules"]]
    [pattern] = [one for one in patterns if "aws.athena" in one]
    answer = events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))
    return bool(answer["Result"])
