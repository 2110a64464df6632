"""The store of tickets, and their service."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.tickets.rules import rules_at
from claimtrail.tickets.routing.openings import RuleRoutes
from claimtrail.tickets.service import TicketService


def ticket_store(ticket_table: str) -> DynamoTicketStore:
    """Return the store of tickets."""
    return DynamoTicketStore(client("dynamodb"), ticket_table)


def ticket_service(*, ticket_table: str, event_bus: str) -> TicketService:
    """Return what opens and closes tickets, and publishes it."""
    routes = RuleRoutes(rules_at(ticket_table))
    return TicketService(ticket_store(ticket_table), publisher(event_bus), routes)
