"""Incidents on AWS: their store, what groups failures into them, and dead-letter queues."""

from collections.abc import Mapping

from claimtrail.aws.core.clients import client
from claimtrail.aws.core.queue_depths import depths_of
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.clock import utc_now


def incident_store(operations_table: str) -> DynamoIncidentStore:
    """Return the store of incidents."""
    return DynamoIncidentStore(client("dynamodb"), operations_table)


def grouper(*, operations_table: str, event_bus: str) -> Grouper:
    """Return what groups failures by their cause."""
    return Grouper(
        store=incident_store(operations_table), publisher=publisher(event_bus), clock=utc_now
    )


def queue_depths(queues: Mapping[str, str]) -> dict[str, int]:
    """Return about how many messages wait in each queue, by name; `queues` has name to URL."""
    return depths_of(client("sqs"), queues)
