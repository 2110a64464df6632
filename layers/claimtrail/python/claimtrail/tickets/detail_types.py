"""Events that tickets publish."""

from claimtrail.kernel.bus import DetailType


class TicketDetailType(DetailType):
    """Events of a ticket."""

    TICKET_OPENED = "ticket.opened"
    TICKET_UPDATED = "ticket.updated"
    TICKET_ASSIGNED = "ticket.assigned"
    TICKET_NOTED = "ticket.noted"
    TICKET_CLOSED = "ticket.closed"
