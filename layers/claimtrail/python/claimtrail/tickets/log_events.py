"""Log events of tickets."""

from claimtrail.kernel.log_events import LogEvent


class TicketLogEvent(LogEvent):
    """Lines of the functions of tickets."""

    EXCEPTION_TICKETED = "exception_ticketed"
    INCIDENT_TICKETED = "incident_ticketed"
    ALERTS_SETTLED = "alerts_settled"
    PAYERS_ANSWERED = "payers_answered"
    OUTCOME_TICKETED = "outcome_ticketed"
    OUTCOMES_REFRESHED = "outcomes_refreshed"
    CLOCKS_SETTLED = "clocks_settled"
    CLOCKS_HEALED = "clocks_healed"
    ATTACHMENT_SCREENED = "attachment_screened"
    TICKETS_EXPIRED = "tickets_expired", "TicketsExpired"
    TICKET_ROUTED = "ticket_routed"
    TICKETS_SWEPT = "tickets_swept"
    TICKETS_UNALLOCATED = "tickets_unallocated", "TicketsUnallocated"
    """No rule of routing matches some open tickets: nobody sees them in a queue of theirs."""
    NOTICES_DELIVERED = "notices_delivered"
    NOTICES_GIVEN_UP = "notices_given_up", "NoticesGivenUp"
    """Notices that failed at the last attempt: somebody was not notified."""
