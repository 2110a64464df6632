"""Claim status codes of an 835 (CLP02), and the key that tells two remittances apart."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import payer_number_of
from claimtrail.claims.facts.remittances import AdjustmentFact, Remitted
from claimtrail.claims.lifecycle.states import State

DENIED_STATUS = "4"
REVERSAL_STATUS = "22"

DECIDED_STATUSES: MappingProxyType[str, bool] = MappingProxyType(
    {"1": False, "2": False, "3": False, "19": True, "20": True, "21": True}
)
"""CLP02 of a decided claim whose outcome the CAS tell; True where the next payer's payer
responsibility opens."""

PAYER_SEQUENCES: MappingProxyType[str, int] = MappingProxyType(
    {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
)
"""CLP02 to the payer's place: 1 primary, 2 secondary, 3 tertiary. A denial (4) names none."""

UNPOSTED_STATUSES: MappingProxyType[str, State] = MappingProxyType(
    {"23": State.FORWARDED, "25": State.PREDETERMINED}
)
"""CLP02 that moves the claim without any money."""

KNOWN_STATUSES = (
    frozenset(DECIDED_STATUSES) | frozenset(UNPOSTED_STATUSES) | {DENIED_STATUS, REVERSAL_STATUS}
)

Order = tuple[date, datetime, int, str, int, str]
"""The place of an event among the claim's events; see `ordering.order_of`."""


def is_posted(fact: Remitted) -> bool:
    """Tell whether a remittance is money, which neither CLP02 22 nor 23 nor 25 is."""
    return fact.status_code != REVERSAL_STATUS and fact.status_code not in UNPOSTED_STATUSES


def remittance_key(event: ClaimEvent, fact: Remitted) -> str:
    """Tells a remittance that came twice from two remittances.

    Payer, TRN02, BPR16, payer claim control number and lines; CLP02 and the claim's amounts too,
    because a reversal and its correction share all the others. Hashed. The patient control number
    is the claim: a second copy may name it as the payer writes it. Two equal ones of one payment
    have one key.
    """
    content = fact.model_dump_json(
        include={
            "status_code",
            "charge_cents",
            "paid_cents",
            "patient_responsibility_cents",
            "adjustments",
            "lines",
        }
    )
    payer, number = payer_number_of(event)
    paid_on = fact.paid_on.isoformat() if fact.paid_on else ""
    parts = (payer, fact.payment_trace_number, paid_on, number, content)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def all_adjustments(fact: Remitted) -> Iterator[AdjustmentFact]:
    """Of the claim, then of each line."""
    yield from fact.adjustments
    for line in fact.lines:
        yield from line.adjustments


def adjustment_code(adjustment: AdjustmentFact) -> str:
    """`CO-45`."""
    return f"{adjustment.group_code}-{adjustment.carc}"
