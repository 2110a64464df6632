"""An alarm on what functions count in their log lines."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from infra.functions.declaration import CountAlarm


def add_count_alarm(
    scope: Construct, wanted: CountAlarm, *, function: str, stage: str, alarms: sns.ITopic
) -> None:
    """Create an alarm on the metric of a function's log event; nothing counted is no alarm."""
    metric = cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=wanted.event.metric,
        dimensions_map={"service": function, "stage": stage},
        period=Duration.minutes(wanted.minutes),
        statistic="Sum",
    )
    alarm = cloudwatch.Alarm(
        scope,
        f"{wanted.event.metric}Alarm",
        alarm_description=f"ClaimTrail {function}: {wanted.description}",
        metric=metric,
        threshold=wanted.at_least,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(alarms))
