"""Messages of the Receive queue: S3's `Object Created` events by way of EventBridge."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from claimtrail.aws.intake import receiving
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.refusals import noted_refusals
from claimtrail.intake.messages import parse_arrival
from claimtrail.intake.receive import Outcome, Received, receive_file
from functions.receive_file.environment import Environment

_PROCESSOR = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
_LOGGED = {Outcome.QUEUED: LogEvent.FILE_RECEIVED, Outcome.REPEATED: LogEvent.FILE_REPEATED}


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """Take in each message's file; a failed message alone comes again."""
    tools = receiving(**asdict(Environment.from_env()))

    def receive(record: SQSRecord) -> None:
        with noted_refusals(record.message_id):
            arrival = parse_arrival(record.body)
            received = receive_file(arrival, tools=tools) if arrival else Received()
        if received.outcome is not Outcome.IGNORED:
            line = _LOGGED.get(received.outcome, LogEvent.FILE_QUARANTINED)
            note(line, **received.ids(), reason=received.reason)

    return process_partial_response(
        event=event, record_handler=receive, processor=_PROCESSOR, context=context
    )
