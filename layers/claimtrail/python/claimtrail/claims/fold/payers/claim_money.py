"""The money of one claim as its payers decided: what was paid, what is the patient's, by whom."""

from dataclasses import dataclass, field

from claimtrail.claims.fold.claim_parts import PayerResponsibility
from claimtrail.claims.fold.ledger.contractual import contractual_cents
from claimtrail.claims.fold.ledger.denied import Denied, denied_in
from claimtrail.claims.fold.payers.payer_responsibilities import payer_responsibilities_of
from claimtrail.claims.fold.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMoney:
    """The sums of the remittances that count, in cents."""

    paid_cents: int = 0
    contractual_cents: int = 0
    """The amount that contracts take off the charge: no more than payments leave of it."""
    patient_responsibility_cents: int = 0
    """Each payer states what it leaves to the patient; the last one's word is what is owed."""
    denied: Denied = field(default_factory=Denied)
    payer_responsibilities: tuple[PayerResponsibility, ...] = ()
    counted: tuple[str, ...] = ()
    """Events of the remittances whose payments are `paid_cents`."""
    deciding: tuple[str, ...] = ()
    """Those of them that decide about the current submission."""
    copies: frozenset[str] = frozenset()
    """Events that deny a second copy: theirs is a number that a replacement must not name."""


NO_MONEY = ClaimMoney()
"""That of a claim without remittances, which no payer forwarded."""


def money_of(progress: Progress) -> ClaimMoney:
    """Return the money of a claim when its events were read."""
    standing = progress.ledger.standing()
    cycle = progress.ledger.deciding_cycle(progress.cycle)
    deciding = standing.deciding(cycle)
    paid_cents = standing.paid_cents
    charge = progress.submission[1].total_charge_cents if progress.submission else 0
    payer_responsibilities = payer_responsibilities_of(
        standing.counting, progress.history.steps, cycle=cycle
    )
    decided = [one for one in payer_responsibilities if one.decided]
    return ClaimMoney(
        paid_cents=paid_cents,
        contractual_cents=contractual_cents(deciding, left=charge - paid_cents),
        patient_responsibility_cents=decided[-1].patient_responsibility_cents if decided else 0,
        denied=denied_in(deciding),
        payer_responsibilities=payer_responsibilities,
        counted=tuple(one.event.event_id for one in standing.counting),
        deciding=tuple(one.event.event_id for one in deciding),
        copies=frozenset(posting.order[-1] for posting in standing.duplicate_denials),
    )
