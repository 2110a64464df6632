"""The use cases of tickets and what stands beside them: opening, linking, merging, splitting.

Each writes one ticket after the other. Repeated after a crash it does what is left, and nothing
twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claimtrail.kernel.ids import TICKET_PREFIX, derived_id
from claimtrail.tickets.errors import found_ticket
from claimtrail.tickets.grouping import CAUSE_PREFIX
from claimtrail.tickets.model import Ticket, TicketEntry, TicketStatus
from claimtrail.tickets.opening import TicketRequest
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.ports import TicketMemberStore
from claimtrail.tickets.relations import (
    claims_of_many,
    joined,
    linked,
    merged,
    refused,
    split,
)
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.taxonomy.metadata import texts_given
from claimtrail.tickets.ticket_parts import INVERSE, LinkKind, TicketLink


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRelations:
    """Opens tickets with their claims; links, merges and splits them."""

    tickets: TicketService
    members: TicketMemberStore

    def open(self, ticket: Ticket, asked: TicketRequest, *, texts: TicketTexts) -> Ticket:
        """Open the ticket of a person's request, and return what is stored.

        The person's own words are kept where they were masked, and the claims of a ticket of many.
        """
        words = {"title": asked.title, "description": asked.description}
        words |= texts_given(ticket.metadata, asked.metadata)
        texts.keep(ticket, words, at=ticket.opened_at, actor=ticket.history[0].actor)
        if ticket.claims.count:
            self.members.add_claims(ticket.ticket_id, tuple(dict.fromkeys(asked.claim_ids)))
        return self.tickets.open(ticket)

    def link(
        self, ticket_id: str, kind: LinkKind, other_id: str, *, at: datetime, actor: str
    ) -> Ticket:
        """Link a ticket to another one, and that one back; return the first.

        Raises NotFoundError for an unknown ticket, TicketRelationError for a link to itself.
        """
        self.find(ticket_id)
        self.find(other_id)
        there = TicketLink(kind=kind, ticket_id=other_id)
        back = TicketLink(kind=INVERSE[kind], ticket_id=ticket_id)
        first = self.tickets.change(ticket_id, lambda one: linked(one, there, at=at, actor=actor))
        self.tickets.change(other_id, lambda one: linked(one, back, at=at, actor=actor))
        return found_ticket(first, ticket_id)

    def merge(self, ticket_id: str, *, into: str, at: datetime, actor: str) -> Ticket:
        """Let a ticket take another one's claims, watchers and tags; return the one that stays.

        Raises NotFoundError for an unknown ticket, TicketRelationError where one has ended, or
        stands for a cause.
        """
        source, target = self.find(ticket_id), self.find(into)
        for one in (source, target):
            _require_not_of_cause(one)
        merged(source, into=target, at=at, actor=actor)
        claims = tuple(dict.fromkeys((*self.claims_of(target), *self.claims_of(source))))
        if len(claims) > 1:
            self.members.add_claims(into, claims)
        self.tickets.change(
            into,
            lambda one: joined(one, by=source, claims=claims_of_many(claims), at=at, actor=actor),
        )
        self.tickets.change(ticket_id, lambda one: merged(one, into=target, at=at, actor=actor))
        return self.find(into)

    def split(
        self, ticket_id: str, claim_ids: Iterable[str], *, at: datetime, actor: str
    ) -> Ticket:
        """Open a ticket for some claims of a ticket of many; return the new one.

        The dollars stay with the first. Raises NotFoundError for an unknown ticket,
        TicketRelationError for claims that it does not have, and where none would stay.
        """
        ticket = self.find(ticket_id)
        _require_not_of_cause(ticket)
        wanted = tuple(dict.fromkeys(claim_ids))
        new_id = derived_id(TICKET_PREFIX, ticket_id, "split", *sorted(wanted))
        done = any(one.action == "split" and one.note == new_id for one in ticket.history)
        known = tuple(self.claims_of(ticket))
        left = tuple(one for one in known if one not in set(wanted))
        if not done and (not wanted or len(left) + len(wanted) != len(known) or not left):
            raise refused(
                ticket, "TICKET_SPLIT", "some of the claims are split off, each one of the ticket's"
            )
        new = self.tickets.open(_part(ticket, new_id, wanted, at=at, actor=actor))
        if len(wanted) > 1:
            self.members.add_claims(new_id, wanted)
        self.tickets.change(
            ticket_id,
            lambda one: split(one, into=new_id, claims=claims_of_many(left), at=at, actor=actor),
        )
        self.members.remove_claims(ticket_id, wanted)
        self.link(ticket_id, LinkKind.SPLIT_INTO, new_id, at=at, actor=actor)
        return self.tickets.find(new_id) or new

    def claims_of(self, ticket: Ticket) -> tuple[str, ...]:
        """Return every claim of a ticket."""
        own = (ticket.claim_id,) if ticket.claim_id else ()
        return tuple(dict.fromkeys((*own, *self.members.claims(ticket.ticket_id))))

    def find(self, ticket_id: str) -> Ticket:
        """Return a ticket. Raises NotFoundError for an unknown one."""
        return found_ticket(self.tickets.find(ticket_id), ticket_id)


def _part(
    ticket: Ticket, ticket_id: str, claims: tuple[str, ...], *, at: datetime, actor: str
) -> Ticket:
    """Return the ticket of some claims of another one, as it opens."""
    entry = TicketEntry(at=at, actor=actor, action="opened", note=f"split from {ticket.ticket_id}")
    return Ticket.model_validate(
        ticket.model_dump()
        | {
            "ticket_id": ticket_id,
            "version": 1,
            "claim_id": claims[0] if len(claims) == 1 else "",
            "claims": claims_of_many(claims if len(claims) > 1 else ()),
            "origin_id": ticket.ticket_id,
            "status": TicketStatus.NEW,
            "hold_reason": None,
            "opened_at": at,
            "history": (entry,),
            "requester": actor,
            "links": (),
            "amount_cents": 0,
        }
    )


def _require_not_of_cause(ticket: Ticket) -> None:
    if ticket.origin_id.startswith(CAUSE_PREFIX):
        raise refused(
            ticket, "TICKET_OF_CAUSE", "a ticket that stands for a cause goes with its tickets"
        )
