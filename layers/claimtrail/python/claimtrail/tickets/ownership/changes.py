"""Changes of a ticket that may be clinical or financial: agreement of its owners, a decision."""

from datetime import datetime

from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.ownership.rules import ownership_tables
from claimtrail.tickets.relations import refused
from claimtrail.tickets.ticket_parts import (
    OwnerAgreement,
    OwnershipDecision,
    OwnershipKind,
    TicketOwnership,
    is_person,
)


def agreed(ticket: Ticket, *, owner: str, at: datetime, actor: str) -> Ticket:
    """Return a joint ticket with an owner's word; as it is when that was given.

    Raises TicketRelationError where the ticket has no such owner, has ended, or where one person
    speaks for both.
    """
    ownership = _of_open(ticket)
    if ownership.kind is not OwnershipKind.JOINT or owner not in ownership.owners:
        raise refused(ticket, "OWNER_NOT_JOINT", "the ticket has no such owner beside another one")
    if any(one.owner == owner for one in ownership.agreed):
        return ticket
    if not is_person(actor) or any(one.actor == actor for one in ownership.agreed):
        raise refused(ticket, "OWNER_AGREEMENT", "a person speaks for one owner, and not for both")
    said = OwnerAgreement(owner=owner, actor=actor, at=at)
    entry = TicketEntry(at=at, actor=actor, action="agreed", note=owner)
    return following(
        ticket,
        entry,
        ownership=ownership.model_copy(update={"agreed": (*ownership.agreed, said)}),
    )


def decided(
    ticket: Ticket, *, kind: OwnershipKind, reason: str, at: datetime, actor: str
) -> Ticket:
    """Return a ticket whose side a manager decided; as it is when that was decided.

    Raises TicketRelationError for a ticket without sides or that has ended, and for a manager who
    spoke for one of the owners.
    """
    ownership = _of_open(ticket)
    last = ownership.decision
    if last and (last.kind, last.reason, last.decided_by) == (kind, reason, actor):
        return ticket
    if not is_person(actor) or any(one.actor == actor for one in ownership.agreed):
        raise refused(
            ticket, "OWNERSHIP_DECISION", "who spoke for an owner does not decide between them"
        )
    table = ownership_tables()[ownership.rule.partition("@")[0]]
    owners = table.owners(kind)
    decision = OwnershipDecision(kind=kind, reason=reason, decided_by=actor, at=at)
    entry = TicketEntry(at=at, actor=actor, action="owned", note=f"{kind.value}: {reason}")
    return following(
        ticket,
        entry,
        ownership=ownership.model_copy(
            update={"kind": kind, "owners": owners, "decision": decision}
        ),
        assigned_to=ticket.assigned_to if ticket.assigned_to in owners else owners[0],
    )


def _of_open(ticket: Ticket) -> TicketOwnership:
    if ticket.ownership is None:
        raise refused(ticket, "OWNERSHIP_NONE", "the ticket's category has no two sides")
    if not ticket.is_open:
        raise refused(ticket, "TICKET_ENDED", "a ticket that has ended keeps its owners")
    return ticket.ownership
