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
    TICKET_WATCHED = "ticket.watched"
    TICKET_LINKED = "ticket.linked"
    TICKET_MERGED = "ticket.merged"
    TICKET_JOINED = "ticket.joined"
    TICKET_SPLIT = "ticket.split"
    TICKET_TAGGED = "ticket.tagged"
    TICKET_CATEGORIZED = "ticket.categorized"
    TICKET_PRIORITIZED = "ticket.prioritized"
    TICKET_ROUTED = "ticket.routed"
    TICKET_ESCALATED = "ticket.escalated"
    TICKET_HANDED_OVER = "ticket.handed_over"
    TICKET_HANDED_BACK = "ticket.handed_back"
    TICKET_OWNED = "ticket.owned"
    TICKET_AGREED = "ticket.agreed"
    TICKET_ATTACHED = "ticket.attached"
