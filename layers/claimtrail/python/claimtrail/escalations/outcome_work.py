"""The work that an outcome makes: whose deadlines, which cause, and the ticket's words. No PHI."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from types import MappingProxyType

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectations import last_said
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.code_words import code_words, remark_words
from claimtrail.claims.views.deciding_payer import deadlines_of_decision, deciding_payer
from claimtrail.escalations.claim_snapshot import claim_snapshot
from claimtrail.kernel.clock import days_between
from claimtrail.kernel.ids import TICKET_PREFIX, derived_id
from claimtrail.kernel.money import from_cents
from claimtrail.partners.clocks import PayerClocks
from claimtrail.partners.profile import Partners
from claimtrail.tickets.model import Ticket, TicketCategory, TicketCause, TicketEntry
from claimtrail.tickets.priority import rate_by_deadline
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.taxonomy.tables import under_taxonomy_in_force

ACTOR = "system:ticket_outcomes"
OUTCOME_PREFIX = "out_"
RESOLVED_BUSINESS_DAYS = 5
"""Business days that a claim has to move after a person resolved its ticket, where the payer's
profile names none."""
_SHOWN_CODES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTerm:
    """The category of an outcome's ticket, as version 1 of the taxonomy has it."""

    category: TicketCategory


OUTCOME_TERMS: MappingProxyType[State, OutcomeTerm] = MappingProxyType(
    {
        State.TRANSMISSION_REJECTED: OutcomeTerm(category=TicketCategory.REJECTED),
        State.FRONT_END_REJECTED: OutcomeTerm(category=TicketCategory.REJECTED),
        State.DENIED: OutcomeTerm(category=TicketCategory.DENIED),
        State.PARTIALLY_PAID: OutcomeTerm(category=TicketCategory.PARTLY_DENIED),
        State.PENDED_PROVIDER_INFO: OutcomeTerm(
            category=TicketCategory.INFORMATION_REQUESTED,
        ),
        State.PENDED_PATIENT_INFO: OutcomeTerm(
            category=TicketCategory.INFORMATION_REQUESTED,
        ),
        State.REVERSED: OutcomeTerm(category=TicketCategory.PAYMENT_TAKEN_BACK),
        State.FORWARDED: OutcomeTerm(category=TicketCategory.FORWARDED),
        State.FINAL_NO_PAYMENT: OutcomeTerm(
            category=TicketCategory.FINAL_WITHOUT_PAYMENT,
        ),
    }
)
"""Every state that has a next action; a test compares both tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWork:
    """The work that one claim's outcome makes."""

    origin_id: str
    """Of the outcome: the claim, the state, and the event that led there."""
    payer_id: str
    """The payer that decided."""
    action: NextAction

    @property
    def note(self) -> str:
        """Return the outcome in a few words, for the ticket's history."""
        return f"{self.action.category} {self.action.code}".strip()


def work_of(claim: Claim, partners: Partners, *, today: date) -> OutcomeWork | None:
    """Return the work that the claim's outcome makes now; None when it makes none."""
    payer = deciding_payer(claim, partners)
    action = next_action(claim, deadlines_of_decision(claim, partners), today=today)
    # A question about a claim that stands accepted is the work of its exception's ticket.
    if action is None or claim.state not in OUTCOME_TERMS:
        return None
    return OutcomeWork(
        origin_id=outcome_id(claim),
        payer_id=payer.id if payer else claim.payer_id,
        action=action,
    )


def outcome_id(claim: Claim) -> str:
    """Return the id of an outcome: the claim, its state, and the event behind its last step."""
    last = claim.steps[-1].event_id if claim.steps else ""
    return derived_id(OUTCOME_PREFIX, claim.claim_id, claim.state.value, last)


def outcome_ticket_id(claim_id: str, number: int) -> str:
    """Return the id of a claim's ticket of an outcome; the first one has the number 1."""
    return derived_id(TICKET_PREFIX, claim_id, "outcome", str(number))


def tickets_of_outcomes(claim_id: str, tickets: TicketService) -> Iterator[Ticket]:
    """Yield the claim's tickets of outcomes, the first one first."""
    for number in count(1):
        ticket = tickets.find(outcome_ticket_id(claim_id, number))
        if ticket is None:
            return
        yield ticket


def reopening_day(ticket: Ticket, clocks: PayerClocks) -> date:
    """Return the day on which a resolved ticket is reopened, unless its claim moves.

    Counted in the business days of the payer that decided.
    """
    resolved_at = ticket.closed_at or ticket.history[-1].at
    count = clocks.business_days_to_reopen or RESOLVED_BUSINESS_DAYS
    return clocks.calendar.business_days_after(resolved_at.date(), count)


def ticket_for(claim: Claim, work: OutcomeWork, *, ticket_id: str, at: datetime) -> Ticket:
    """Return the ticket of an outcome, in plain words, without PHI.

    Its category is that of the taxonomy in force at the instant.
    """
    action, term = work.action, OUTCOME_TERMS[claim.state]
    days_left = days_between(at.date(), action.deadline) if action.deadline else None
    rating = rate_by_deadline(amount_cents=action.amount_cents, days_left=days_left)
    code = f" {action.code}" if action.code else ""
    ticket = Ticket(
        ticket_id=ticket_id,
        category=term.category,
        claim_id=claim.claim_id,
        payer_id=work.payer_id,
        origin_id=work.origin_id,
        title=f"{state_words(claim.state)}: {action.category}{code}",
        description=_description(claim, work),
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        opened_at=at,
        history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=work.note),),
        cause=TicketCause(
            payer_id=work.payer_id,
            outcome=claim.state.value,
            category=action.category,
            code=action.code,
        ),
        reason=_reason(claim),
        amount_cents=action.amount_cents,
        next_action=action.action,
        action_rule=action.rule,
        deadline=action.deadline,
        deadline_kind=action.deadline_kind,
        **claim_snapshot(claim),
    )
    return under_taxonomy_in_force(ticket, at=at)


def _reason(claim: Claim) -> str:
    """Return the codes that explain the outcome, with their words.

    Of a denial its reasons and remarks, else the codes of the last word.
    """
    word = last_said(claim.steps)
    codes = claim.denial_codes or (word.codes if word else ())
    said = [_worded(code, code_words(code)) for code in codes]
    said += [_worded(code, remark_words(code)) for code in claim.denial_remark_codes]
    more = len(said) - _SHOWN_CODES
    return "; ".join(said[:_SHOWN_CODES]) + (f"; and {more} more" if more > 0 else "")


def _worded(code: str, words: str) -> str:
    return f"{code} ({words})" if words else code


def _description(claim: Claim, work: OutcomeWork) -> str:
    action = work.action
    until = f" Last day ({action.deadline_kind}): {action.deadline}." if action.deadline else ""
    return (
        f"{state_words(claim.state)}, {work.payer_id}, on {claim.state_since}: "
        f"{_reason(claim) or 'no code'}. "
        f"Charged ${from_cents(claim.charge_cents):,.2f}, paid ${from_cents(claim.paid_cents):,.2f}"
        f"; ${from_cents(action.amount_cents):,.2f} wait. {action.action}{until} "
        "The ticket closes by itself when the claim moves."
    )
