"""Keeps each new object of the inbox as an arrival, and queues the arrival's id.

S3's `Object Created` events by way of EventBridge, and schedules that look for lost ones: hourly
for those of a day, daily for all that the inbox keeps.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.bootstrap.intake.arrivals import arrival_queueing
from claimtrail.intake.log_events import IntakeLogEvent
from claimtrail.intake.model.messages import (
    is_scheduled,
    is_whole_sweep,
    parse_arrival,
    settled_in,
)
from claimtrail.kernel.deadline import deadline_of

_LOGGED_IDS = 100


class Environment(environment.Environment):
    """The inbox, the table that keeps arrivals, and the queue of their ids."""

    claim_table: environment.Name
    inbox_bucket: environment.Name
    receive_queue_url: environment.QueueUrl


@observed()
def handler(event: dict[str, Any], context: Any) -> None:
    """Queue the arrival that an event names, or all that a schedule's sweep finds missed."""
    given = Environment.from_env()
    queueing = arrival_queueing(**given.model_dump())
    if is_scheduled(event):
        swept = queueing.queue_missed(
            settled=settled_in(event),
            is_whole=is_whole_sweep(event),
            deadline=deadline_of(context),
        )
        missed = len(swept.missed)
        ids = list(swept.missed[:_LOGGED_IDS])
        note(IntakeLogEvent.INBOX_SWEPT, missed, missed=missed, delivery_ids=ids)
        if not swept.is_complete:
            note_failure(IntakeLogEvent.INBOX_SWEEP_CUT)
        return
    arrival = parse_arrival(event)
    if arrival is None or arrival.bucket != given.inbox_bucket:
        return
    annotate(delivery_id=arrival.delivery_id)
    if queueing.is_under_way(arrival):
        note(IntakeLogEvent.UPLOAD_UNDER_WAY, delivery_id=arrival.delivery_id)
        return
    queueing.queue_arrival(arrival)
    note(IntakeLogEvent.ARRIVAL_QUEUED, delivery_id=arrival.delivery_id)
