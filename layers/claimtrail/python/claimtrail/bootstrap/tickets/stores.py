"""The stores of tickets, and their services."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.members import DynamoTicketMembers
from claimtrail.aws.tickets.originals import DynamoOriginalTexts
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.tickets.rules import rules_at
from claimtrail.escalations.known_identifiers import ClaimIdentifiers, IdentifierStore
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners
from claimtrail.tickets.grouping import CauseGroups, grouping_limits
from claimtrail.tickets.originals import MASKED_ALONE, OriginalTexts, TicketTexts
from claimtrail.tickets.ports import TicketMemberStore, TicketStore
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.routing.openings import OpeningRoutes, RuleRoutes
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.without_topics import TicketsWithoutTopics


def ticket_store(ticket_table: str) -> DynamoTicketStore:
    """Return the store of tickets."""
    return DynamoTicketStore(client("dynamodb"), ticket_table)


def ticket_members(ticket_table: str) -> DynamoTicketMembers:
    """Return the store of what stands beside tickets."""
    return DynamoTicketMembers(client("dynamodb"), ticket_table)


def ticket_store_of_commands(ticket_table: str) -> TicketStore:
    """Return the tickets that AWS credentials alone open: those of no sensitive topic."""
    return TicketsWithoutTopics(ticket_store(ticket_table))


def ticket_service(
    *,
    ticket_table: str,
    event_bus: str,
    texts: TicketTexts = MASKED_ALONE,
    store: TicketStore | None = None,
) -> TicketService:
    """Return what opens and closes tickets, keeps those of one cause together, and publishes it.

    Without `texts`, for services of which nobody writes words; without `store`, of all tickets.
    """
    return grouped_service(
        store or ticket_store(ticket_table),
        ticket_members(ticket_table),
        publisher(event_bus),
        routes=RuleRoutes(rules_at(ticket_table)),
        texts=texts,
    )


def grouped_service(
    store: TicketStore,
    members: TicketMemberStore,
    events: EventPublisher,
    *,
    routes: OpeningRoutes,
    texts: TicketTexts = MASKED_ALONE,
) -> TicketService:
    """Return the service that routes new tickets, and keeps those of one cause together."""
    groups = CauseGroups(
        members=members,
        tickets=TicketService(store, events, routes=routes),
        limits=grouping_limits(),
        clock=utc_now,
    )
    return TicketService(store, events, groups, routes=routes, texts=texts)


def original_texts(claim_table: str) -> DynamoOriginalTexts:
    """Return the protected store of what people wrote."""
    return DynamoOriginalTexts(client("dynamodb"), claim_table)


def stored_ticket_texts(claim_table: str, partners: Partners | None = None) -> TicketTexts:
    """Return what masks people's words by the stage's claims, and keeps the originals there.

    The names of `partners` stay.
    """
    return ticket_texts(original_texts(claim_table), claim_store(claim_table), partners)


def ticket_texts(
    originals: OriginalTexts, claims: IdentifierStore, partners: Partners | None = None
) -> TicketTexts:
    """Return what masks people's words by what the claims know."""
    payers = partners.names if partners else ()
    return TicketTexts(originals=originals, known=ClaimIdentifiers(claims), payers=payers)


def ticket_relations(
    *,
    ticket_table: str,
    event_bus: str,
    texts: TicketTexts = MASKED_ALONE,
    store: TicketStore | None = None,
) -> TicketRelations:
    """Return what links, merges and splits tickets; without `store`, all of them."""
    return TicketRelations(
        tickets=ticket_service(
            ticket_table=ticket_table, event_bus=event_bus, texts=texts, store=store
        ),
        members=ticket_members(ticket_table),
    )
