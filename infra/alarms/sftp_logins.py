"""SFTP logins that fail: a partner's key is wrong, or somebody tries a partner's account."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns

from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from claimtrail.partners.profile import Partners
from infra.alarms.alarm import add_alarm
from infra.alarms.model import Severity, described
from infra.settings import Settings

ANCHOR = "sftp-logins"
METRIC = "SftpLoginsFailed"
_FAILURES, _MINUTES = 5, 15
_NAMES_IN_FILTER = 20
"""Accounts that fit into one filter, which may have 1,024 characters."""


def add_login_alarm(
    stack: Stack,
    log_group: logs.LogGroup,
    *,
    partners: Partners,
    settings: Settings,
    topic: sns.ITopic,
) -> None:
    """Create metric filters on Transfer Family's log, and an alarm on what they count.

    Partners' accounts alone count: a public endpoint is tried with other names all day. The log is
    "Amazon CloudWatch logging for AWS Transfer Family servers": `activity-type`, `user`.
    """
    namespace = f"{NAMESPACE}/{settings.stage}"
    accounts = [one.id for one in partners]
    for number in range(0, len(accounts), _NAMES_IN_FILTER):
        some = accounts[number : number + _NAMES_IN_FILTER]
        named = " || ".join(f'($.user = "{one}")' for one in some)
        logs.MetricFilter(
            stack,
            f"{METRIC}{number or ''}",
            log_group=log_group,
            filter_pattern=logs.FilterPattern.literal(
                f'{{ ($.activity-type = "AUTH_FAILURE") && ({named}) }}'
            ),
            metric_namespace=namespace,
            metric_name=METRIC,
        )
    add_alarm(
        stack,
        f"{METRIC}Alarm",
        description=described(
            settings,
            severity=Severity.DAY,
            subject="intake Sftp",
            says=f"{_FAILURES} logins to partners' accounts failed in {_MINUTES} minutes",
            anchor=ANCHOR,
        ),
        metric=cloudwatch.Metric(
            namespace=namespace,
            metric_name=METRIC,
            period=Duration.minutes(_MINUTES),
            statistic="Sum",
        ),
        threshold=_FAILURES,
        topic=topic,
    )
