"""Errors of the escalation store, the same in each of its twins."""

from claimtrail.escalations.model import Escalation, EscalationStatus
from claimtrail.kernel.errors import Explanation


def conflict(escalation: Escalation) -> Explanation:
    """Return what a lost write against an escalation says."""
    return Explanation(
        code="ESCALATION_CONFLICT",
        what=f"version {escalation.version - 1} of the escalation is not the stored one",
        where=f"escalation {escalation.escalation_id}",
        next_step="Read the escalation again and repeat the change.",
    )


def refuse_ended(status: EscalationStatus) -> None:
    """Raise ValueError for ENDED: ended escalations leave the index, so that it stays small."""
    if status is EscalationStatus.ENDED:
        raise ValueError("ended escalations are not indexed")
