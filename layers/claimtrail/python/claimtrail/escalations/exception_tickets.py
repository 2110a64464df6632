"""A ticket for each exception: opened when evidence is held too long, closed when it heals.

How the claim stands now decides, not the event that said so: published late, twice or in another
order, it ends the same. While the evidence is held, the ticket stays the one it was.
"""

from dataclasses import dataclass
from datetime import datetime

from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.decisions.recorded_statuses import PERSON
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import against, exception_id
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY, next_step
from claimtrail.claims.lifecycle.action_rules import ASK_FIRST
from claimtrail.claims.lifecycle.code_amounts import in_dollars
from claimtrail.claims.lifecycle.doubt import is_in_doubt
from claimtrail.claims.lifecycle.state_words import state_words, states_in_words
from claimtrail.claims.store.ports import ClaimReader
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.escalations.claim_snapshot import WORD_SOURCES, claim_snapshot
from claimtrail.kernel.clock import Clock, days_between
from claimtrail.kernel.money import from_cents
from claimtrail.tickets.error_texts.table import ErrorSource, error_table
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, TicketStatus, ticket_id
from claimtrail.tickets.priority import rate
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.taxonomy.tables import category_paths

ACTOR = "system:ticket_exceptions"
_HEALED = "what it waited for came, or weightier evidence did"
_OF_CONTACT = "its source has no authority over the claim: a task of the partner's contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionTickets:
    """Keeps the tickets of exceptions in step with their claims."""

    claims: ClaimReader
    ticket_service: TicketService
    clock: Clock

    def settle(self, claim_id: str, evidence_event_id: str) -> TicketStatus | None:
        """Return what became of the ticket of this evidence; None when it needs none, or not yet.

        Raises ConflictError when other writers of the ticket keep winning.
        """
        claim = self.claims.find(claim_id)
        waiting = claim.held if claim else ()
        held = next((one for one in waiting if one.event_id == evidence_event_id), None)
        # What has no authority is a task of its partner's contact, all of a kind together.
        if claim and held and held.reason not in WITHOUT_AUTHORITY:
            return (
                self.ticket_service.open(self._ticket(claim, held)).status if held.overdue else None
            )
        closed = self.ticket_service.close(
            _ticket_id(claim_id, evidence_event_id),
            reason=_OF_CONTACT if held else _HEALED,
            at=self.clock(),
            actor=ACTOR,
        )
        return closed.status if closed else None

    def settle_open(self) -> int:
        """Close the open tickets of exceptions that healed unheard; the number that was looked at.

        Exceptions that have no ticket are published again by the schedule that finds them.
        """
        looked_at = 0
        for ticket in self.ticket_service.walk_open():
            if TicketCategory.HELD_TOO_LONG not in category_paths(ticket.category):
                continue
            looked_at += 1
            claim = self.claims.find(ticket.claim_id)
            waiting = claim.held if claim else ()
            if ticket.ticket_id not in {
                _ticket_id(ticket.claim_id, one.event_id) for one in waiting
            }:
                self.ticket_service.close(
                    ticket.ticket_id, reason=_HEALED, at=self.clock(), actor=ACTOR
                )
        return looked_at

    def _ticket(self, claim: Claim, held: Held) -> Ticket:
        return ticket_for(claim, held, at=self.clock())


def ticket_for(claim: Claim, held: Held, *, at: datetime) -> Ticket:
    """Return the ticket of one exception, with both sides, in plain words, without PHI."""
    late = days_between(held.due_on, at.date()) if held.due_on else 0
    rating = rate(charge_cents=claim.charge_cents, days_past=late)
    codes = ", ".join(map(in_dollars, held.codes)) or "none"
    exception = exception_id(claim.claim_id, held.event_id)
    to_do = next_step(held, claim_id=claim.claim_id, exception_id=exception)
    meaning = error_table().find(ErrorSource.EXCEPTION, held.reason)
    cause = f"{meaning.cause} " if meaning else ""
    is_question = is_in_doubt(claim.state, (held,))
    stands = states_in_words(against(claim, held)) if is_question else state_words(claim.state)
    what = "Ask whether the payer has it" if is_question else "Evidence held too long"
    return Ticket(
        ticket_id=_ticket_id(claim.claim_id, held.event_id),
        category=TicketCategory.HELD_TOO_LONG,
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        origin_id=exception,
        title=f"{what}: {reason_words(held.reason)}",
        description=(
            f"{_speaker(claim, held)} says {state_words(held.wanted)} (codes: {codes}) of claim "
            f"{claim.claim_id}, which stands at: {stands}. Held since "
            f"{held.recorded_on}, due on {held.due_on}. "
            f"Charged: ${from_cents(claim.charge_cents):,.2f}. {cause}{to_do} "
            "The ticket closes by itself when the evidence can be applied."
        ),
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        amount_cents=claim.charge_cents,
        next_action=ASK_FIRST if is_question else "",
        opened_at=at,
        history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=held.reason),),
        **{**claim_snapshot(claim), "word_source": WORD_SOURCES[held.evidence].value},
    )


def _speaker(claim: Claim, held: Held) -> str:
    """Return who says it: the payer, or a person who decided."""
    is_persons = held.source.channel == PERSON
    return held.source.partner_id if is_persons else f"Payer {claim.payer_id}"


def _ticket_id(claim_id: str, event_id: str) -> str:
    return ticket_id(claim_id=claim_id, origin_id=exception_id(claim_id, event_id))
