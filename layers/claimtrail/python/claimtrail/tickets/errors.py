"""Errors of tickets: those of their store, the same in each of its twins, and of looking one up."""

from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.tickets.model import Ticket


def conflict(ticket: Ticket) -> Explanation:
    """Return what a lost write against a ticket says."""
    return Explanation(
        code="TICKET_CONFLICT",
        what=f"version {ticket.version - 1} of the ticket is not the stored one",
        where=f"ticket {ticket.ticket_id}",
        next_step="Read the ticket again and repeat the change.",
    )


def member_conflict(ticket_id: str) -> Explanation:
    """Return what a lost write of a ticket under another one says."""
    return Explanation(
        code="MEMBER_CONFLICT",
        what="another writer recorded the same ticket under its parent",
        where=f"ticket {ticket_id}",
        next_step="Record it again.",
    )


def found_ticket(ticket: Ticket | None, ticket_id: str) -> Ticket:
    """Return a ticket that was looked up. Raises NotFoundError where there is none."""
    if ticket is None:
        raise NotFoundError(
            Explanation(
                code="TICKET_UNKNOWN",
                what=f"there is no ticket {ticket_id}",
                where="the tickets of the stage",
                next_step="`claimtrail tickets` lists those that are open. Those of payment plans "
                "and charity care are on the pages alone, for whoever may see them.",
            )
        )
    return ticket
