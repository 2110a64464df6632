"""Groups failed updates by their cause into incidents, and measures dead-letter queues.

The Incident queue's bus events and changes of alarms; and a schedule's tick, which measures
dead-letter queues and looks for alarms that no event reported. Where dead letters came, the codes
by which functions failed are looked up in the table of errors.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import Json

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event, events_among
from claimtrail.bootstrap.incidents import grouper, queue_depths, review_failures, ringing
from claimtrail.incidents.alarms import ALARM_CHANGE, alarm_change
from claimtrail.incidents.log_events import IncidentLogEvent
from claimtrail.incidents.service import Grouper


class Environment(environment.Environment):
    """Incidents, the bus, and the queues to measure."""

    stage: environment.Name
    operations_table: environment.Name
    event_bus: environment.Name
    dead_letter_queues: Json[dict[environment.Name, environment.Name]]
    """Our name of a queue to the name of its dead-letter queue in SQS."""


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Count failures and healings; a message that fails is redelivered alone."""
    given = Environment.from_env()
    incidents = grouper(operations_table=given.operations_table, event_bus=given.event_bus)
    if "Records" in event:
        bodies = (record["body"] for record in event["Records"])
        together = incidents.take_together(events_among(bodies))

        def take(body: str) -> None:
            envelope = json.loads(body)
            if envelope["detail-type"] == ALARM_CHANGE:
                counted = _ring(incidents, envelope["detail"])
            else:
                failure = delivered_event(body)
                counted = together.get(failure.event_id) or incidents.take(failure)
            note(IncidentLogEvent.INCIDENT_COUNTED, incident_id=counted)

        return work_off(event, context, take=take)
    return {"changed": _look(incidents, given)}


def _look(incidents: Grouper, given: Environment) -> int:
    """Compare dead-letter queues and alarms with their incidents; return how many changed."""
    depths = queue_depths(given.dead_letter_queues)
    changed = incidents.measure(depths)
    note(
        IncidentLogEvent.DEAD_LETTERS_MEASURED,
        sum(depths.values()),
        incident_ids=changed,
    )
    swept = incidents.sweep(ringing(given.stage))
    note(IncidentLogEvent.ALARMS_SWEPT, incident_ids=swept)
    if changed:
        codes = review_failures(given.stage, operations_table=given.operations_table)
        note(IncidentLogEvent.FAILURES_REVIEWED, codes=codes)
    return len(changed) + len(swept)


def _ring(incidents: Grouper, detail: Mapping[str, Any]) -> str | None:
    """Count an alarm's change; None for one of which another incident tells."""
    change = alarm_change(detail)
    if change is None:
        return None
    return incidents.ring(change.alarm, is_ringing=change.is_ringing, at=change.at)
