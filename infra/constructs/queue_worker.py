"""A queue with a dead-letter queue and the function that consumes it."""

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.outputs import DEAD_LETTER_OUTPUT_SUFFIX, QUEUE_OUTPUT_SUFFIX
from claimtrail.kernel.retention import Store
from infra.constructs.python_function import PythonFunction
from infra.functions.declaration import Queue, for_stage
from infra.settings import Settings

_KEY_REUSE = Duration.hours(24)
"""Seconds for which SQS reuses a data key before it asks KMS again, for each role that sends or
receives. The default of five minutes costs more than the messages (`docs/costs.md`); whoever takes
the key away waits up to a day for it to tell (`docs/security.md`)."""


class QueueWorker(Construct):
    """Creates a queue, its dead-letter queue with an alarm, and the function's event source.

    Both queues are encrypted with the queues' key and refuse plain HTTP. A message that fails
    as often as declared goes to the dead-letter queue; one bad message never fails its batch.
    Outputs `<Name>QueueUrl` and `<Name>DeadLetterQueueUrl`.
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        *,
        queue: Queue,
        settings: Settings,
        worker: PythonFunction,
        key: kms.IKey,
        alarms: sns.ITopic,
    ) -> None:
        name = queue.name
        super().__init__(scope, f"{name}Worker")
        window_seconds = for_stage(queue.window_seconds, settings)
        max_receives = for_stage(queue.max_receives, settings)
        retention = Duration.days(RETENTION.rule_of(Store.QUEUES).hot_days)
        visibility = settings.visibility_factor * worker.declared.timeout_seconds + window_seconds
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            data_key_reuse=_KEY_REUSE,
            enforce_ssl=True,
            retention_period=retention,
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            data_key_reuse=_KEY_REUSE,
            enforce_ssl=True,
            retention_period=retention,
            visibility_timeout=Duration.seconds(visibility),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=max_receives or settings.max_receives
            ),
        )
        worker.function.add_event_source(
            event_sources.SqsEventSource(
                self.queue,
                batch_size=for_stage(queue.batch_size, settings),
                max_batching_window=Duration.seconds(window_seconds) if window_seconds else None,
                report_batch_item_failures=True,
                max_concurrency=_capped(queue.max_concurrency, settings.concurrency_cap),
            )
        )
        alarm = cloudwatch.Alarm(
            self,
            "DeadLetterAlarm",
            alarm_description=f"ClaimTrail {settings.stage}: {name} has dead letters. Fix the "
            f"cause, then: `claimtrail dlq redrive {name} --stage {settings.stage}`",
            metric=self.dead_letters.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(alarms))
        stack = Stack.of(self)
        CfnOutput(stack, name + QUEUE_OUTPUT_SUFFIX, value=self.queue.queue_url)
        CfnOutput(stack, name + DEAD_LETTER_OUTPUT_SUFFIX, value=self.dead_letters.queue_url)


def _capped(wanted: int | None, cap: int | None) -> int | None:
    bounds = [bound for bound in (wanted, cap) if bound is not None]
    return min(bounds) if bounds else None
