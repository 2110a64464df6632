"""The words for where a claim stands, as far as payers of the simulator bring one there.

They are the words of ClaimTrail's published contracts (`docs/contracts`), and the simulator's own
copy: what is expected of a claim does not come from the code that is tested by it.
"""

from enum import StrEnum


class ClaimState(StrEnum):
    """State in which a file leaves a claim."""

    SUBMITTED = "SUBMITTED"
    RESUBMITTED = "RESUBMITTED"
    TRANSMISSION_REJECTED = "TRANSMISSION_REJECTED"
    SYNTAX_ACCEPTED = "SYNTAX_ACCEPTED"
    ACCEPTED = "ACCEPTED"
    FRONT_END_REJECTED = "FRONT_END_REJECTED"
    IN_PROCESS = "IN_PROCESS"
    IN_REVIEW = "IN_REVIEW"
    PAYER_HOLD = "PAYER_HOLD"
    PENDED_PROVIDER_INFO = "PENDED_PROVIDER_INFO"
    PENDED_PATIENT_INFO = "PENDED_PATIENT_INFO"
    ADJUDICATED = "ADJUDICATED"
    PAID = "PAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    DENIED = "DENIED"
    PATIENT_RESPONSIBILITY = "PATIENT_RESPONSIBILITY"
    FINAL_NO_PAYMENT = "FINAL_NO_PAYMENT"


AWAITING_DECISION = frozenset(
    {
        ClaimState.ACCEPTED,
        ClaimState.IN_PROCESS,
        ClaimState.IN_REVIEW,
        ClaimState.PAYER_HOLD,
    }
)
"""States in which the payer has the claim and works on it: its adjudication window runs."""
