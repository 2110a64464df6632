"""The start of escalations."""

from datetime import timedelta

from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.escalations.stores import escalation_store, scan_positions, workflow
from claimtrail.bootstrap.tickets.rules import rules_at
from claimtrail.escalations.start_due import StartDueEscalations
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Deadline


def start_escalations(  # noqa: PLR0913 - one argument per resource, all by keyword
    *,
    claim_table: str,
    operations_table: str,
    ticket_table: str,
    event_bus: str,
    escalation_state_machine_arn: str,
    recheck_minutes: int,
    settle_seconds: int,
    deadline: Deadline,
) -> StartDueEscalations:
    """Return what starts escalations that are due, and checks those that run."""
    return StartDueEscalations(
        claims=claim_store(claim_table),
        escalations=escalation_store(operations_table),
        positions=scan_positions(operations_table),
        workflow=workflow(escalation_state_machine_arn),
        publisher=publisher(event_bus),
        clock=utc_now,
        recheck_after=timedelta(minutes=recheck_minutes),
        settle_after=timedelta(seconds=settle_seconds),
        rules_at=rules_at(ticket_table),
        deadline=deadline,
    )
