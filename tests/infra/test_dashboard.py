"""The dashboard draws what is emitted, and nothing else."""

import json
import re
from typing import Any

import pytest

from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from claimtrail.bootstrap.registry.log_events import LOG_EVENTS
from infra.alarms.dashboard import PRICES, WIDGETS
from tests.benchmarks.prices import PRICES as LIST_PRICES
from tests.harness.templates.templates import Synthesized

SEARCH = re.compile(
    r"SEARCH\('\{(?P<schema>[^}]+)\} MetricName=\"(?P<metric>\w+)\" (?P<terms>[^']+)', "
    r"'(?P<statistic>\w+)', \d+\)"
)
OF_AWS = {
    ("AWS/Lambda", "FunctionName"): {
        *("Errors", "Throttles", "Duration", "Invocations", "IteratorAge")
    },
    ("AWS/SQS", "QueueName"): {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "NumberOfMessagesSent",
    },
    ("AWS/DynamoDB", "TableName"): {
        *("ReadThrottleEvents", "WriteThrottleEvents"),
        *("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"),
    },
    ("AWS/Events", "RuleName"): {"FailedInvocations"},
    ("AWS/Events", "EventBusName", "RuleName"): {"FailedInvocations"},
    ("AWS/States", "StateMachineArn"): {
        *("ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed"),
        *("ExecutionsTimedOut", "ExecutionsAborted"),
    },
}
"""Metrics by namespace and dimensions, from each service's page of the CloudWatch metrics that it
publishes."""
COUNTED = {event.metric for event in LOG_EVENTS.values() if event.metric}


def drawn(stage: Synthesized) -> list[dict[str, Any]]:
    [dashboard] = stage.resources("AWS::CloudWatch::Dashboard")
    body = dashboard.properties["DashboardBody"]
    text = body if isinstance(body, str) else "".join(map(str, body["Fn::Join"][1]))
    widgets: list[dict[str, Any]] = json.loads(text)["widgets"]
    return widgets


def test_every_metric_on_the_dashboard_is_one_that_aws_or_we_emit(stage: Synthesized) -> None:
    searched = 0
    for widget in drawn(stage):
        for [line] in widget["properties"]["metrics"]:
            found = SEARCH.search(line["expression"])
            assert found, line
            namespace, *dimensions = found["schema"].split(",")
            if namespace == NAMESPACE:
                assert dimensions == ["service", "stage"]
                assert found["metric"] in COUNTED
                assert f'stage="{stage.stage}"' in found["terms"]
            else:
                assert found["metric"] in OF_AWS[namespace, *dimensions]
                assert f"={stage.stage}" in found["terms"]
            searched += 1
    assert searched == sum(len(widget.lines) for widget in WIDGETS)


def test_the_dashboard_has_the_widgets_of_the_table_in_rows(stage: Synthesized) -> None:
    widgets = drawn(stage)
    assert [one["properties"]["title"] for one in widgets] == [one.title for one in WIDGETS]
    rows: dict[int, int] = {}
    for one in widgets:
        rows[one["y"]] = rows.get(one["y"], 0) + one["width"]
    assert set(rows.values()) == {24}


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("DynamoDB writes", LIST_PRICES["dynamodb write units"]),
        ("DynamoDB reads", LIST_PRICES["dynamodb read units"]),
        ("Lambda requests", LIST_PRICES["lambda requests"]),
        ("SQS sends", LIST_PRICES["sqs requests"]),
        ("Step Functions executions", LIST_PRICES["step functions transitions"] * 4),
    ],
)
def test_the_estimate_uses_the_prices_of_the_cost_model(line: str, price: float) -> None:
    assert PRICES[line] == pytest.approx(price)
