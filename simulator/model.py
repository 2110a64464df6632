"""The generator's output: files in the order of delivery, and the truth about each claim."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from simulator.bad_days.variants import Variant


class ClaimOutcome(StrEnum):
    """The fate of a claim."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    """One line is denied."""
    DENIED = "denied"
    DENIAL_REPORTED = "denial_reported"
    """A 277 F2 first, then the 835."""
    PATIENT_SHARE = "patient_share"
    """Nothing paid, all of it the patient's."""
    NO_PAYMENT = "no_payment"
    """Nothing paid and nothing denied: covered by a capitation."""
    PENDED_ANSWERED = "pended_answered"
    """The payer asks, the provider answers, the claim is paid."""
    PENDED = "pended"
    """The payer asks, nobody answers."""
    UNDER_REVIEW = "under_review"
    FRONT_END_CORRECTED = "front_end_corrected"
    """Refused by the 277CA, corrected, sent again, paid."""
    FRONT_END_REJECTED = "front_end_rejected"
    """Refused by the 277CA and left lying."""
    SET_REJECTED = "set_rejected"
    """A 999 refuses the set; sent again, paid."""
    INTERCHANGE_REJECTED = "interchange_rejected"
    """A TA1 refuses the interchange; sent again, paid."""
    REVERSED_AND_CORRECTED = "reversed_and_corrected"
    SPLIT = "split"
    """A5, then two CLPs."""
    STUCK = "stuck"
    """Accepted, and then silence."""
    FILE_LOST = "file_lost"
    """The 837 never reaches the payer: no 999, and nothing after it."""
    NOT_TAKEN_UP = "not_taken_up"
    """A 999, and then silence: no 277CA."""
    OVERTAKEN = "overtaken"
    """The 835 arrives before the 277CA."""
    REMITTANCE_MISSING = "remittance_missing"
    """A 277 says F1 and no 835 follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedFile:
    """One file, as a partner would drop it."""

    partner_id: str
    """In whose dropbox it arrives: a payer's, or the billing system's for an 837 copy."""
    name: str
    day: date
    """When it is delivered; a late file's own dates are earlier."""
    transaction: str
    """837 (professional and institutional sets), 999, TA1, 277CA, 277, 835, or REG: an extract."""
    content: bytes
    purpose: str
    """For people, without a value from the file: `24 claims to Larkspur`."""
    variant: Variant | None = None
    """The difference from the usual files of its type, if there is any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The state of a claim once every file up to the period's last day was taken in."""

    patient_control_number: str
    payer_id: str
    outcome: ClaimOutcome
    state: str
    """As ClaimTrail's contracts name it."""
    paid_cents: int
    submitted_on: date
    complete: bool
    """False when the claim's own story goes on past the last day."""
    overdue: bool | None
    """The word that it waits for is late on the day after the last day; None where business days
    decide, which the simulator does not count."""
    variants: tuple[Variant, ...] = ()
    """Those that changed what payers said of the claim up to the last day, in their order."""
    mistakes: tuple[Variant, ...] = ()
    """Of each answer up to the last day that a payer's mistake holds: it waits for a person,
    and the right one comes beside it."""
