"""The facts of a ticket that rules of routing ask about. Codes, ids and amounts only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.taxonomy.definitions import TaxonomyCategory
from claimtrail.tickets.taxonomy.errors import TaxonomyError
from claimtrail.tickets.taxonomy.tables import category_paths, category_under, taxonomies
from claimtrail.tickets.taxonomy.tables import facts_of as said_of
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
    """`area/category` or `area/category/subcategory`, as the ticket has it."""
    category_now: str = ""
    """The category under the last version of the taxonomy; empty where that has none."""
    category_names: tuple[str, ...] = ()
    """The category under every version, so that rules which were written before a revision fit."""
    default_queue: str = ""
    """The queue of the category, or of the side that answers for it; empty: it has none."""
    default_tier: int = 1
    source: WordSource = WordSource.SYSTEM
    priority: int = 4
    tags: frozenset[str] = frozenset()
    origin: TicketOrigin = TicketOrigin.SYSTEM


def category_facts(path: str, said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the facts that follow from a category, of the last taxonomy that has it.

    `said`: what decides where a category became several.
    """
    every = taxonomies()
    known = [one for one in every.versions.values() if one.find(path)]
    found = known[-1].find(path) if known else None
    if found is None:
        return {"category": path}
    latest = every.latest.version
    return {
        "category": path,
        "category_names": category_paths(path, said),
        "category_now": every.under(path, of=known[-1].version, version=latest, facts=said),
        "default_queue": found.queue,
        "default_tier": found.tier,
    }


def facts_of(ticket: Ticket) -> RoutingFacts:
    """Return the facts of a ticket as it stands."""
    is_persons = ticket.origin is TicketOrigin.PERSON
    category = _category(ticket)
    return RoutingFacts(
        payer=ticket.payer_id,
        claim_type=RoutedClaimType(ticket.claim_type or RoutedClaimType.NONE),
        amount_cents=ticket.amount_cents,
        charge_cents=ticket.charge_cents,
        denial_category=ticket.cause.category if ticket.cause else "",
        facility=ticket.facility_npi or "",
        category=ticket.category,
        category_now=_category_now(ticket),
        category_names=category_paths(ticket.category, said_of(ticket)),
        default_queue=_default_queue(ticket, category),
        default_tier=category.tier if category else 1,
        source=WordSource(
            ticket.word_source or (WordSource.PERSON if is_persons else WordSource.SYSTEM)
        ),
        priority=ticket.priority,
        tags=frozenset(one.name for one in ticket.tags),
        origin=ticket.origin,
    )


def _category(ticket: Ticket) -> TaxonomyCategory | None:
    """Return what the taxonomy says of a ticket's category; None of one that it does not have."""
    known = taxonomies().versions.get(ticket.taxonomy_version)
    return known.find(ticket.category) if known else None


def _category_now(ticket: Ticket) -> str:
    try:
        return category_under(ticket, taxonomies().latest.version)
    except TaxonomyError:
        return ""


def _default_queue(ticket: Ticket, category: TaxonomyCategory | None) -> str:
    """Return the queue of the side that answers, else of the category.

    Of two sides that answer together, the one that has the ticket.
    """
    owners = ticket.ownership.owners if ticket.ownership else ()
    if owners:
        return ticket.assigned_to if ticket.assigned_to in owners else owners[0]
    return category.queue if category else ""
