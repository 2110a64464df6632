"""The head of one claim: what a biller has at hand when the payer answers the phone.

It holds PHI: for those who may read the claim, once the access is recorded.
"""

from dataclasses import dataclass
from datetime import date

from claimtrail.claims.facts.submissions import PersonFact, Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectations import Expectation
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.views.code_words import code_words
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
    """None while nobody on our side has to do anything."""
    expected: Expectation | None
    """The next word that somebody owes about the claim; None in a final state."""
    denials: tuple[str, ...]
    """`CO-50: Contractual obligation: ...`, each denial code in words."""


def head_of(
    claim: Claim, submission: Submitted | None, *, deadlines: Deadlines, today: date
) -> ClaimSummary:
    """Return the head of a claim; `deadlines` are those of its payer, as far as they are known."""
    patient = submission.patient if submission else None
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
        next_action=next_action(claim, deadlines, today=today),
        expected=claim.expectation,
        denials=tuple(f"{code}: {code_words(code)}" for code in claim.denial_codes),
    )


def _name(person: PersonFact | None) -> str:
    return ", ".join(filter(None, (person.last_name, person.first_name))) if person else ""


def _member(submission: Submitted | None) -> str:
    if submission is None:
        return ""
    return submission.patient.member_id or submission.subscriber.member_id
