"""One ticket for one cause: above a number of open tickets within a window, one stands for all.

Tickets of a cause wait by it until they are too many; then one ticket opens and they go under it,
and so does each that follows while it is open. A ticket under another one leaves the list of work,
and closes when its claim moves, as ever. The one above closes with the last of them.

A crash anywhere is fixed by the caller's retry: each step is repeated and changes nothing twice.
A ticket is kept among those that wait before they are counted, and the one above is kept before
they leave, so that the last of several at once sees either the others or the one above.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from claimtrail.kernel.clock import Clock, days_between
from claimtrail.kernel.ids import TICKET_PREFIX, derived_id
from claimtrail.kernel.money import from_cents
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.changes import following
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.ports import CauseParent, MemberTally, TicketMember, TicketMemberStore
from claimtrail.tickets.priority import rate_by_deadline
from claimtrail.tickets.relations import linked
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest, with_status
from claimtrail.tickets.ticket_parts import (
    MOST_NAMED_CLAIMS,
    LinkKind,
    TicketClaims,
    TicketLink,
)

ACTOR = "system:group_tickets"
CAUSE_PREFIX = "cse_"
_STEPS = (5, 2, 1)
_TEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingLimits:
    """The number of open tickets of one cause above which one ticket stands for them."""

    above: int
    window_hours: int


@cache
def grouping_limits() -> GroupingLimits:
    """Return the limits that are shipped."""
    text = files("claimtrail.tickets").joinpath("grouping.toml").read_text(encoding="utf-8")
    return GroupingLimits(**tomllib.loads(text))


def cause_id_of(ticket: Ticket) -> str | None:
    """Return the id of a ticket's cause; None for one that no other ticket can share."""
    cause = ticket.cause
    if cause is None or not cause.code or not ticket.claim_id:
        return None
    parts = (cause.payer_id, cause.outcome, cause.category, cause.code)
    return derived_id(CAUSE_PREFIX, *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroups:
    """Puts tickets of one cause under one ticket, and closes it with the last of them."""

    members: TicketMemberStore
    tickets: TicketService
    """Of its own: it tells no groups of what it stores."""
    limits: GroupingLimits
    clock: Clock

    def settle(self, ticket: Ticket) -> None:
        """Put a ticket under the one of its cause, or keep the one above in step with it."""
        if ticket.parent_id:
            self._settle_member(ticket, ticket.parent_id)
            return
        cause_id = cause_id_of(ticket)
        if cause_id is None:
            return
        if ticket.is_open:
            self._settle_open(ticket, cause_id)
        else:
            self.members.forget(cause_id, ticket.ticket_id, opened_at=ticket.opened_at)

    def _settle_open(self, ticket: Ticket, cause_id: str) -> None:
        parent = self._open_parent(cause_id)
        if parent:
            self._adopt(ticket, parent.ticket_id, cause_id)
            return
        self.members.await_parent(cause_id, ticket.ticket_id, opened_at=ticket.opened_at)
        since = self.clock() - timedelta(hours=self.limits.window_hours)
        waiting = list(self.members.awaiting(cause_id, since=since))
        if len(waiting) <= self.limits.above:
            parent = self._open_parent(cause_id)
            if parent:
                self._adopt(ticket, parent.ticket_id, cause_id)
            return
        self._open_group(cause_id, waiting)

    def _open_group(self, cause_id: str, waiting: list[str]) -> None:
        found = [one for one in map(self.tickets.find, waiting) if one and one.is_open]
        if not found:
            return
        last = self.members.parent_of(cause_id)
        number = last.number + 1 if last else 1
        parent_id = derived_id(TICKET_PREFIX, cause_id, str(number))
        parent = parent_ticket(found, parent_id, cause_id=cause_id, at=self.clock())
        self.tickets.open(parent)
        self.members.set_parent(cause_id, CauseParent(ticket_id=parent_id, number=number))
        # Counted before they are linked: the one above never says fewer than there are.
        for one in found:
            self._record(one, parent_id)
        for one in found:
            self._adopt(one, parent_id, cause_id)

    def _adopt(self, ticket: Ticket, parent_id: str, cause_id: str) -> None:
        link = TicketLink(kind=LinkKind.CHILD_OF, ticket_id=parent_id)
        now = self.clock()
        child = self.tickets.change(
            ticket.ticket_id, lambda one: linked(one, link, at=now, actor=ACTOR)
        )
        self._settle_member(child or ticket, parent_id)
        self.members.forget(cause_id, ticket.ticket_id, opened_at=ticket.opened_at)

    def _open_parent(self, cause_id: str) -> Ticket | None:
        kept = self.members.parent_of(cause_id)
        parent = self.tickets.find(kept.ticket_id) if kept else None
        return parent if parent and parent.is_open else None

    def _settle_member(self, ticket: Ticket, parent_id: str) -> None:
        tally = self._record(ticket, parent_id)
        parent = self.tickets.find(parent_id)
        if parent and parent.requester == ACTOR and _differs(parent, tally):
            now = self.clock()
            self.tickets.change(parent_id, lambda one: _in_step(one, tally, at=now))

    def _record(self, ticket: Ticket, parent_id: str) -> MemberTally:
        member = TicketMember(
            ticket_id=ticket.ticket_id,
            claim_id=ticket.claim_id,
            amount_cents=ticket.amount_cents,
            is_open=ticket.is_open,
        )
        return repeat_on_conflict(lambda: self.members.record(parent_id, member))


def parent_ticket(found: list[Ticket], ticket_id: str, *, cause_id: str, at: datetime) -> Ticket:
    """Return the ticket that stands for tickets of one cause."""
    first = found[0]
    cents = sum(one.amount_cents for one in found)
    deadline = min((one.deadline for one in found if one.deadline), default=None)
    rating = rate_by_deadline(
        amount_cents=cents, days_left=days_between(at.date(), deadline) if deadline else None
    )
    return Ticket(
        ticket_id=ticket_id,
        category=first.category,
        taxonomy_version=first.taxonomy_version,
        claim_id="",
        claims=TicketClaims(count=len(found), first=tuple(_named(found))),
        facility_npi="",
        payer_id=first.payer_id,
        origin_id=cause_id,
        title=f"One cause, many claims: {first.title}",
        description=(
            f"{len(found)} claims and more that follow have one cause. When this ticket opened, "
            f"${from_cents(cents):,.2f} waited. {first.next_action} Each claim's ticket is under "
            "this one and closes when its claim moves; this one closes with the last of them."
        ),
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        tier=first.tier,
        claim_type=first.claim_type,
        word_source=first.word_source,
        charge_cents=max(one.charge_cents for one in found),
        opened_at=at,
        history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=f"{len(found)} tickets"),),
        cause=first.cause,
        reason=first.reason,
        amount_cents=cents,
        next_action=first.next_action,
        action_rule=first.action_rule,
        deadline=deadline,
        deadline_kind=first.deadline_kind if deadline else "",
    )


