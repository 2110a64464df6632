"""Log events of tickets."""

from claimtrail.kernel.log_events import LogEvent


class TicketLogEvent(LogEvent):
    """Lines of the functions of tickets."""

    EXCEPTION_TICKETED = "exception_ticketed"
    INCIDENT_TICKETED = "incident_ticketed"
    ALERTS_SETTLED = "alerts_settled"
    OUTCOME_TICKETED = "outcome_ticketed"
    OUTCOMES_REFRESHED = "outcomes_refreshed"
    ATTACHMENT_SCREENED = "attachment_screened"
    TICKETS_EXPIRED = "tickets_expired", "TicketsExpired"
    TICKET_ROUTED = "ticket_routed"
    TICKETS_SWEPT = "tickets_swept"
    TICKETS_UNALLOCATED = "tickets_unallocated", "TicketsUnallocated"
    """No rule of routing matches some open tickets: nobody sees them in a queue of theirs."""
