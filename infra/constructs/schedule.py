"""A function that runs at a fixed rate."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.python_function import PythonFunction


class ScheduledFunction(Construct):
    """Creates an EventBridge rule at a rate, and an alarm on the function's errors.

    A run that fails is not repeated by itself: the next one finds the same work due.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        name: str,
        worker: PythonFunction,
        every_minutes: int,
        alarms: sns.ITopic,
    ) -> None:
        super().__init__(scope, f"{name}Schedule")
        events.Rule(
            self,
            "Rule",
            description=f"ClaimTrail: {name} every {every_minutes} minutes",
            schedule=events.Schedule.rate(Duration.minutes(every_minutes)),
            targets=[targets.LambdaFunction(worker.function, retry_attempts=0)],
        )
        alarm = cloudwatch.Alarm(
            self,
            "ErrorAlarm",
            alarm_description=f"ClaimTrail: {name} failed; its log group says why",
            metric=worker.function.metric_errors(
                period=Duration.minutes(max(5, every_minutes)), statistic="Sum"
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(alarms))
