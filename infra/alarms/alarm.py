"""The one way in which an alarm is created: described, compared, and sent to people."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.alarms.model import TREATMENTS, Missing

AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


def add_alarm(  # noqa: PLR0913 - the properties of one alarm, by keyword
    scope: Construct,
    name: str,
    *,
    description: str,
    metric: cloudwatch.IMetric,
    threshold: float,
    topic: sns.ITopic | None,
    periods: int = 1,
    comparison: cloudwatch.ComparisonOperator = AT_LEAST,
    missing: Missing = Missing.FINE,
) -> cloudwatch.Alarm:
    """Create an alarm on a metric; without a topic it notifies nobody by itself."""
    alarm = cloudwatch.Alarm(
        scope,
        name,
        alarm_description=description,
        metric=metric,
        threshold=threshold,
        evaluation_periods=periods,
        comparison_operator=comparison,
        treat_missing_data=TREATMENTS[missing],
    )
    if topic is not None:
        alarm.add_alarm_action(actions.SnsAction(topic))
    return alarm
