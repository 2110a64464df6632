"""The canonical states of a claim."""

from enum import StrEnum


class State(StrEnum):
    """The state of a claim. The table of transitions is in `claims/lifecycle/transitions.py`."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    TRANSMISSION_REJECTED = "TRANSMISSION_REJECTED"
    SYNTAX_ACCEPTED = "SYNTAX_ACCEPTED"
    RECEIVED = "RECEIVED"
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
    REVISED = "REVISED"
    REVERSED = "REVERSED"
    FORWARDED = "FORWARDED"
    PREDETERMINED = "PREDETERMINED"
    APPEALED = "APPEALED"
    RESUBMITTED = "RESUBMITTED"
    VOIDED = "VOIDED"
    WRITTEN_OFF = "WRITTEN_OFF"
    CLOSED = "CLOSED"


PENDING_STATES = frozenset(
    {
        State.RECEIVED,
        State.ACCEPTED,
        State.IN_PROCESS,
        State.IN_REVIEW,
        State.PAYER_HOLD,
        State.PENDED_PROVIDER_INFO,
        State.PENDED_PATIENT_INFO,
    }
)
"""States in which the payer has the claim and has not decided: its adjudication window runs."""
