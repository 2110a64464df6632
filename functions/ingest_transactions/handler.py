"""Messages of the Ingest queue: ranges of archived files."""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.intake import ingesting
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.messages import parse_ingest
from functions.ingest_transactions.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Read each message's range; a failed message alone comes again."""
    tools = ingesting(**asdict(Environment.from_env()))

    def ingest(body: str) -> None:
        ingested = ingest_range(parse_ingest(body), tools=tools)
        note(LogEvent.SETS_INGESTED, **asdict(ingested))

    return work_off(event, context, take=ingest)
