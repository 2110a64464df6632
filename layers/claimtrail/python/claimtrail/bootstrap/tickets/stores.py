"""The store of tickets, and their service."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.originals import DynamoOriginalTexts
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.escalations.known_identifiers import ClaimIdentifiers, IdentifierStore
from claimtrail.partners.profile import Partners
from claimtrail.tickets.originals import MASKED_ALONE, OriginalTexts, TicketTexts
from claimtrail.tickets.service import TicketService


def ticket_store(ticket_table: str) -> DynamoTicketStore:
    """Return the store of tickets."""
    return DynamoTicketStore(client("dynamodb"), ticket_table)


def ticket_service(
    *, ticket_table: str, event_bus: str, texts: TicketTexts = MASKED_ALONE
) -> TicketService:
    """Return what opens and closes tickets, and publishes it.

    Without `texts`, for services of which nobody writes words.
    """
    return TicketService(ticket_store(ticket_table), publisher(event_bus), texts)


def original_texts(claim_table: str) -> DynamoOriginalTexts:
    """Return the protected store of what people wrote."""
    return DynamoOriginalTexts(client("dynamodb"), claim_table)


def stored_ticket_texts(claim_table: str) -> TicketTexts:
    """Return what masks people's words by the stage's claims, and keeps the originals there."""
    return ticket_texts(original_texts(claim_table), claim_store(claim_table))


def ticket_texts(
    originals: OriginalTexts, claims: IdentifierStore, partners: Partners | None = None
) -> TicketTexts:
    """Return what masks people's words by what the claims know."""
    payers = tuple(sorted({one.name for one in partners or ()}))
    return TicketTexts(originals=originals, known=ClaimIdentifiers(claims), payers=payers)
