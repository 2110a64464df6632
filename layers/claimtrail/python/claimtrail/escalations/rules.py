"""The rules that make an escalation.

When it begins, what counts as movement, how long the claim has waited.
"""

from datetime import date, datetime

from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.events import entry_id
from claimtrail.escalations.model import (
    ESCALATION_PREFIX,
    Escalation,
    EscalationEntry,
    EscalationEventType,
    EscalationStatus,
)
from claimtrail.escalations.ownership import owner_of
from claimtrail.escalations.reasons import REASONS, reason_of
from claimtrail.kernel.clock import days_between
from claimtrail.kernel.ids import derived_id
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.tickets.routing.openings import RulesAt, shipped_at


def is_due(claim: Claim, *, today: date) -> bool:
    """Return whether the word that the claim waits for is late, and a person must act on that."""
    return why_not_due(claim, today=today) is None


def why_not_due(claim: Claim, *, today: date) -> str | None:
    """Return why no escalation starts for a claim today; None: one does."""
    if claim.escalate_on is None:
        return "the claim waits for nothing"
    if never_escalates(claim):
        return "the claim is synthetic: nobody is called for it"
    return None if claim.escalate_on <= today else "the next word is not late yet"


def never_escalates(claim: Claim) -> bool:
    """Return whether no day makes an escalation of this claim: the stage tests itself with it."""
    return is_synthetic(claim.payer_id)


def days_past(escalate_on: date, *, today: date) -> int:
    """Whole calendar days past the one on which the word was due; 1 on the first of them."""
    return days_between(escalate_on, today) + 1


def last_event_id(claim: Claim) -> str:
    """Return the event behind the claim's last step; empty while it has none.

    Not the claim's version: that grows with evidence that leaves the claim where it is.
    """
    return claim.steps[-1].event_id if claim.steps else ""


def begin(claim: Claim, *, at: datetime, actor: str, rules_at: RulesAt = shipped_at) -> Escalation:
    """Return the escalation of a claim that is due.

    Raises ValueError when no clock is running.
    """
    if claim.escalate_on is None:
        raise ValueError("no clock is running")
    reason = reason_of(claim)
    found = owner_of(claim, category=REASONS[reason].category, rules=rules_at(at))
    escalation = Escalation(
        escalation_id=derived_id(
            ESCALATION_PREFIX,
            claim.claim_id,
            claim.escalate_on.isoformat(),
            claim.state.value,
            last_event_id(claim),
        ),
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        charge_cents=claim.charge_cents,
        escalate_on=claim.escalate_on,
        state_at_start=claim.state,
        reason=reason,
        last_event_id=last_event_id(claim),
        owner=found.queue,
        manager=found.manager,
        rule=found.reference,
        status=EscalationStatus.STARTING,
        started_at=at,
        checked_at=at,
    )
    waited = days_past(claim.escalate_on, today=at.date())
    started = EscalationEntry(
        event_type=EscalationEventType.STARTED,
        event_id=entry_id(escalation, EscalationEventType.STARTED),
        at=at,
        actor=actor,
        claim_state=claim.state,
        note=f"{REASONS[reason].words}, day {waited} past due",
    )
    return escalation.model_copy(update={"history": (started,)})


def has_changed_status(escalation: Escalation, claim: Claim) -> bool:
    """Return whether the claim is no longer where the escalation found it.

    It moved to another state, or away and back, or its clock was reckoned again. A claim that
    moved and waits for another word that is late begins an escalation of its own, from the lowest
    step.
    """
    return (
        claim.state is not escalation.state_at_start
        or last_event_id(claim) != escalation.last_event_id
        or claim.escalate_on != escalation.escalate_on
    )
