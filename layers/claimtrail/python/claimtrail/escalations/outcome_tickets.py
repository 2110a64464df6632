"""A ticket for each outcome that a person must act on: rejections, denials, requests, take-backs.

How the claim stands now decides, not the event that reported it: published late, twice or in
another order, it ends the same. A claim has one open ticket of this kind at most. It closes when
the claim moves; the next outcome opens the next one. So the tickets are counted by claim, and each
is read by its id, strongly consistent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectations import is_settled
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.escalations.outcome_work import (
    ACTOR,
    OUTCOME_PREFIX,
    OutcomeWork,
    outcome_ticket_id,
    reopening_day,
    ticket_for,
    tickets_of_outcomes,
    work_of,
)
from claimtrail.escalations.reported_errors import explain_reported
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.money import from_cents
from claimtrail.partners.clocks import clocks_of
from claimtrail.partners.profile import Partners
from claimtrail.tickets.changes import says_other
from claimtrail.tickets.error_texts.table import Explain
from claimtrail.tickets.model import Ticket, TicketStatus
from claimtrail.tickets.ratings import without_expired_override
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.tables import under_taxonomy_in_force
from claimtrail.tickets.ticket_parts import TicketOrigin

_RESERVE_SECONDS = 20
"""No ticket is looked at with less time left; the next pass begins at the front again."""
_PASSES = 8
"""Passes over one claim at most; each does one thing to one ticket."""
_PERSON = "user:"
_RESOLVED = TicketStatus.RESOLVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The result of one pass over the open tickets of outcomes."""

    looked_at: int
    changed: int
    """Tickets that said something else than the rules, the deadlines and the day say now."""
    is_complete: bool
    """False if the time was up before the last ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTickets:
    """Keeps the tickets of outcomes in step with their claims, and with the rules."""

    claims: ClaimReader
    ticket_service: TicketService
    partners: Partners
    clock: Clock
    explain: Explain = lambda *_: None
    """Looks up the errors that payers report; one that no table knows opens a review."""

    def settle_each(self, claim_ids: Iterable[str]) -> dict[str, TicketStatus | None]:
        """Settle each claim; return what became of each one's last ticket, by claim.

        A claim that fails holds up no other one: its error is raised once all were tried.
        """
        settled: dict[str, TicketStatus | None] = {}
        errors: list[Exception] = []
        for claim_id in claim_ids:
            try:
                settled[claim_id] = self.settle(claim_id)
            except Exception as error:  # noqa: BLE001 - raised below, once the others are done
                errors.append(error)
        if errors:
            raise errors[0]
        return settled

    def settle(self, claim_id: str) -> TicketStatus | None:
        """Return what became of the claim's last ticket; None when it never had one.

        Ends when there is nothing left to do, so that a claim that moves meanwhile leaves no
        ticket of an earlier state. Raises ConflictError when other writers keep winning.
        """
        for number in range(_PASSES):
            claim = self.claims.find(claim_id)
            if claim is None:
                return None
            status, is_settled = self._pass(claim, is_first=number == 0)
            if is_settled:
                return status
        raise ConflictError(_unsettled(claim_id))

    def refresh(self, *, deadline: Deadline = no_deadline) -> Refreshed:
        """Bring open tickets up to date whose claims did not move, the nearest due day first.

        A deadline passes, a payer's profile changes, a version of the rules says something else. A
        ticket that says the same already is neither written nor published. One that fails holds
        up no other: its error is raised once all were tried. A ticket that a person resolved is
        reopened once its claim had the payer's business days to move, and did not.
        """
        looked_at, changed, errors = 0, 0, list[Exception]()
        resolved = (one for one in self.ticket_service.walk() if one.status is _RESOLVED)
        for ticket in chain(self.ticket_service.walk_open(), resolved):
            if deadline() < _RESERVE_SECONDS:
                return Refreshed(looked_at=looked_at, changed=changed, is_complete=False)
            looked_at += ticket.origin_id.startswith(OUTCOME_PREFIX)
            try:
                changed += self._brought_up_to_date(ticket)
            except Exception as error:  # noqa: BLE001 - raised below, once the others are done
                errors.append(error)
        if errors:
            raise errors[0]
        return Refreshed(looked_at=looked_at, changed=changed, is_complete=True)

    def _brought_up_to_date(self, ticket: Ticket) -> int:
        """Do what one ticket lacks; return the number of things that were done."""
        is_of_outcome = ticket.origin_id.startswith(OUTCOME_PREFIX)
        if ticket.status is _RESOLVED:
            return int(is_of_outcome and self._reopen_unmoved(ticket))
        done = int(self._is_expired(ticket))
        if not is_of_outcome:
            return done + self._is_under_older_taxonomy(ticket)
        if self._is_stale(ticket):
            self.settle(ticket.claim_id)
            done += 1
        return done

    def _reopen_unmoved(self, ticket: Ticket) -> bool:
        """Reopen a ticket that a person resolved long ago, if its claim still stands there."""
        now = self.clock()
        is_due = now.date() >= reopening_day(ticket, clocks_of(ticket.payer_id, self.partners))
        claim = self.claims.find(ticket.claim_id) if is_due else None
        work = work_of(claim, self.partners, today=now.date()) if claim else None
        if work is None or work.origin_id != ticket.origin_id:
            return False
        day = (ticket.closed_at or now).date()
        asked = StatusRequest(
            change=StatusChange.REOPEN,
            at=now,
            actor=ACTOR,
            note=f"resolved on {day}, and the claim has not moved since",
        )
        self.ticket_service.change_status(ticket.ticket_id, asked)
        return True

    def _is_expired(self, ticket: Ticket) -> bool:
        """Take a person's priority back once it has expired; return whether that was done."""
        now = self.clock()
        if without_expired_override(ticket, at=now, actor=ACTOR) is ticket:
            return False
        self.ticket_service.change(
            ticket.ticket_id, lambda one: without_expired_override(one, at=now, actor=ACTOR)
        )
        return True

    def _is_under_older_taxonomy(self, ticket: Ticket) -> bool:
        """Bring a function's ticket under the taxonomy in force; return whether that was done.

        A category that a person named stays.
        """
        now = self.clock()
        wanted = under_taxonomy_in_force(ticket, at=now)
        if ticket.origin is not TicketOrigin.SYSTEM or not says_other(ticket, wanted):
            return False
        note = f"taxonomy {wanted.taxonomy_version}"
        self.ticket_service.update(wanted, note=note, at=now, actor=ACTOR)
        return True

    def _is_stale(self, ticket: Ticket) -> bool:
        """Tell whether a ticket says something else than its claim's outcome says today."""
        claim = self.claims.find(ticket.claim_id)
        if claim is None:
            return False
        work = work_of(claim, self.partners, today=self.clock().date())
        if work is None or work.origin_id != ticket.origin_id:
            return True
        content = ticket_for(claim, work, ticket_id=ticket.ticket_id, at=self.clock())
        return says_other(ticket, content)

    def _pass(self, claim: Claim, *, is_first: bool) -> tuple[TicketStatus | None, bool]:
        """Do the one thing that is due; return the last ticket's status, and if nothing was due.

        The first pass publishes again what an attempt before it may have stored and not published.
        """
        tickets = list(tickets_of_outcomes(claim.claim_id, self.ticket_service))
        last = tickets[-1] if tickets else None
        work = work_of(claim, self.partners, today=self.clock().date())
        if last and last.is_open:
            return self._keep(last, claim, work, is_first=is_first)
        if work is None or (last and _is_closed_by_person(last, work)):
            if last and is_first:
                self.ticket_service.publish_again(last)
            return (last.status if last else None), True
        new_id = outcome_ticket_id(claim.claim_id, len(tickets) + 1)
        explain_reported(claim, self.explain)
        ticket = ticket_for(claim, work, ticket_id=new_id, at=self.clock())
        return self.ticket_service.open(ticket).status, False

    def _keep(
        self, ticket: Ticket, claim: Claim, work: OutcomeWork | None, *, is_first: bool
    ) -> tuple[TicketStatus | None, bool]:
        """Bring an open ticket up to date; close it when its outcome is no more."""
        if work is None or work.origin_id != ticket.origin_id:
            closed = self.ticket_service.close(
                ticket.ticket_id, reason=_reason(ticket, claim), at=self.clock(), actor=ACTOR
            )
            return (closed.status if closed else None), False
        content = ticket_for(claim, work, ticket_id=ticket.ticket_id, at=self.clock())
        if not says_other(ticket, content):
            if is_first:
                self.ticket_service.publish_again(ticket)
            return ticket.status, True
        self.ticket_service.update(content, note=work.note, at=self.clock(), actor=ACTOR)
        return ticket.status, False


def _is_closed_by_person(ticket: Ticket, work: OutcomeWork) -> bool:
    return ticket.origin_id == work.origin_id and ticket.history[-1].actor.startswith(_PERSON)


def _reason(ticket: Ticket, claim: Claim) -> str:
    """Return why a ticket closes, in words."""
    if claim.is_hidden and claim.superseded_by:
        return "another claim took this one's place"
    before = ticket.cause.outcome if ticket.cause else ""
    if claim.state.value == before and is_settled(claim) and claim.written_off_cents:
        left = from_cents(max(claim.balance_cents, 0))
        return f"what was denied is written off; the ${left:,.2f} left are the patient's"
    return f"the claim moved: it was {before} and is {claim.state.value} since {claim.state_since}"


def _unsettled(claim_id: str) -> Explanation:
    return Explanation(
        code="OUTCOME_UNSETTLED",
        what=f"the claim or its ticket changed {_PASSES} times while it was looked at",
        where=f"claim {claim_id}",
        next_step="Nothing is lost: the message is redelivered.",
    )
