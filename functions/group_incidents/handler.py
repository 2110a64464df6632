"""The Incident queue's bus events; and a schedule's tick, which measures dead-letter queues."""

import json
from typing import Any

from claimtrail.aws.clients import client
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.incident_table import DynamoIncidentStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.queues import depths_of
from claimtrail.incidents.group import Grouper
from claimtrail.kernel.events import from_detail
from claimtrail.kernel.time import utc_now
from functions.group_incidents.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Count failures and healings; a message that fails comes again alone."""
    environment = Environment.from_env()
    store = DynamoIncidentStore(client("dynamodb"), environment.operations_table)
    publisher = EventBridgePublisher(client("events"), environment.event_bus)
    grouper = Grouper(store=store, publisher=publisher, clock=utc_now)

    def take(body: str) -> None:
        envelope = json.loads(body)
        incident_id = grouper.take(from_detail(envelope["detail-type"], envelope["detail"]))
        note(LogEvent.INCIDENT_COUNTED, incident_id=incident_id)

    if "Records" in event:
        return work_off(event, context, take=take)
    changed = grouper.measure(depths_of(client("sqs"), environment.dead_letter_queues))
    note(LogEvent.DEAD_LETTERS_MEASURED, incident_ids=changed)
    return {"changed": len(changed)}
