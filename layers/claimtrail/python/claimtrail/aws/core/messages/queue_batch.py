"""A batch of SQS messages, each on its own: what fails is noted and is redelivered alone.

A message stays with its worker for the queue's visibility, which no invocation outlives. One whose
work failed is given back at once where the stage says so, to be tried again a little later.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.exceptions import ClientError

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.telemetry.failures import described
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.aws.core.telemetry.logs import note_failure
from claimtrail.kernel.deadline import (
    UNHURRIED,
    Turn,
    deadline_of,
    remaining_ms_of,
    require_time,
)

RETRY_SECONDS = "CLAIMTRAIL_RETRY_SECONDS"
"""The variable of functions that says when a message whose work failed is tried again."""
MESSAGE_SECONDS = 5.0
"""With less than this left, the next message is left to another worker."""
_PROCESSOR = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def is_stream(event: dict[str, Any]) -> bool:
    """Return whether a function was invoked by a DynamoDB stream (else by SQS)."""
    return any(record.get("eventSource") == "aws:dynamodb" for record in event["Records"])


def work_off(
    event: dict[str, Any], context: Any, *, take: Callable[[str], object]
) -> PartialItemFailureResponse:
    """Give `take` each message's body; answer with the ids of the messages on which it raised."""
    return work_off_counted(event, context, take=lambda body, _: take(body))


def work_off_counted(
    event: dict[str, Any], context: Any, *, take: Callable[[str, int], object]
) -> PartialItemFailureResponse:
    """Work off as `work_off`; `take` is also given how often the message was received.

    Messages for which no time is left fail without being tried, and are redelivered.
    """
    deadline = deadline_of(context)

    def handle(record: SQSRecord) -> None:
        require_time(deadline, MESSAGE_SECONDS, where=f"message {record.message_id}")
        take(record.body, _receives(record))

    return _work_off(event, context, handle)


def work_off_in_time(
    event: dict[str, Any], context: Any, *, take: Callable[[str, Turn], object]
) -> PartialItemFailureResponse:
    """Give `take` each message's body with the time that is left and how often it was received."""
    return _work_off(event, context, lambda record: take(record.body, turn_of(record, context)))


def turn_of(record: SQSRecord, context: Any) -> Turn:
    """Return the attempt that a message is, within the invocation's time where Lambda says it."""
    remaining = remaining_ms_of(context)
    if remaining is None:
        return UNHURRIED
    return Turn.within(remaining, attempt=_receives(record))


def _receives(record: SQSRecord) -> int:
    """Return how often a message was received, this time included."""
    return int((record.get("attributes") or {}).get("ApproximateReceiveCount", 1))


def _work_off(
    event: dict[str, Any], context: Any, handle: Callable[[SQSRecord], object]
) -> PartialItemFailureResponse:
    def record_handler(record: SQSRecord) -> None:
        with _noted(record):
            handle(record)

    return process_partial_response(
        event=event, record_handler=record_handler, processor=_PROCESSOR, context=context
    )


@contextmanager
def _noted(record: SQSRecord) -> Iterator[None]:
    """Log a failure, give the message back, and let the failure through."""
    try:
        yield
    except Exception as error:
        note_failure(SharedLogEvent.REFUSED, message_id=record.message_id, **described(error))
        _give_back(record)
        raise


def _give_back(record: SQSRecord) -> None:
    """End the message's visibility in RETRY_SECONDS; without them it ends as the queue says."""
    seconds = os.environ.get(RETRY_SECONDS)
    if not seconds:
        return
    *_, account_id, queue_name = record.event_source_arn.split(":")
    sqs = client("sqs")
    try:
        found = sqs.get_queue_url(QueueName=queue_name, QueueOwnerAWSAccountId=account_id)
        sqs.change_message_visibility(
            QueueUrl=found["QueueUrl"],
            ReceiptHandle=record.receipt_handle,
            VisibilityTimeout=int(seconds),
        )
    except ClientError as error:
        # Then it is tried again when its visibility ends.
        note_failure(
            SharedLogEvent.NOT_GIVEN_BACK, message_id=record.message_id, **described(error)
        )
