"""Messages of the Ingest queue: ranges of archived files."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from claimtrail.aws.intake import ingesting
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.refusals import noted_refusals
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.messages import parse_ingest
from functions.ingest_transactions.environment import Environment

_PROCESSOR = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """Read each message's range; a failed message alone comes again."""
    tools = ingesting(**asdict(Environment.from_env()))

    def ingest(record: SQSRecord) -> None:
        with noted_refusals(record.message_id):
            ingested = ingest_range(parse_ingest(record.body), tools=tools)
        note(LogEvent.SETS_INGESTED, **asdict(ingested))

    return process_partial_response(
        event=event, record_handler=ingest, processor=_PROCESSOR, context=context
    )
