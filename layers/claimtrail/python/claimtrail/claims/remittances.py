"""What 835 remittances mean for one claim: what is posted, what a reversal takes back, the outcome.

A fully denied claim is still "processed as primary" (X12 RFI 207), so CLP02 alone says nothing:
the CAS segments are read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from claimtrail.claims.adjustments import is_contractual, is_denial, is_patient_share
from claimtrail.claims.events import AdjustmentFact, ClaimEvent, Remitted
from claimtrail.claims.states import State

DENIED_STATUS = "4"
REVERSAL_STATUS = "22"

DECIDED_STATUSES: MappingProxyType[str, bool] = MappingProxyType(
    {"1": False, "2": False, "3": False, "19": True, "20": True, "21": True}
)
"""CLP02 of a decided claim whose outcome the CAS tell; True where the next payer's leg opens."""

UNPOSTED_STATUSES: MappingProxyType[str, State] = MappingProxyType(
    {"23": State.FORWARDED, "25": State.PREDETERMINED}
)
"""CLP02 that moves the claim without any money."""

KNOWN_STATUSES = (
    frozenset(DECIDED_STATUSES) | frozenset(UNPOSTED_STATUSES) | {DENIED_STATUS, REVERSAL_STATUS}
)

Order = tuple[date, datetime, int, str, int, str]
"""Where an event stands among the claim's events; see `ordering.order_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One remittance that counts."""

    key: str
    payer_claim_control_number: str
    cycle: int
    """Which submission of the claim it answers."""
    order: Order
    fact: Remitted


def remittance_key(event: ClaimEvent, fact: Remitted) -> str:
    """Tells a remittance that came twice from two remittances.

    Payer, TRN02, BPR16, payer claim control number and lines; CLP02 and the claim's amounts too,
    because a reversal and its correction share all the others. Hashed. The patient control number
    is the claim: a second copy may name it as the payer writes it.
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
    parts = (
        event.payer_id,
        fact.payment_trace_number,
        fact.paid_on.isoformat() if fact.paid_on else "",
        fact.payer_claim_control_number,
        content,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The claim's remittances so far. Immutable: a move is tried before it is kept."""

    postings: tuple[Posting, ...] = ()
    keys: frozenset[str] = frozenset()
    """Of everything that was taken in, also what was reversed or superseded since."""

    def post(self, posting: Posting) -> "Ledger":
        """Count a remittance; a later one of the same payer claim supersedes the earlier."""
        number = posting.payer_claim_control_number
        kept = tuple(other for other in self.postings if other.payer_claim_control_number != number)
        return Ledger((*kept, posting), self.keys | {posting.key})

    def pair_of(self, reversal: Posting) -> Posting | None:
        """The earlier remittance that a reversal takes back.

        By payer claim control number; else, when payers gave the reversal a number of its own, by
        the negated payment and charge, if exactly one matches. A remittance of the same day may
        stand after its reversal in the file, so there the amounts must agree.
        """
        number = reversal.payer_claim_control_number
        amounts = (-reversal.fact.paid_cents, -reversal.fact.charge_cents)
        for posting in self.postings:
            if posting.order < reversal.order and posting.payer_claim_control_number == number:
                return posting
        matching = [
            posting
            for posting in self.postings
            if (posting.fact.paid_cents, posting.fact.charge_cents) == amounts
            and posting.order[0] <= reversal.order[0]
        ]
        return matching[0] if len(matching) == 1 else None

    def reverse(self, pair: Posting, reversal: Posting) -> "Ledger":
        """Take a remittance back."""
        kept = tuple(posting for posting in self.postings if posting is not pair)
        return Ledger(kept, self.keys | {reversal.key})

    def remember(self, posting: Posting) -> "Ledger":
        """Know a remittance without counting it."""
        return replace(self, keys=self.keys | {posting.key})

    def outcome(self, cycle: int) -> State:
        """The state that the counted remittances of a submission add up to; REVERSED if none."""
        facts = [posting.fact for posting in self.postings if posting.cycle == cycle]
        if not facts:
            return State.REVERSED
        adjustments = [item for fact in facts for item in all_adjustments(fact)]
        paid = sum(fact.paid_cents for fact in facts)
        denied = any(fact.status_code == DENIED_STATUS for fact in facts)
        denied = denied or any(map(is_denial, adjustments))
        if paid > 0:
            return State.PARTIALLY_PAID if denied else State.PAID
        if denied:
            return State.DENIED
        share = any(map(is_patient_share, adjustments))
        if share and all(is_patient_share(item) or is_contractual(item) for item in adjustments):
            return State.PATIENT_RESPONSIBILITY
        return State.FINAL_NO_PAYMENT

    @property
    def paid_cents(self) -> int:
        """What the payer paid and did not take back, over all payer claims."""
        return sum(posting.fact.paid_cents for posting in self.postings)

    def denial_codes(self, cycle: int) -> tuple[str, ...]:
        """`CO-16` and the like of the current submission's remittances, sorted, once each."""
        codes = {
            adjustment_code(item)
            for posting in self.postings
            if posting.cycle == cycle
            for item in all_adjustments(posting.fact)
            if is_denial(item)
        }
        return tuple(sorted(codes))


def all_adjustments(fact: Remitted) -> Iterator[AdjustmentFact]:
    """Of the claim, then of each line."""
    yield from fact.adjustments
    for line in fact.lines:
        yield from line.adjustments


def adjustment_code(adjustment: AdjustmentFact) -> str:
    """`CO-45`."""
    return f"{adjustment.group_code}-{adjustment.carc}"
