"""A batch of SQS messages, each on its own: what fails comes again alone, the rest is done."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

_PROCESSOR = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def work_off(
    event: dict[str, Any], context: Any, *, take: Callable[[str], object]
) -> PartialItemFailureResponse:
    """Give `take` each message's body; answer with the ids of the messages on which it raised."""

    def record_handler(record: SQSRecord) -> None:
        take(record.body)

    return process_partial_response(
        event=event, record_handler=record_handler, processor=_PROCESSOR, context=context
    )
