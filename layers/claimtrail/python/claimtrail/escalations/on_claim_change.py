"""A claim changed: wake the executions that wait for it to move."""

from dataclasses import dataclass

from claimtrail.claims.store.ports import ClaimReader
from claimtrail.escalations.model import EscalationStatus
from claimtrail.escalations.ports import EscalationStore, Workflow
from claimtrail.escalations.rules import has_changed_status


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeEscalations:
    """Wakes executions; they close their escalations themselves.

    In one place for all ways there.
    """

    claims: ClaimReader
    escalations: EscalationStore
    workflow: Workflow

    def on_claim_change(self, claim_id: str) -> int:
        """Wake what waits for this claim, if it moved; return how many were woken.

        An execution that is between two waits is not woken: its next action sees that the claim
        moved. Repeating changes nothing.
        """
        waiting = [
            escalation
            for escalation in self.escalations.list_by_claim(claim_id)
            if escalation.status is not EscalationStatus.ENDED and escalation.task_token
        ]
        claim = self.claims.find(claim_id) if waiting else None
        if claim is None:
            return 0
        return sum(
            self.workflow.wake(escalation.task_token)
            for escalation in waiting
            if escalation.task_token and has_changed_status(escalation, claim)
        )
