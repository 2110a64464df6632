"""Log events of escalations."""

from claimtrail.kernel.log_events import LogEvent


class EscalationLogEvent(LogEvent):
    """Lines of start_escalations, advance_escalation and end_escalations."""

    ESCALATIONS_STARTED = "escalations_started"
    ESCALATION_ADVANCED = "escalation_advanced"
    ESCALATIONS_ENDED = "escalations_ended"
