"""A function that runs at fixed rates, and what becomes of a run that fails."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sns as sns
from constructs import Construct

from claimtrail.kernel.outputs import DEAD_LETTER_OUTPUT_SUFFIX, SCHEDULED_OUTPUT_SUFFIX
from infra.alarms.alarm import add_alarm
from infra.alarms.model import Severity, described
from infra.constructs.dead_letter_queue import dead_letter_queue
from infra.constructs.python_function import PythonFunction
from infra.functions.declaration import Schedule, for_stage
from infra.settings import Settings

ANCHOR = "failed-schedule"
TICK_ATTEMPTS = 3
"""Times that EventBridge hands a tick to Lambda again, which did not take it."""
RUN_ATTEMPTS = 1
"""Times that Lambda runs a function again that failed; then the next tick finds the same work."""
LONGEST_AGE_MINUTES = 6 * 60
"""Lambda and EventBridge keep a tick no longer, and not beyond the next one."""


class ScheduledFunction(Construct):
    """Creates an EventBridge rule for each rate, an alarm on errors, and a dead-letter queue.

    A tick that EventBridge cannot hand over, and one whose run failed each time, are dead letters:
    `claimtrail dlq redrive <Name>Schedule` runs the function again. A function that is invoked by
    events with names of files has no destination for its runs, since that would keep the names;
    the next tick does its work.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        worker: PythonFunction,
        schedules: Sequence[Schedule],
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, f"{schedules[0].name}Schedule")
        self.name = f"{schedules[0].name}Schedule"
        self._worker = worker
        self._schedules = schedules
        self.dead_letters = dead_letter_queue(self, key=key)

    def connect(self, *, settings: Settings, alarms: sns.ITopic) -> None:
        """Let the ticks run the function, when it has its grants."""
        for number, schedule in enumerate(self._schedules):
            self._add_rule("Rule" if not number else f"{schedule.name}Rule", schedule, settings)
        minutes = for_stage(self._schedules[0].every_minutes, settings)
        function = self._worker.function
        function.configure_async_invoke(
            retry_attempts=RUN_ATTEMPTS,
            max_event_age=Duration.minutes(min(minutes, LONGEST_AGE_MINUTES)),
            on_failure=(
                None
                if any(one.names_files for one in self._worker.declared.invoked_by)
                else destinations.SqsDestination(self.dead_letters)
            ),
        )
        self._watch(minutes, settings, alarms)
        self._put_out()

    def _add_rule(self, name: str, schedule: Schedule, settings: Settings) -> None:
        minutes = for_stage(schedule.every_minutes, settings)
        events.Rule(
            self,
            name,
            description=f"ClaimTrail: {schedule.name} every {minutes} minutes",
            schedule=events.Schedule.rate(Duration.minutes(minutes)),
            targets=[
                targets.LambdaFunction(
                    self._worker.function,
                    dead_letter_queue=self.dead_letters,
                    retry_attempts=TICK_ATTEMPTS,
                    max_event_age=Duration.minutes(min(minutes, LONGEST_AGE_MINUTES)),
                    event=_tick(schedule),
                )
            ],
        )

    def _watch(self, minutes: int, settings: Settings, alarms: sns.ITopic) -> None:
        add_alarm(
            self,
            "ErrorAlarm",
            description=described(
                settings,
                severity=Severity.DAY,
                subject=self._worker.declared.name,
                says=f"a run of the schedule {self.name} failed, or another invocation did",
                anchor=ANCHOR,
            ),
            metric=self._worker.function.metric_errors(
                period=Duration.minutes(max(5, minutes)), statistic="Sum"
            ),
            threshold=1,
            topic=alarms,
        )

    def _put_out(self) -> None:
        for suffix, value in (
            (DEAD_LETTER_OUTPUT_SUFFIX, self.dead_letters.queue_url),
            (SCHEDULED_OUTPUT_SUFFIX, self._worker.function.function_name),
        ):
            CfnOutput(Stack.of(self), self.name + suffix, value=value)


def _tick(schedule: Schedule) -> events.RuleTargetInput | None:
    """Return what a rule hands over that says more than the time; None for the tick itself."""
    if not schedule.detail:
        return None
    return events.RuleTargetInput.from_object(
        {"detail-type": "Scheduled Event", "source": "aws.events", "detail": dict(schedule.detail)}
    )
