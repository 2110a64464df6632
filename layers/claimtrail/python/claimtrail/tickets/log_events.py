"""Log events of tickets."""

from claimtrail.kernel.log_events import LogEvent


class TicketLogEvent(LogEvent):
    """Lines of ticket_exceptions and ticket_outcomes."""

    EXCEPTION_TICKETED = "exception_ticketed"
    PARTNER_TASKED = "partner_tasked"
    OUTCOME_TICKETED = "outcome_ticketed"
    OUTCOMES_REFRESHED = "outcomes_refreshed"
