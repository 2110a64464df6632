"""The stores of tickets, and their services."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.members import DynamoTicketMembers
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.tickets.rules import rules_at
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.grouping import CauseGroups, grouping_limits
from claimtrail.tickets.ports import TicketMemberStore, TicketStore
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.routing.openings import OpeningRoutes, RuleRoutes
from claimtrail.tickets.service import ClaimOfTicket, TicketService
from claimtrail.tickets.text_guard import TextGuard, masked_numbers


def ticket_store(ticket_table: str) -> DynamoTicketStore:
    """Return the store of tickets."""
    return DynamoTicketStore(client("dynamodb"), ticket_table)


def ticket_members(ticket_table: str) -> DynamoTicketMembers:
    """Return the store of what stands beside tickets."""
    return DynamoTicketMembers(client("dynamodb"), ticket_table)


def ticket_service(
    *, ticket_table: str, event_bus: str, claim: ClaimOfTicket | None = None
) -> TicketService:
    """Return what opens and closes tickets, keeps those of one cause together, and publishes it.

    `claim` where people write notes.
    """
    return grouped_service(
        ticket_store(ticket_table),
        ticket_members(ticket_table),
        publisher(event_bus),
        routes=RuleRoutes(rules_at(ticket_table)),
        claim=claim,
    )


def grouped_service(
    store: TicketStore,
    members: TicketMemberStore,
    events: EventPublisher,
    *,
    routes: OpeningRoutes,
    claim: ClaimOfTicket | None = None,
) -> TicketService:
    """Return the service that routes new tickets, and keeps those of one cause together."""
    groups = CauseGroups(
        members=members,
        tickets=TicketService(store, events, routes=routes),
        limits=grouping_limits(),
        clock=utc_now,
    )
    return TicketService(store, events, groups, routes=routes, claim=claim)


def text_guard() -> TextGuard:
    """Return what masks people's words before they are stored with a ticket."""
    return masked_numbers


def ticket_relations(*, ticket_table: str, event_bus: str) -> TicketRelations:
    """Return what links, merges and splits tickets."""
    return TicketRelations(
        tickets=ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        members=ticket_members(ticket_table),
    )
