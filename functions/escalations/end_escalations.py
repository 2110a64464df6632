"""Wakes the escalation that waits for a claim to change.

Messages of the Settle queue: bus events `claims.status_changed`, of claims that were due.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.escalations.end import end_escalations
from claimtrail.claims.publishing.status_changes import changed_claims
from claimtrail.escalations.log_events import EscalationLogEvent


class Environment(environment.Environment):
    """Claims, escalations, and their state machine."""

    claim_table: environment.Name
    operations_table: environment.Name
    escalation_state_machine_arn: environment.Arn


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Wake what waits for each message's claims; a failed message alone is redelivered."""
    use_case = end_escalations(**Environment.from_env().model_dump())

    def wake(body: str) -> None:
        for claim_id in changed_claims(delivered_event(body)):
            note(
                EscalationLogEvent.ESCALATIONS_ENDED,
                claim_id=claim_id,
                woken=use_case.on_claim_change(claim_id),
            )

    return work_off(event, context, take=wake)
