"""A queue with a dead-letter queue and the function that consumes it."""

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from claimtrail.kernel.outputs import DEAD_LETTER_OUTPUT_SUFFIX, QUEUE_OUTPUT_SUFFIX
from infra.constructs.dead_letter_queue import (
    KEY_REUSE,
    dead_letter_queue,
    queue_retention,
)
from infra.constructs.python_function import PythonFunction
from infra.functions.declaration import Queue, for_stage
from infra.settings import Settings


class QueueWorker(Construct):
    """Creates a queue, its dead-letter queue, and the function's event source.

    Both queues are encrypted with the queues' key and refuse plain HTTP. A message that fails
    as often as declared goes to the dead-letter queue; one bad message never fails its batch.
    Outputs `<Name>QueueUrl` and `<Name>DeadLetterQueueUrl`.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        queue: Queue,
        settings: Settings,
        worker: PythonFunction,
        key: kms.IKey,
    ) -> None:
        name = queue.name
        super().__init__(scope, f"{name}Worker")
        window_seconds = for_stage(queue.window_seconds, settings)
        max_receives = for_stage(queue.max_receives, settings)
        visibility = settings.visibility_factor * worker.declared.timeout_seconds + window_seconds
        self.dead_letters = dead_letter_queue(self, key=key)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            data_key_reuse=KEY_REUSE,
            enforce_ssl=True,
            retention_period=queue_retention(),
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
        stack = Stack.of(self)
        CfnOutput(stack, name + QUEUE_OUTPUT_SUFFIX, value=self.queue.queue_url)
        CfnOutput(stack, name + DEAD_LETTER_OUTPUT_SUFFIX, value=self.dead_letters.queue_url)


def _capped(wanted: int | None, cap: int | None) -> int | None:
    bounds = [bound for bound in (wanted, cap) if bound is not None]
    return min(bounds) if bounds else None