def _named(found: list[Ticket]) -> Iterator[str]:
    return (one.claim_id for one in found[:MOST_NAMED_CLAIMS])


def _differs(parent: Ticket, tally: MemberTally) -> bool:
    """Return whether a ticket says other sums, in steps of 1, 2 and 5, or another state."""
    is_ended_by_us = not parent.is_open and parent.history[-1].actor == ACTOR
    if tally.open_count == 0:
        return parent.is_open
    return is_ended_by_us or (
        parent.is_open and _step(parent.claims.count) != _step(tally.open_count)
    )


def _in_step(parent: Ticket, tally: MemberTally, *, at: datetime) -> Ticket:
    """Return the ticket above as the sums say: ended with the last, open with the first."""
    if not _differs(parent, tally):
        return parent
    change = StatusChange.CLOSE if tally.open_count == 0 else StatusChange.REOPEN
    if parent.is_open != bool(tally.open_count):
        note = f"{tally.open_count} of {tally.count} tickets under it are open"
        return with_status(parent, StatusRequest(change=change, at=at, actor=ACTOR, note=note))
    entry = TicketEntry(
        at=at, actor=ACTOR, action="joined", note=f"{tally.open_count} tickets under it are open"
    )
    return following(
        parent,
        entry,
        claims=parent.claims.model_copy(update={"count": tally.open_count}),
        amount_cents=tally.open_cents,
    )


def _step(number: int) -> int:
    """Return the largest of 1, 2, 5, 10, 20, ... that a number reaches; 0 below them."""
    size = 1
    while number >= size * _TEN:
        size *= _TEN
    return next((size * one for one in _STEPS if number >= size * one), 0)
