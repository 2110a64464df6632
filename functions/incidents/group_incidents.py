"""Groups failed updates by their cause into incidents, and looks after dead-letter queues.

The Incident queue's bus events; and a schedule's tick, which measures dead-letter queues.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.aws.intake.queues import depths_of
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.bus import from_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    operations_table: str
    event_bus: str
    dead_letter_queues: Mapping[str, str]
    """Queue name to the URL of its dead-letter queue."""

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
            dead_letter_queues=json.loads(require(Variable.DEAD_LETTER_QUEUES)),
        )


def handler(event: dict[str, Any], context: Any) -> Any:
    """Count failures and healings; a message that fails is redelivered alone."""
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
