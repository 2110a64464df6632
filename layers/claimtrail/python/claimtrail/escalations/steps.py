"""The steps of an escalation: what each is called when it happened, and its addressee."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.timeline import TRANSACTIONS
from claimtrail.escalations.claim_snapshot import claim_snapshot
from claimtrail.escalations.model import Escalation, EscalationEventType, EscalationStep
from claimtrail.escalations.reasons import REASONS, next_step
from claimtrail.escalations.rules import days_past
from claimtrail.kernel.money import from_cents
from claimtrail.partners.fields import Deadlines
from claimtrail.tickets.model import (
    Ticket,
    TicketCategory,
    TicketCause,
    TicketEntry,
    ticket_id,
)
from claimtrail.tickets.priority import rate


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One row of the steps."""

    event_type: EscalationEventType
    addressee: Literal["owner", "manager"]
    note: str
    """The addressee's text, with the reason and the days past due filled in."""


STEP_RULES = {
    EscalationStep.NOTIFY: StepRule(
        event_type=EscalationEventType.NOTIFIED,
        addressee="owner",
        note="{reason}, day {days} past due; act now: a reminder and a ticket follow",
    ),
    EscalationStep.REMIND: StepRule(
        event_type=EscalationEventType.REMINDED,
        addressee="owner",
        note="still {reason}, day {days} past due; a ticket follows",
    ),
    EscalationStep.OPEN_TICKET: StepRule(
        event_type=EscalationEventType.TICKETED,
        addressee="owner",
        note="still {reason}, day {days} past due; a ticket was opened",
    ),
    EscalationStep.ESCALATE_TO_MANAGER: StepRule(
        event_type=EscalationEventType.ESCALATED_TO_MANAGER,
        addressee="manager",
        note="still {reason}, day {days} past due; the owner was notified, reminded and given a "
        "ticket",
    ),
}


def addressee(escalation: Escalation, step_rule: StepRule) -> str:
    """Return the queue that the step addresses."""
    return escalation.manager if step_rule.addressee == "manager" else escalation.owner


def ticket_for(
    escalation: Escalation, claim: Claim, deadlines: Deadlines, *, at: datetime, actor: str
) -> Ticket:
    """Return the ticket of this escalation: always the same id, in plain words, without PHI."""
    days = days_past(escalation.escalate_on, today=at.date())
    rating = rate(charge_cents=escalation.charge_cents, days_past=days)
    row = REASONS[escalation.reason]
    return Ticket(
        ticket_id=ticket_id(claim_id=claim.claim_id, origin_id=escalation.escalation_id),
        category=row.category,
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        origin_id=escalation.escalation_id,
        title=f"{row.words[0].upper()}{row.words[1:]}: {claim.payer_id}, day {days} past due",
        description=_description(escalation, claim, deadlines, days=days),
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        cause=_cause(escalation, claim),
        reason=row.words if row.category is TicketCategory.NO_ACKNOWLEDGMENT else "",
        next_action=row.next_step,
        amount_cents=escalation.charge_cents,
        opened_at=at,
        history=(
            TicketEntry(
                at=at, actor=actor, action="opened", note=f"{row.words}, day {days} past due"
            ),
        ),
        **claim_snapshot(claim),
    )


def _cause(escalation: Escalation, claim: Claim) -> TicketCause:
    """Return the word that is late, as the claim itself names it.

    Of an acknowledgment it has the file: all claims of it are one piece of work. It has none where
    the word is about the claim alone, or nothing was sent.
    """
    row = REASONS[escalation.reason]
    is_of_file = row.category is TicketCategory.NO_ACKNOWLEDGMENT and bool(claim.submissions)
    return TicketCause(
        payer_id=claim.payer_id,
        outcome="",
        category=row.words,
        code=claim.submissions[-1].source.file_id if is_of_file else "",
    )


def _description(escalation: Escalation, claim: Claim, deadlines: Deadlines, *, days: int) -> str:
    """Return what is late, since when, and what to do; control numbers, and no PHI."""
    row = REASONS[escalation.reason]
    rule = f" ({claim.expectation.rule})" if claim.expectation else ""
    codes = ", ".join(claim.steps[-1].codes) if claim.steps else ""
    awaited = f"{row.awaited[0].upper()}{row.awaited[1:]} {row.was}"
    return (
        f'Claim {claim.claim_id} is "{state_words(claim.state)}" with payer {claim.payer_id} since '
        f"{claim.state_since.isoformat()}. {awaited} due by "
        f"{escalation.due_on.isoformat()}{rule}; this is day {days} past it. "
        f"Charged: ${from_cents(escalation.charge_cents):,.2f}. "
        f"{_sent(claim)}"
        f"Last codes: {codes or 'none'}. "
        f"{_held(claim)}"
        f"{next_step(escalation.reason, file_by=_file_by(claim, deadlines))} "
        "The ticket closes by itself when the claim moves."
    )


def _held(claim: Claim) -> str:
    """Return the records that wait meanwhile: one may be the word, or go on from it."""
    if not claim.held:
        return ""
    held = ", ".join(
        f"{TRANSACTIONS[one.evidence]} ({reason_words(one.reason)})" for one in claim.held[:3]
    )
    return f"Held meanwhile: {held}; `claimtrail claim {claim.claim_id}` says why. "


def _sent(claim: Claim) -> str:
    """Return the control numbers by which a payer finds the submission; empty without one."""
    if not claim.submissions:
        return ""
    sent = claim.submissions[-1]
    source = sent.source
    return (
        f"Sent on {sent.submitted_on.isoformat()}: interchange (ISA13) "
        f"{source.interchange_control_number}, group (GS06) {source.group_control_number}, set "
        f"(ST02) {source.set_control_number}, file {source.file_id}. "
    )


def _file_by(claim: Claim, deadlines: Deadlines) -> date | None:
    """Return the last day of timely filing; None where the payer's profile names none."""
    served = claim.service_to or claim.service_from
    if served is None or deadlines.timely_filing_days is None:
        return None
    return served + timedelta(days=deadlines.timely_filing_days)
