"""Changes of how tickets belong together: watchers, links, merging and splitting."""

from collections.abc import Iterable
from datetime import datetime

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry, TicketStatus
from claimtrail.tickets.ticket_parts import MOST_NAMED_CLAIMS, TicketClaims, TicketLink

MOST_WATCHERS = 100
MOST_LINKS = 200
"""Links that a document takes; tickets under one of many are items beside it."""


class TicketRelationError(ClaimTrailError):
    """A link, merge or split that tickets do not take."""


def watched(
    ticket: Ticket, *, by: str, at: datetime, actor: str, is_watching: bool = True
) -> Ticket:
    """Return the ticket with or without a watcher; as it is where that is so already."""
    others = tuple(one for one in ticket.watchers if one != by)
    if (by in ticket.watchers) == is_watching:
        return ticket
    if is_watching and len(others) >= MOST_WATCHERS:
        raise refused(ticket, "TICKET_WATCHERS", f"a ticket has {MOST_WATCHERS} watchers at most")
    entry = TicketEntry(at=at, actor=actor, action="watched", note=by)
    return following(ticket, entry, watchers=(*others, by) if is_watching else others)


def linked(ticket: Ticket, link: TicketLink, *, at: datetime, actor: str) -> Ticket:
    """Return the ticket with a link; as it is when it has that link.

    Raises TicketRelationError for a link to itself and for one link too many.
    """
    if link in ticket.links:
        return ticket
    if link.ticket_id == ticket.ticket_id:
        raise refused(ticket, "TICKET_LINK_SELF", "a ticket is not linked to itself")
    if len(ticket.links) >= MOST_LINKS:
        raise refused(ticket, "TICKET_LINKS", f"a ticket has {MOST_LINKS} links at most")
    note = f"{link.kind.value} {link.ticket_id}"
    entry = TicketEntry(at=at, actor=actor, action="linked", note=note)
    return following(ticket, entry, links=(*ticket.links, link))


def merged(ticket: Ticket, *, into: Ticket, at: datetime, actor: str) -> Ticket:
    """Return an open ticket as it ends: another one takes its claims and its work.

    As it is when it was merged into that one. Raises TicketRelationError for a merge into itself,
    into a ticket that has ended, and of a ticket that has ended.
    """
    if ticket.merged_into == into.ticket_id:
        return ticket
    if ticket.ticket_id == into.ticket_id:
        raise refused(ticket, "TICKET_MERGE_SELF", "a ticket is not merged into itself")
    ended = next((one for one in (ticket, into) if not one.is_open), None)
    if ended:
        raise refused(ended, "TICKET_MERGE_ENDED", "both tickets of a merge are open")
    entry = TicketEntry(
        at=at, actor=actor, action="merged", note=into.ticket_id, status=TicketStatus.CLOSED
    )
    return following(
        ticket,
        entry,
        status=TicketStatus.CLOSED,
        hold_reason=None,
        closed_at=at,
        close_reason=f"merged into {into.ticket_id}",
        merged_into=into.ticket_id,
    )


def joined(ticket: Ticket, *, by: Ticket, claims: TicketClaims, at: datetime, actor: str) -> Ticket:
    """Return a ticket with what a merged one had: claims, watchers, tags and dollars."""
    if any(entry.action == "joined" and entry.note == by.ticket_id for entry in ticket.history):
        return ticket
    tags = {one.name: one for one in (*by.tags, *ticket.tags)}
    watchers = dict.fromkeys((*ticket.watchers, *by.watchers))
    entry = TicketEntry(at=at, actor=actor, action="joined", note=by.ticket_id)
    same = bool(by.claim_id) and by.claim_id == ticket.claim_id
    return following(
        ticket,
        entry,
        claim_id=claims.first[0] if claims.count == 1 else "",
        claims=claims if claims.count > 1 else ticket.claims,
        watchers=tuple(watchers)[:MOST_WATCHERS],
        tags=tuple(tags[name] for name in sorted(tags)),
        amount_cents=max(ticket.amount_cents, by.amount_cents)
        if same
        else ticket.amount_cents + by.amount_cents,
        is_sensitive=ticket.is_sensitive or by.is_sensitive,
    )


def split(ticket: Ticket, *, into: str, claims: TicketClaims, at: datetime, actor: str) -> Ticket:
    """Return a ticket of many claims without those that another one took."""
    if any(entry.action == "split" and entry.note == into for entry in ticket.history):
        return ticket
    entry = TicketEntry(at=at, actor=actor, action="split", note=into)
    return following(ticket, entry, claims=claims)


def claims_of_many(claim_ids: Iterable[str]) -> TicketClaims:
    """Return the claims of a ticket that is about many, as its document has them."""
    known = tuple(dict.fromkeys(claim_ids))
    return TicketClaims(count=len(known), first=known[:MOST_NAMED_CLAIMS])


def refused(ticket: Ticket, code: str, what: str) -> TicketRelationError:
    """Return the error of a change that a ticket does not take."""
    return TicketRelationError(
        Explanation(
            code=code,
            what=what,
            where=f"ticket {ticket.ticket_id}",
            next_step=f"`claimtrail tickets show {ticket.ticket_id}` says how it stands.",
        )
    )
