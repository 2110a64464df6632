"""The amount that contracts take off a submission's charge, by the remittances that count."""

from collections import Counter

from claimtrail.claims.fold.ledger.claim_ledger import Ledger, LedgerStanding
from claimtrail.claims.fold.ledger.denials import CONTRACTUAL


def contractual_cents(
    ledger: Ledger, cycle: int, *, left: int, standing: LedgerStanding | None = None
) -> int:
    """Return what contracts take off, in cents: no more than payments leave of the charge.

    Of several payers the one that takes off most counts: the next payer repeats what the payer
    before took off, and does not add to it.
    """
    deciding = ledger.deciding_cycle(cycle)
    by_payer: Counter[str] = Counter()
    for posting in (standing or ledger.standing()).counting:
        for each in posting.roles.all if posting.cycle == deciding else ():
            if each.role == CONTRACTUAL:
                by_payer[posting.payer] += each.fact.amount_cents
    return max(min(max(by_payer.values(), default=0), left), 0)
