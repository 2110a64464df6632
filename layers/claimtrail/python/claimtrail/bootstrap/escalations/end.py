"""The end of escalations."""

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.escalations.stores import escalation_store, workflow
from claimtrail.escalations.on_claim_change import WakeEscalations


def end_escalations(
    *, claim_table: str, operations_table: str, escalation_state_machine_arn: str
) -> WakeEscalations:
    """Return what wakes escalations whose claim changed."""
    return WakeEscalations(
        claims=claim_store(claim_table),
        escalations=escalation_store(operations_table),
        workflow=workflow(escalation_state_machine_arn),
    )
