"""Changes of what a ticket is: its category and metadata, its priority, its tags."""

from collections.abc import Iterable
from datetime import datetime

from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.relations import refused
from claimtrail.tickets.taxonomy.definitions import TaxonomyCategory
from claimtrail.tickets.ticket_parts import (
    PriorityOverride,
    TicketDatum,
    TicketOwnership,
    TicketTag,
)


def categorized(  # noqa: PLR0913 - a category and what it asks for, by keyword
    ticket: Ticket,
    path: str,
    *,
    version: int,
    category: TaxonomyCategory,
    metadata: tuple[TicketDatum, ...],
    ownership: TicketOwnership | None,
    at: datetime,
    actor: str,
) -> Ticket:
    """Return an open ticket of another category; as it is when it has ended, or is of that one.

    Its queue follows the category until a rule or a person named one.
    """
    same = (ticket.category, ticket.taxonomy_version, ticket.metadata) == (path, version, metadata)
    if not ticket.is_open or same:
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="categorized", note=path)
    queue = ownership.owners[0] if ownership else category.queue
    is_free = not ticket.is_assigned_by_person and ticket.routing is None
    return following(
        ticket,
        entry,
        category=path,
        taxonomy_version=version,
        metadata=metadata,
        tier=category.tier,
        ownership=ownership,
        assigned_to=queue if is_free else ticket.assigned_to,
    )


def prioritized(ticket: Ticket, override: PriorityOverride, *, actor: str) -> Ticket:
    """Return an open ticket with a person's priority until that expires.

    Raises TicketRelationError for one that has ended, and where the approver set it alone.
    """
    if not ticket.is_open:
        raise refused(ticket, "TICKET_ENDED", "a ticket that has ended keeps its priority")
    if override.approved_by == actor:
        raise refused(ticket, "PRIORITY_APPROVAL", "somebody else approves another priority")
    if override.expires_at <= override.at:
        raise refused(ticket, "PRIORITY_EXPIRY", "another priority ends at an instant to come")
    replaced = ticket.override.replaced if ticket.override else ticket.priority
    override = override.model_copy(update={"replaced": replaced})
    if ticket.override and ticket.override.model_copy(update={"at": override.at}) == override:
        return ticket
    entry = TicketEntry(at=override.at, actor=actor, action="prioritized", note=override.reason)
    return following(
        ticket,
        entry,
        priority=override.priority,
        priority_reason=override.reason,
        override=override,
    )


def without_expired_override(ticket: Ticket, *, at: datetime, actor: str) -> Ticket:
    """Return a ticket with the rules' priority once a person's has expired."""
    expired = ticket.override
    if expired is None or at < expired.expires_at or not ticket.is_open:
        return ticket
    entry = TicketEntry(
        at=at,
        actor=actor,
        action="prioritized",
        note="the priority that a person set has expired",
        since=max(expired.expires_at, ticket.opened_at),
    )
    return following(ticket, entry, priority=expired.replaced, priority_reason="", override=None)


def tagged(
    ticket: Ticket, tags: Iterable[TicketTag], *, note: str, at: datetime, actor: str
) -> Ticket:
    """Return a ticket with exactly these tags; as it is when it has them. Ended ones take tags."""
    wanted = tuple(sorted({one.name: one for one in tags}.values(), key=lambda one: one.name))
    if wanted == ticket.tags:
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="tagged", note=note)
    return following(ticket, entry, tags=wanted)
