"""SQS Receive: takes in what payers dropped into the inbox.

Messages of the Receive queue: ids of arrivals, kept by queue_arrival.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require, require_number
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off_in_time
from claimtrail.aws.intake.arrivals import DynamoArrivalStore
from claimtrail.bootstrap.intake import receive_dependencies
from claimtrail.intake.model.messages import parse_delivery_id
from claimtrail.intake.receive.arrivals import find_arrival
from claimtrail.intake.receive.receive_file import ReceiveOutcome, receive_file
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Turn
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    inbox_bucket: str
    archive_bucket: str
    quarantine_bucket: str
    outbox_bucket: str
    ingest_queue_url: str
    audit_queue_url: str
    event_bus: str
    code_version: str
    chunk_bytes: int

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing or is no number."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            inbox_bucket=require(Variable.INBOX_BUCKET),
            archive_bucket=require(Variable.ARCHIVE_BUCKET),
            quarantine_bucket=require(Variable.QUARANTINE_BUCKET),
            outbox_bucket=require(Variable.OUTBOX_BUCKET),
            ingest_queue_url=require(Variable.INGEST_QUEUE_URL),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
            code_version=require(Variable.CODE_VERSION),
            chunk_bytes=require_number(Variable.CHUNK_BYTES),
        )


_LOGGED = {
    ReceiveOutcome.QUEUED: LogEvent.FILE_RECEIVED,
    ReceiveOutcome.REPEATED: LogEvent.FILE_REPEATED,
}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Take in each message's file; a failed message alone is redelivered."""
    environment = Environment.from_env()
    deps = receive_dependencies(**asdict(environment))
    arrivals = DynamoArrivalStore(client("dynamodb"), environment.claim_table, clock=utc_now)

    def receive(body: str, turn: Turn) -> None:
        arrival = find_arrival(parse_delivery_id(body), arrivals=arrivals)
        received = receive_file(arrival, deps=replace(deps, turn=turn))
        if received.outcome is not ReceiveOutcome.IGNORED:
            line = _LOGGED.get(received.outcome, LogEvent.FILE_QUARANTINED)
            note(line, **received.ids(), reason=received.reason)

    return work_off_in_time(event, context, take=receive)
