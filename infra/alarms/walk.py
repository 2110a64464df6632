"""Alarms of a stack: every resource in it has those of its kind."""

from collections.abc import Iterator

from aws_cdk import CfnResource, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.alarms.alarm import add_alarm
from infra.alarms.kinds import KINDS
from infra.alarms.model import AlarmKind, Series, Severity, described
from infra.settings import Settings

GROUP_ANCHOR = "several-at-once"
_MOST_PARTS = 50
"""Alarms of one composite alarm, whose rule may have 10,240 characters: an ARN has up to 180."""
_GROUP_SAYS = "functions or tables fail, are throttled, or run out of time; it names the alarms"


class StackAlarms(Construct):
    """Creates the alarms of everything in a stack, and one composite alarm over the grouped ones.

    Call it when the stack is complete. A grouped alarm notifies nobody by itself: a fault of AWS
    or of the account makes many of them ring, and people are to have one message.
    """

    def __init__(self, scope: Stack, *, settings: Settings, topic: sns.ITopic) -> None:
        super().__init__(scope, "Alarms")
        self._settings = settings
        self._topic = topic
        grouped = [
            alarm
            for kind, resource, series in tuple(_wanted(scope))
            if (alarm := self._alarm(kind, resource, series)) and kind.is_grouped
        ]
        for first in range(0, len(grouped), _MOST_PARTS):
            self._group(grouped[first : first + _MOST_PARTS], number=first // _MOST_PARTS + 1)

    def _alarm(self, kind: AlarmKind, resource: CfnResource, series: Series) -> cloudwatch.Alarm:
        subject = subject_of(resource)
        return add_alarm(
            self,
            _construct_id(kind, subject, series),
            description=described(
                self._settings,
                severity=kind.severity,
                subject=f"{subject} {series.suffix}".strip(),
                says=kind.says,
                anchor=kind.anchor,
            ),
            metric=cloudwatch.Metric(
                namespace=series.namespace,
                metric_name=series.metric,
                dimensions_map=dict(series.dimensions),
                period=Duration.minutes(kind.minutes),
                statistic=series.statistic,
            ),
            threshold=kind.threshold(resource),
            topic=None if kind.is_grouped else self._topic,
            periods=kind.periods,
            missing=kind.missing,
        )

    def _group(self, grouped: list[cloudwatch.Alarm], *, number: int) -> None:
        composite = cloudwatch.CompositeAlarm(
            self,
            f"Several{number}",
            alarm_description=described(
                self._settings,
                severity=Severity.PAGE,
                subject=Stack.of(self).stack_name,
                says=_GROUP_SAYS,
                anchor=GROUP_ANCHOR,
            ),
            alarm_rule=cloudwatch.AlarmRule.any_of(
                *(
                    cloudwatch.AlarmRule.from_alarm(one, cloudwatch.AlarmState.ALARM)
                    for one in grouped
                )
            ),
        )
        composite.add_alarm_action(actions.SnsAction(self._topic))


def subject_of(resource: CfnResource) -> str:
    """Return a resource's place in its stage, as people know it: `intake IngestWorker/Queue`."""
    path = resource.node.path.split("/")
    stack = path[0].split("-", 2)[-1]
    return f"{stack} {'/'.join(path[1:]).removesuffix('/Resource')}"


def _wanted(stack: Stack) -> Iterator[tuple[AlarmKind, CfnResource, Series]]:
    for node in stack.node.find_all():
        for kind in KINDS:
            if isinstance(node, kind.on):
                for series in kind.series(node):
                    yield kind, node, series


def _construct_id(kind: AlarmKind, subject: str, series: Series) -> str:
    words = f"{subject.partition(' ')[2]}-{kind.anchor}-{series.suffix}"
    return "".join(part[:1].upper() + part[1:] for part in words.replace("/", "-").split("-"))
