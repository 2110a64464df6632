"""The store of tickets, and their service."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.tickets.service import ClaimOfTicket, TicketService


def ticket_store(ticket_table: str) -> DynamoTicketStore:
    """Return the store of tickets."""
    return DynamoTicketStore(client("dynamodb"), ticket_table)


def ticket_service(
    *, ticket_table: str, event_bus: str, claim: ClaimOfTicket | None = None
) -> TicketService:
    """Return what opens and closes tickets, and publishes it; `claim` where people write notes."""
    return TicketService(ticket_store(ticket_table), publisher(event_bus), claim=claim)
