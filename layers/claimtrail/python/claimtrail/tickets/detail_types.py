"""Events that tickets publish."""

from claimtrail.kernel.bus import DetailType


class TicketDetailType(DetailType):
    """Events of a ticket."""

    TICKET_OPENED = "ticket.opened"
    TICKET_UPDATED = "ticket.updated"
    TICKET_ASSIGNED = "ticket.assigned"
    TICKET_NOTED = "ticket.noted"
    TICKET_STARTED = "ticket.started"
    TICKET_HELD = "ticket.held"
    TICKET_RESUMED = "ticket.resumed"
    TICKET_RESOLVED = "ticket.resolved"
    TICKET_REOPENED = "ticket.reopened"
    TICKET_CLOSED = "ticket.closed"
    TICKET_CANCELED = "ticket.canceled"
