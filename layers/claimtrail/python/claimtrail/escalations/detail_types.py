"""Events that escalations publish."""

from claimtrail.kernel.bus import DetailType


class EscalationDetailType(DetailType):
    """Events of an escalation."""

    ESCALATION_STARTED = "escalation.started"
    ESCALATION_NOTIFIED = "escalation.notified"
    ESCALATION_REMINDED = "escalation.reminded"
    ESCALATION_ESCALATED_TO_MANAGER = "escalation.escalated_to_manager"
    ESCALATION_RESUMED = "escalation.resumed"
    ESCALATION_FAILED = "escalation.failed"
    ESCALATION_ENDED = "escalation.ended"
