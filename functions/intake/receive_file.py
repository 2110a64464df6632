"""Receives what partners dropped into the inbox: archives, screens and queues each file.

Messages of the Receive queue: ids of arrivals, kept by queue_arrival.
"""

from dataclasses import replace
from typing import Any

from pydantic import PositiveInt

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off_in_time
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.bootstrap.intake.arrivals import arrival_store
from claimtrail.bootstrap.intake.receive import receive_dependencies
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.intake.model.messages import parse_delivery_id
from claimtrail.intake.receive.arrivals import find_arrival
from claimtrail.intake.receive.dependencies import ReceiveOutcome
from claimtrail.intake.receive.receive_file import receive_file
from claimtrail.kernel.deadline import Turn


class Environment(environment.Environment):
    """Files, claims, the queue of ranges, the trail, and the bus."""

    claim_table: environment.Name
    inbox_bucket: environment.Name
    archive_bucket: environment.Name
    quarantine_bucket: environment.Name
    outbox_bucket: environment.Name
    ingest_queue_url: environment.QueueUrl
    audit_queue_url: environment.QueueUrl
    event_bus: environment.Name
    code_version: environment.Name
    chunk_bytes: PositiveInt
    """A larger transaction set is worked on in chunks."""


_LOGGED = {
    ReceiveOutcome.QUEUED: IntakeLogEvent.FILE_RECEIVED,
    ReceiveOutcome.REPEATED: IntakeLogEvent.FILE_REPEATED,
    ReceiveOutcome.QUARANTINED: IntakeLogEvent.FILE_QUARANTINED,
    ReceiveOutcome.REMOVED: IntakeLogEvent.FILE_REMOVED,
}


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Receive each message's file; a failed message alone is redelivered."""
    given = Environment.from_env()
    deps = receive_dependencies(**given.model_dump())
    arrivals = arrival_store(given.claim_table)

    def receive(body: str, turn: Turn) -> None:
        arrival = find_arrival(parse_delivery_id(body), arrivals=arrivals)
        annotate(delivery_id=arrival.delivery_id)
        received = receive_file(arrival, deps=replace(deps, turn=turn))
        annotate(file_id=received.file_id)
        if received.outcome is not ReceiveOutcome.IGNORED:
            note(_LOGGED[received.outcome], **received.ids(), reason=received.reason)
        arrivals.mark_done(arrival.delivery_id)

    return work_off_in_time(event, context, take=receive)
