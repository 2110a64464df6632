"""CloudWatch metrics of log events: counts by function and stage, in Embedded Metric Format.

One line of standard output an invocation, from which CloudWatch takes the metrics. It holds names
and numbers alone.
"""

import os

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from claimtrail.aws.core.account.environment import variable_of
from claimtrail.kernel.log_events import LogEvent

NAMESPACE = "ClaimTrail"
METRICS = Metrics(namespace=NAMESPACE)
"""The dimension `service` comes from POWERTOOLS_SERVICE_NAME: the function's name."""


def count(event: LogEvent, number: int = 1) -> None:
    """Add a number to the event's metric of this invocation, if it has one; zero is counted."""
    if event.metric:
        METRICS.add_metric(name=event.metric, unit=MetricUnit.Count, value=number)


def flush() -> None:
    """Write what this invocation counted, with its stage."""
    if METRICS.metric_set:
        METRICS.add_dimension(name="stage", value=os.environ.get(variable_of("stage"), "none"))
        METRICS.flush_metrics()
