"""Gap: SQS, Step Functions and lines in Embedded Metric Format make no metrics.

Queues are measured before alarms are evaluated, executions counted as they end, and metrics taken
out of a function's lines as CloudWatch Logs does ("Specification: Embedded metric format").
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import cloudwatch, lambda_svc, sqs, stepfunctions

from patched_ministack import seam
from patched_ministack.cloudwatch import alarm_evaluation

FOLLOWS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"
_ENDED = {
    "ExecutionFailed": "ExecutionsFailed",
    "ExecutionAborted": "ExecutionsAborted",
    "ExecutionTimedOut": "ExecutionsTimedOut",
    "ExecutionSucceeded": "ExecutionsSucceeded",
}
_EVENT = ("execution", "event_type", "details")
_LINES = ("func", "request_id", "log_text", "error", "duration_ms", "log_source")


def needed() -> bool:
    """Return whether the emulator still counts neither queues nor executions."""
    return not any(hasattr(module, "record_metric") for module in (sqs, stepfunctions))


def apply() -> None:
    """Publish the metrics."""
    for module, name in ((sqs, "_queues"), (cloudwatch, "record_metric")):
        seam.attribute(module, name)
    seam.wrap(stepfunctions, "_add_event", parameters=_EVENT, build=_counting_ends)
    seam.wrap(lambda_svc, "_emit_lambda_logs", parameters=_LINES, build=_taking_metrics)
    alarm_evaluation.before_evaluation.append(measure_queues)


def measure_queues() -> None:
    """Publish each queue's depth and the age of its oldest message, as SQS does each minute."""
    now = time.time()
    for url, queue in list(sqs._queues.items()):
        dimensions = {"QueueName": queue.get("name") or url.rsplit("/", 1)[-1]}
        messages = list(queue["messages"])
        visible = sum(one["visible_at"] <= now for one in messages)
        oldest = max((now - one["sent_at"] for one in messages), default=0)
        for metric, value, unit in (
            ("ApproximateNumberOfMessagesVisible", visible, "Count"),
            ("ApproximateAgeOfOldestMessage", oldest, "Seconds"),
        ):
            cloudwatch.record_metric("AWS/SQS", metric, value, unit, dimensions)


def _counting_ends(add: Callable[..., Any]) -> Callable[..., Any]:
    def add_and_count(execution: dict[str, Any], event_type: str, details: Any = None) -> Any:
        if event_type in _ENDED:
            machine = {"StateMachineArn": execution["stateMachineArn"]}
            cloudwatch.record_metric("AWS/States", _ENDED[event_type], 1, "Count", machine)
        return add(execution, event_type, details)

    return add_and_count


def _taking_metrics(emit: Callable[..., None]) -> Callable[..., None]:
    def emit_and_take(
        func: Any, request_id: str, log_text: str, error: Any, duration_ms: int, **named: Any
    ) -> None:
        emit(func, request_id, log_text, error, duration_ms, **named)
        for namespace, name, value, unit, dimensions in embedded(log_text or ""):
            cloudwatch.record_metric(namespace, name, value, unit, dimensions)

    return emit_and_take


def embedded(text: str) -> Iterator[tuple[str, str, float, str, dict[str, str]]]:
    """Yield the metrics that lines in Embedded Metric Format hold; other lines hold none."""
    for line in text.splitlines():
        if '"CloudWatchMetrics"' not in line:
            continue
        document = json.loads(line[line.index("{") :])
        for directive in document["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = {name: str(document[name]) for name in names}
                for metric in directive["Metrics"]:
                    values = document[metric["Name"]]
                    for value in values if isinstance(values, list) else [values]:
                        unit = metric.get("Unit", "None")
                        yield directive["Namespace"], metric["Name"], value, unit, dimensions
