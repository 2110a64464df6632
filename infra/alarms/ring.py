"""Alarms on what functions count in their log lines."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from constructs import Construct

from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from infra.alarms.alarm import BELOW, add_alarm
from infra.alarms.model import Missing, Severity, described
from infra.functions.declaration import CountAlarm, FunctionDeclaration, for_stage
from infra.settings import Settings

_HOUR = 60
_GRACE_HOURS = 2
"""Hours by which a scheduled run may be late, and one of its metric's periods begin before it."""


def add_count_alarm(
    scope: Construct, wanted: CountAlarm, *, function: str, settings: Settings, alarms: sns.ITopic
) -> None:
    """Create an alarm on the metric of a function's log event; nothing counted is no alarm."""
    add_alarm(
        scope,
        f"{wanted.event.metric}Alarm",
        description=described(
            settings,
            severity=Severity(wanted.severity),
            subject=function,
            says=wanted.description,
            anchor=anchor_of(wanted.event.metric),
        ),
        metric=_counted(wanted.event.metric, function, settings, minutes=wanted.minutes),
        threshold=wanted.at_least,
        topic=alarms,
    )


def add_heartbeat_alarm(
    scope: Construct, declared: FunctionDeclaration, *, settings: Settings, alarms: sns.ITopic
) -> None:
    """Create an alarm on the success that a schedule must count; none for other functions.

    Hours are gone through one by one: an alarm of hourly periods may look back seven days, one of
    shorter periods a day (PutMetricAlarm, `EvaluationPeriods`).
    """
    if declared.heartbeat is None or declared.schedule is None:
        return
    minutes = for_stage(declared.schedule.every_minutes, settings)
    add_alarm(
        scope,
        "HeartbeatAlarm",
        description=described(
            settings,
            severity=Severity.PAGE,
            subject=declared.name,
            says=f"it runs every {minutes} minutes, and did not come to its end",
            anchor=anchor_of(declared.heartbeat.metric),
        ),
        metric=_counted(declared.heartbeat.metric, declared.name, settings, minutes=_HOUR),
        threshold=1,
        topic=alarms,
        periods=-(-minutes // _HOUR) + _GRACE_HOURS,
        comparison=BELOW,
        missing=Missing.BREACHING,
    )


def anchor_of(metric: str) -> str:
    """Return the runbook's section for a metric of ours: `files-quarantined`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in metric)[1:]


def _counted(metric: str, function: str, settings: Settings, *, minutes: int) -> cloudwatch.Metric:
    dimensions: Mapping[str, str] = {"service": function, "stage": settings.stage}
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=metric,
        dimensions_map=dict(dimensions),
        period=Duration.minutes(minutes),
        statistic="Sum",
    )
