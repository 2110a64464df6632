"""Counts claims and tickets into the figures whenever they changed.

Messages of the Figures queue: claims that publish_changes names, and bus events of tickets.
"""

from typing import Any

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.analytics.figures import figure_messages


class Environment(environment.Environment):
    """Claims and tickets, to read them, and the table of the figures."""

    claim_table: environment.Name
    ticket_table: environment.Name
    operations_table: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Count a batch as a whole, else message by message; a failed one alone is redelivered."""
    messages = figure_messages(**Environment.from_env().model_dump())
    try:
        counted = messages.take_all(record["body"] for record in event["Records"])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is met again message by message
        note_failure(AnalyticsLogEvent.FIGURES_FELL_BACK, errors=[type(error).__name__])
        return work_off(event, context, take=messages.take)
    note(AnalyticsLogEvent.FIGURES_COUNTED, counted, subjects=counted)
    return {"batchItemFailures": []}
