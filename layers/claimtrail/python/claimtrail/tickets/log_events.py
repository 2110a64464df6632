"""Log events of tickets."""

from claimtrail.kernel.log_events import LogEvent


class TicketLogEvent(LogEvent):
    """Lines of ticket_exceptions, ticket_outcomes and fire_clocks."""

    EXCEPTION_TICKETED = "exception_ticketed"
    PARTNER_TASKED = "partner_tasked"
    OUTCOME_TICKETED = "outcome_ticketed"
    OUTCOMES_REFRESHED = "outcomes_refreshed"
    CLOCKS_SETTLED = "clocks_settled"
    CLOCKS_HEALED = "clocks_healed"
