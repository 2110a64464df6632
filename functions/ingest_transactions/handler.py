"""Messages of the Ingest queue: ranges of archived files."""

from dataclasses import asdict, replace
from typing import Any

from claimtrail.aws.intake import ingesting
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off_in_time
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.messages import parse_ingest
from claimtrail.kernel.deadline import Turn
from functions.ingest_transactions.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Read each message's range; a failed message alone comes again."""
    tools = ingesting(**asdict(Environment.from_env()))

    def ingest(body: str, turn: Turn) -> None:
        ingested = ingest_range(parse_ingest(body), tools=replace(tools, turn=turn))
        note(LogEvent.SETS_INGESTED, **asdict(ingested))

    return work_off_in_time(event, context, take=ingest)
