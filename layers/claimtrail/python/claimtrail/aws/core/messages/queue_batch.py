"""A batch of SQS messages, each on its own: what fails is noted and is redelivered alone.

A message stays with its worker for the queue's visibility, which no invocation outlives. Those
whose work failed are given back when the batch is done, to be tried again after a time that grows
with their attempts (Amazon SQS developer guide, "Amazon SQS visibility timeout").
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
from claimtrail.aws.core.dynamo.busy import is_busy
from claimtrail.aws.core.messages.batching import batched
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
from claimtrail.kernel.message_retries import wait_seconds

RETRY_SECONDS = "CLAIMTRAIL_RETRY_SECONDS"
"""The variable of functions that says after how many seconds a message whose work failed is tried
again, the first time, the second, and so on: `60,240,900`."""
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
    failed: list[_Failed] = []

    def record_handler(record: SQSRecord) -> None:
        with _noted(record, failed):
            handle(record)

    answer = process_partial_response(
        event=event, record_handler=record_handler, processor=_PROCESSOR, context=context
    )
    _give_back(failed)
    return answer


@dataclass(frozen=True, slots=True)
class _Failed:
    """A message whose work failed."""

    record: SQSRecord
    is_busy: bool
    """True if a table took no more."""


@contextmanager
def _noted(record: SQSRecord, failed: list[_Failed]) -> Iterator[None]:
    """Log a failure, remember the message, and let the failure through."""
    try:
        yield
    except Exception as error:
        note_failure(SharedLogEvent.REFUSED, message_id=record.message_id, **described(error))
        failed.append(_Failed(record, is_busy(error)))
        raise


def give_back(event: dict[str, Any], refused: Mapping[str, Exception]) -> None:
    """Give back the messages of a batch that is worked off as a whole, by their message ids."""
    records = (SQSRecord(one) for one in event["Records"] if one["messageId"] in refused)
    _give_back(_Failed(one, is_busy(refused[one.message_id])) for one in records)


def _give_back(failed: Iterable[_Failed]) -> None:
    """End the visibility of messages by RETRY_SECONDS; without them it ends as the queue says."""
    waits = [int(seconds) for seconds in os.environ.get(RETRY_SECONDS, "").split(",") if seconds]
    if not waits:
        return
    for some in batched(failed, size=lambda _: 0, most_bytes=0):
        try:
            _change_visibility(some, waits)
        except ClientError as error:
            # Then they are tried again when their visibility ends.
            for one in some:
                _not_given_back(one, described(error))


def _change_visibility(failed: list[_Failed], waits: list[int]) -> None:
    """Change the visibility of ten messages of one queue at most. Raises ClientError."""
    *_, account_id, queue_name = failed[0].record.event_source_arn.split(":")
    sqs = client("sqs")
    found = sqs.get_queue_url(QueueName=queue_name, QueueOwnerAWSAccountId=account_id)
    entries = [
        {
            "Id": str(number),
            "ReceiptHandle": one.record.receipt_handle,
            "VisibilityTimeout": wait_seconds(_receives(one.record), waits, is_busy=one.is_busy),
        }
        for number, one in enumerate(failed)
    ]
    answer = sqs.change_message_visibility_batch(QueueUrl=found["QueueUrl"], Entries=entries)
    for refused in answer.get("Failed", []):
        _not_given_back(failed[int(refused["Id"])], {"code": str(refused["Code"])})


def _not_given_back(failed: _Failed, why: dict[str, str]) -> None:
    note_failure(SharedLogEvent.NOT_GIVEN_BACK, message_id=failed.record.message_id, **why)
