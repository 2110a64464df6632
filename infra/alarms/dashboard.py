"""The stage's dashboard: one table of widgets, drawn over whatever is deployed.

Metrics are searched for by the names of a stage's stacks, with which CloudFormation begins every
physical name: a new function, queue or table is on the dashboard by itself, and no stack holds on
to a resource of another ("CloudWatch search expression syntax").
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.aws.core.telemetry.metrics import NAMESPACE
from claimtrail.claims.log_events import ClaimLogEvent
from claimtrail.incidents.log_events import IncidentLogEvent
from claimtrail.incidents.outputs import IncidentOutput
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.kernel.log_events import LogEvent
from infra.alarms.kinds import DYNAMODB, EVENTS, LAMBDA, SQS, STATES
from infra.settings import Settings

_MINUTES = 5
_COLUMNS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One search, which may find a series for each resource."""

    namespace: str
    metric: str
    dimensions: tuple[str, ...]
    statistic: str = "Sum"
    dollars: float | None = None
    """Price of one unit, where the line is what all of them cost together."""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One graph."""

    section: str
    title: str
    says: str
    """The question that it answers; `docs/runbooks/alarms.md` shows it."""
    lines: tuple[Line, ...]


def _counted(*log_events: LogEvent) -> tuple[Line, ...]:
    return tuple(
        Line(namespace=NAMESPACE, metric=event.metric, dimensions=("service", "stage"))
        for event in log_events
    )


def _of(namespace: str, dimension: str, *metrics: str, statistic: str = "Sum") -> tuple[Line, ...]:
    return tuple(
        Line(namespace=namespace, metric=metric, dimensions=(dimension,), statistic=statistic)
        for metric in metrics
    )


def _priced(label: str, line: Line, dollars: float) -> Line:
    return Line(
        namespace=line.namespace,
        metric=line.metric,
        dimensions=line.dimensions,
        label=label,
        dollars=dollars,
    )


PRICES = {
    "DynamoDB writes": 0.625e-6,
    "DynamoDB reads": 0.125e-6,
    "Lambda requests": 0.2e-6,
    "SQS sends": 0.4e-6,
    "Step Functions executions": 25e-6 * 4,
}
"""Dollars a unit at list price in us-east-1; an execution has about four transitions."""

WIDGETS: tuple[Widget, ...] = (
    Widget(
        section="Files",
        title="Files",
        says="Do files come in, and are they refused?",
        lines=_counted(
            IntakeLogEvent.FILE_RECEIVED,
            IntakeLogEvent.FILE_REPEATED,
            IntakeLogEvent.FILE_QUARANTINED,
            IntakeLogEvent.FILE_REMOVED,
            IntakeLogEvent.INBOX_SWEPT,
        ),
    ),
    Widget(
        section="Files",
        title="Transaction sets",
        says="How many sets are read, and how many are rejected?",
        lines=_counted(IntakeLogEvent.SETS_INGESTED, IntakeLogEvent.SETS_REJECTED),
    ),
    Widget(
        section="Claims",
        title="Claims deferred",
        says="Is projection or publication behind, or falling back to single claims?",
        lines=_counted(
            ClaimLogEvent.PROJECTION_DEFERRED,
            ClaimLogEvent.PROJECTION_FELL_BACK,
            ClaimLogEvent.PUBLICATION_DEFERRED,
            ClaimLogEvent.PUBLICATION_FELL_BACK,
        ),
    ),
    Widget(
        section="Claims",
        title="Figures",
        says="Do the figures agree with claims and lake, or are batches counted one by one?",
        lines=_counted(AnalyticsLogEvent.FIGURES_DIFFERED, AnalyticsLogEvent.FIGURES_FELL_BACK),
    ),
    Widget(
        section="Claims",
        title="Exceptions and escalations",
        says="How many claims need review, and how many escalate?",
        lines=(
            *_counted(ClaimLogEvent.EXCEPTIONS_OPENED),
            *_of(STATES, "StateMachineArn", "ExecutionsStarted", "ExecutionsSucceeded"),
        ),
    ),
    Widget(
        section="Lag",
        title="Age of the oldest message (s)",
        says="Which queue is behind, and by how much?",
        lines=_of(SQS, "QueueName", "ApproximateAgeOfOldestMessage", statistic="Maximum"),
    ),
    Widget(
        section="Lag",
        title="Age of the stream's records (ms)",
        says="Is the claim table's stream read in time?",
        lines=_of(LAMBDA, "FunctionName", "IteratorAge", statistic="Maximum"),
    ),
    Widget(
        section="Lag",
        title="Messages waiting",
        says="How much work is queued, and how many dead letters are there?",
        lines=(
            *_of(SQS, "QueueName", "ApproximateNumberOfMessagesVisible", statistic="Maximum"),
            *_counted(IncidentLogEvent.DEAD_LETTERS_MEASURED),
        ),
    ),
    Widget(
        section="Errors",
        title="Functions",
        says="Which function fails, is throttled, or refuses messages?",
        lines=(
            *_of(LAMBDA, "FunctionName", "Errors", "Throttles"),
            *_counted(SharedLogEvent.FUNCTION_FAILED, SharedLogEvent.REFUSED),
        ),
    ),
    Widget(
        section="Errors",
        title="Longest invocation (ms)",
        says="Does a function come near its time-out?",
        lines=_of(LAMBDA, "FunctionName", "Duration", statistic="Maximum"),
    ),
    Widget(
        section="Errors",
        title="Rules, executions, tables",
        says="Does AWS fail to deliver, to run or to store?",
        lines=(
            *_of(EVENTS, "RuleName", "FailedInvocations"),
            Line(
                namespace=EVENTS,
                metric="FailedInvocations",
                dimensions=("EventBusName", "RuleName"),
            ),
            *_of(
                STATES,
                "StateMachineArn",
                *("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"),
            ),
            *_of(DYNAMODB, "TableName", "ReadThrottleEvents", "WriteThrottleEvents"),
        ),
    ),
    Widget(
        section="Costs",
        title="Cost estimate ($ in five minutes)",
        says="What does the work cost at list price? Computing time and fixed prices are left out.",
        lines=(
            *(
                _priced(label, line, PRICES[label])
                for label, (line,) in (
                    ("DynamoDB writes", _of(DYNAMODB, "TableName", "ConsumedWriteCapacityUnits")),
                    ("DynamoDB reads", _of(DYNAMODB, "TableName", "ConsumedReadCapacityUnits")),
                    ("Lambda requests", _of(LAMBDA, "FunctionName", "Invocations")),
                    ("SQS sends", _of(SQS, "QueueName", "NumberOfMessagesSent")),
                    (
                        "Step Functions executions",
                        _of(STATES, "StateMachineArn", "ExecutionsStarted"),
                    ),
                )
            ),
        ),
    ),
)
"""In the order in which they are drawn; each section begins a row."""


class StageDashboard(cloudwatch.Dashboard):
    """Creates the dashboard `claimtrail-<stage>`, with a row for each section of WIDGETS."""

    def __init__(self, scope: Stack, *, settings: Settings) -> None:
        super().__init__(
            scope,
            "Dashboard",
            dashboard_name=f"claimtrail-{settings.stage}",
            default_interval=Duration.hours(12),
        )
        for section in dict.fromkeys(widget.section for widget in WIDGETS):
            row = [widget for widget in WIDGETS if widget.section == section]
            self.add_widgets(*(_graph(widget, len(row), settings.stage) for widget in row))
        CfnOutput(scope, IncidentOutput.DASHBOARD, value=self.dashboard_name)


def _graph(widget: Widget, in_row: int, stage: str) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=widget.title,
        width=_COLUMNS // in_row,
        left=[_expression(line, stage) for line in widget.lines],
        period=Duration.minutes(_MINUTES),
    )


def _expression(line: Line, stage: str) -> cloudwatch.MathExpression:
    search = search_of(line, stage)
    return cloudwatch.MathExpression(
        expression=search if line.dollars is None else f"SUM({search}) * {line.dollars:.9f}",
        using_metrics={},
        label=line.label,
        period=Duration.minutes(_MINUTES),
    )


def search_of(line: Line, stage: str) -> str:
    """Return the search for a line's series of one stage."""
    schema = ",".join((line.namespace, *line.dimensions))
    terms: Sequence[str] = (
        [f'stage="{stage}"']
        if line.namespace == NAMESPACE
        else [f"{line.dimensions[-1]}=claimtrail", f"{line.dimensions[-1]}={stage}"]
    )
    wanted = " ".join([f'MetricName="{line.metric}"', *terms])
    return f"SEARCH('{{{schema}}} {wanted}', '{line.statistic}', {_MINUTES * 60})"
