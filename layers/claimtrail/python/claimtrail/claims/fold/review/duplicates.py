"""A submission that was sent already, and how the next one may be sent: for charge capture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.doubt import is_in_doubt
from claimtrail.claims.lifecycle.reasons import DUPLICATE_SUBMISSION
from claimtrail.claims.lifecycle.states import State

_COMPARED: Mapping[str, str] = MappingProxyType(
    {
        "total_charge_cents": "charge",
        "payer_identifier": "payer",
        "patient": "patient",
        "service_from": "service",
        "service_to": "service",
        "lines": "lines",
    }
)
"""The fields that tell a claim sent twice from a changed one, by their names in notes."""


def differences(again: Submitted, first: Submitted) -> tuple[str, ...]:
    """`differs=charge` and the like; empty when the very same claim was sent twice."""
    found = (
        f"differs={field}"
        for name, field in _COMPARED.items()
        if getattr(again, name) != getattr(first, name)
    )
    return tuple(dict.fromkeys(found))


class NextSubmission(StrEnum):
    """The way in which a claim may be sent next (CLM05-3)."""

    ORIGINAL = "original"
    """1: the payer took in none, and said so."""
    REPLACEMENT = "replacement"
    """7, with the payer's number in REF*F8; an original would be refused as a duplicate."""
    NOTHING = "nothing"
    """The payer has it and has not decided; anything sent now would be a duplicate."""
    CHECK = "check"
    """No 837 is on file under the number, but payers answered under it: find out which claim they
    mean before anything is sent."""
    ASK = "ask"
    """One word says that the payer has the claim, another one that it does not: ask the payer
    before anything is sent."""


NEXT: Mapping[State, NextSubmission] = MappingProxyType(
    {
        State.DRAFT: NextSubmission.CHECK,
        State.SUBMITTED: NextSubmission.NOTHING,
        State.TRANSMISSION_REJECTED: NextSubmission.ORIGINAL,
        State.SYNTAX_ACCEPTED: NextSubmission.NOTHING,
        State.RECEIVED: NextSubmission.NOTHING,
        State.ACCEPTED: NextSubmission.NOTHING,
        State.FRONT_END_REJECTED: NextSubmission.ORIGINAL,
        State.IN_PROCESS: NextSubmission.NOTHING,
        State.IN_REVIEW: NextSubmission.NOTHING,
        State.PAYER_HOLD: NextSubmission.NOTHING,
        State.PENDED_PROVIDER_INFO: NextSubmission.NOTHING,
        State.PENDED_PATIENT_INFO: NextSubmission.NOTHING,
        State.ADJUDICATED: NextSubmission.NOTHING,
        State.PAID: NextSubmission.REPLACEMENT,
        State.PARTIALLY_PAID: NextSubmission.REPLACEMENT,
        State.DENIED: NextSubmission.REPLACEMENT,
        State.PATIENT_RESPONSIBILITY: NextSubmission.REPLACEMENT,
        State.FINAL_NO_PAYMENT: NextSubmission.REPLACEMENT,
        State.REVISED: NextSubmission.NOTHING,
        State.REVERSED: NextSubmission.REPLACEMENT,
        State.FORWARDED: NextSubmission.NOTHING,
        State.PREDETERMINED: NextSubmission.ORIGINAL,
        State.APPEALED: NextSubmission.NOTHING,
        State.RESUBMITTED: NextSubmission.NOTHING,
        State.VOIDED: NextSubmission.ORIGINAL,
        State.WRITTEN_OFF: NextSubmission.NOTHING,
        State.CLOSED: NextSubmission.NOTHING,
    }
)
"""Every state has its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RebillCheck:
    """The report to charge capture about an account: no names, no procedures."""

    claim_id: str
    state: State
    since: date
    payer_id: str
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int
    next_submission: NextSubmission
    payer_claim_control_number: str
    """The field that a replacement names in REF*F8."""
    duplicates: tuple[str, ...]
    """The events of submissions that were refused as duplicates."""
    matched_to: str = ""
    """The claim that records under this number were found to mean; else empty."""


def rebill_check_of(claim: Claim) -> RebillCheck:
    """Return the latest status of a claim, and how it may be sent next."""
    refused = (note.event_id for note in claim.notes if note.reason == DUPLICATE_SUBMISSION)
    return RebillCheck(
        claim_id=claim.claim_id,
        state=claim.state,
        since=claim.state_since,
        payer_id=claim.payer_id,
        charge_cents=claim.charge_cents,
        paid_cents=claim.paid_cents,
        patient_responsibility_cents=claim.patient_responsibility_cents,
        next_submission=_next_of(claim),
        payer_claim_control_number=claim.payer_claim_control_number,
        duplicates=tuple(refused),
        matched_to=claim.matched_to,
    )


def _next_of(claim: Claim) -> NextSubmission:
    if claim.matched_to:
        return NextSubmission.CHECK
    return NextSubmission.ASK if is_in_doubt(claim.state, claim.held) else NEXT[claim.state]
