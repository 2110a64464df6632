"""The facts of a ticket that rules of routing ask about. Codes, ids and amounts only."""

from enum import StrEnum

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ticket_parts import TicketOrigin


class RoutedClaimType(StrEnum):
    """The form of the claim that a ticket is about."""

    PROFESSIONAL = "professional"
    """837P."""
    INSTITUTIONAL = "institutional"
    """837I."""
    NONE = "none"
    """No claim, or one whose 837 is not on file."""


class WordSource(StrEnum):
    """The language in which the ticket's news came."""

    CLAIM = "837"
    INTERCHANGE_ACKNOWLEDGMENT = "TA1"
    SET_ACKNOWLEDGMENT = "999"
    CLAIM_ACKNOWLEDGMENT = "277CA"
    CLAIM_STATUS = "277"
    REMITTANCE = "835"
    HL7 = "HL7"
    PERSON = "person"
    SYSTEM = "system"
    """Our own functions: nobody outside said anything."""


class RoutingFacts(FrozenModel):
    """The facts of a ticket that rules know."""

    payer: str = ""
    claim_type: RoutedClaimType = RoutedClaimType.NONE
    amount_cents: int = 0
    """The dollars that wait for the ticket."""
    charge_cents: int = 0
    """The whole charge of its claim."""
    denial_category: str = ""
    """The kind of cause: `medical necessity`; empty where nothing was denied."""
    facility: str = ""
    """NPI."""
    category: str
    """`area/category` or `area/category/subcategory`."""
    source: WordSource = WordSource.SYSTEM
    priority: int = 4
    tags: frozenset[str] = frozenset()
    origin: TicketOrigin = TicketOrigin.SYSTEM


def facts_of(ticket: Ticket) -> RoutingFacts:
    """Return the facts of a ticket as it stands."""
    is_persons = ticket.origin is TicketOrigin.PERSON
    return RoutingFacts(
        payer=ticket.payer_id,
        claim_type=RoutedClaimType(ticket.claim_type or RoutedClaimType.NONE),
        amount_cents=ticket.amount_cents,
        charge_cents=ticket.charge_cents,
        denial_category=ticket.cause.category if ticket.cause else "",
        facility=ticket.facility_npi or "",
        category=ticket.category,
        source=WordSource(
            ticket.word_source or (WordSource.PERSON if is_persons else WordSource.SYSTEM)
        ),
        priority=ticket.priority,
        tags=frozenset(one.name for one in ticket.tags),
        origin=ticket.origin,
    )
