"""The head of one claim: what a biller has at hand when the payer answers the phone.

It holds PHI: for those who may read the claim, once the access is recorded.
"""

from dataclasses import dataclass
from datetime import date

from claimtrail.claims.facts.submissions import PersonFact, Submitted
from claimtrail.claims.fold.decisions.approvals import approval_action, approval_step
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.expectation_rules import ESCALATING
from claimtrail.claims.lifecycle.expectations import Expectation
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.lifecycle.reasons import AWAITING_APPROVAL
from claimtrail.claims.views.code_words import code_words
from claimtrail.claims.views.people import awaiting_words
from claimtrail.claims.views.reason_words import reason_words
from claimtrail.claims.views.stored_form import lacking
from claimtrail.kernel.clock import days_between
from claimtrail.partners.fields import Deadlines


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSummary:
    """The figures and names of one claim, as of one day."""

    patient: str
    """`LAST, FIRST`; empty before the 837."""
    member_id: str
    birth_date: date | None
    service_from: date | None
    service_to: date | None
    billing_provider_npi: str
    rendering_provider_npi: str
    payer_claim_control_number: str
    balance_cents: int
    """As `Claim.balance_cents`: what payers or the patient still owe."""
    submitted_on: date | None
    age_days: int | None
    """Since the current submission; None before it."""
    state_days: int
    next_action: NextAction | None
    """Of the outcome; None while it asks nothing of our side."""
    ticket_actions: tuple[str, ...]
    """The actions of the claim's open tickets beyond that, the most urgent first."""
    expected: Expectation | None
    """The next word that somebody owes about the claim; None in a final state, and where it is
    ours and the next action says it."""
    expected_late_days: int
    """Days since the day by which that word was due; 0 until then."""
    denials: tuple[str, ...]
    """`CO-50: Contractual obligation: ...`, each denial code in words."""
    awaits_approval: str
    """The write-off that counts only once a second person agrees: who asked for how much, and
    why; empty where none waits."""
    approval_action: str
    """The action about that write-off, in a line."""
    approval_step: str
    """The same with the commands that are accepted now."""
    lacking: tuple[str, ...]
    """Fields that the stored claim lacks: an earlier version wrote it."""
    needs_review: tuple[str, ...]
    """The reasons of the claim's other open exceptions, in words."""
    held_cents: int = 0
    """The money of held remittances, where no 837 of the number is on file."""


def head_of(
    claim: Claim,
    submission: Submitted | None,
    *,
    deadlines: Deadlines,
    today: date,
    ticket_actions: tuple[str, ...] = (),
) -> ClaimSummary:
    """Return the head of a claim; `deadlines` are those of its payer, as far as they are known."""
    patient = submission.patient if submission else None
    action = next_action(claim, deadlines, today=today)
    expected = expected_beside(action, claim)
    return ClaimSummary(
        patient=_name(patient),
        member_id=_member(submission),
        birth_date=patient.birth_date if patient else None,
        service_from=claim.service_from,
        service_to=claim.service_to,
        billing_provider_npi=submission.billing_provider_npi if submission else "",
        rendering_provider_npi=submission.rendering_provider_npi if submission else "",
        payer_claim_control_number=claim.payer_claim_control_number,
        balance_cents=claim.balance_cents,
        submitted_on=claim.submitted_on,
        age_days=(today - claim.submitted_on).days if claim.submitted_on else None,
        state_days=(today - claim.state_since).days,
        next_action=action,
        ticket_actions=ticket_actions,
        expected=expected,
        expected_late_days=_late_days(expected, today),
        denials=tuple(f"{code}: {code_words(code)}" for code in claim.denial_codes),
        awaits_approval=awaiting_words(claim),
        approval_action=approval_action(claim),
        approval_step=approval_step(claim),
        lacking=lacking(claim),
        needs_review=_to_review(claim),
    )


def expected_beside(action: NextAction | None, claim: Claim) -> Expectation | None:
    """Return the next word that others owe, or that we owe where no action of ours is named.

    What we do next has the payer's own last day: the clock of the expectation may be another one.
    """
    awaited = claim.expectation
    if action and awaited and awaited.party == "provider" and awaited.word not in ESCALATING:
        return None
    return awaited


def _late_days(awaited: Expectation | None, today: date) -> int:
    return max(days_between(awaited.due_on, today), 0) if awaited else 0


def _to_review(claim: Claim) -> tuple[str, ...]:
    reasons = dict.fromkeys(one.reason for one in open_exceptions(claim))
    return tuple(reason_words(one) for one in reasons if one != AWAITING_APPROVAL)


def _name(person: PersonFact | None) -> str:
    return ", ".join(filter(None, (person.last_name, person.first_name))) if person else ""


def _member(submission: Submitted | None) -> str:
    if submission is None:
        return ""
    return submission.patient.member_id or submission.subscriber.member_id
