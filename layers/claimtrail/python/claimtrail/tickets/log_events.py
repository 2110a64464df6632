"""Log events of tickets."""

from claimtrail.kernel.log_events import LogEvent


class TicketLogEvent(LogEvent):
    """Lines of ticket_exceptions, ticket_outcomes and route_tickets."""

    EXCEPTION_TICKETED = "exception_ticketed"
    PARTNER_TASKED = "partner_tasked"
    OUTCOME_TICKETED = "outcome_ticketed"
    OUTCOMES_REFRESHED = "outcomes_refreshed"
    TICKET_ROUTED = "ticket_routed"
    TICKETS_SWEPT = "tickets_swept"
    TICKETS_UNALLOCATED = "tickets_unallocated", "TicketsUnallocated"
    """No rule of routing matches some open tickets: nobody sees them in a queue of theirs."""
