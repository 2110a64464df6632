"""The money of one claim as its payers decided: what was paid, what is the patient's, by whom."""

from dataclasses import dataclass

from claimtrail.claims.fold.model import PayerResponsibility
from claimtrail.claims.fold.payers.payer_responsibilities import payer_responsibilities_of
from claimtrail.claims.fold.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMoney:
    """The sums of the remittances that count, in cents."""

    paid_cents: int = 0
    patient_responsibility_cents: int = 0
    """Each payer states what it leaves to the patient; the last one's word is what is owed."""
    denial_codes: tuple[str, ...] = ()
    payer_responsibilities: tuple[PayerResponsibility, ...] = ()
    copies: frozenset[str] = frozenset()
    """Events that deny a second copy: theirs is a number that a replacement must not name."""


NO_MONEY = ClaimMoney()
"""That of a claim without remittances, which no payer forwarded."""


def money_of(progress: Progress) -> ClaimMoney:
    """Return the money of a claim when its events were read."""
    ledger = progress.ledger
    standing = ledger.standing()
    payer_responsibilities = payer_responsibilities_of(
        standing.counting, progress.history.steps, cycle=ledger.deciding_cycle(progress.cycle)
    )
    decided = [one for one in payer_responsibilities if one.decided]
    return ClaimMoney(
        paid_cents=ledger.paid_cents,
        patient_responsibility_cents=decided[-1].patient_responsibility_cents if decided else 0,
        denial_codes=ledger.denial_codes(progress.cycle),
        payer_responsibilities=payer_responsibilities,
        copies=frozenset(posting.order[-1] for posting in standing.duplicate_denials),
    )
