"""Errors of the ticket store, the same in each of its twins."""

from claimtrail.kernel.errors import Explanation
from claimtrail.tickets.model import Ticket


def conflict(ticket: Ticket) -> Explanation:
    """Return what a lost write against a ticket says."""
    return Explanation(
        code="TICKET_CONFLICT",
        what=f"version {ticket.version - 1} of the ticket is not the stored one",
        where=f"ticket {ticket.ticket_id}",
        next_step="Read the ticket again and repeat the change.",
    )
