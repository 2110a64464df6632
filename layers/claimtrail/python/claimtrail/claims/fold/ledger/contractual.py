"""The amount that contracts take off a submission's charge, by the remittances that count."""

from collections import Counter
from collections.abc import Iterable

from claimtrail.claims.fold.ledger.denials import CONTRACTUAL
from claimtrail.claims.fold.ledger.postings import Posting


def contractual_cents(deciding: Iterable[Posting], *, left: int) -> int:
    """Return what contracts take off, in cents: no more than payments leave of the charge.

    `deciding` are the remittances that count for the submission.

    Of several payers the one that takes off most counts: the next payer repeats what the payer
    before took off, and does not add to it.
    """
    by_payer: Counter[str] = Counter()
    for posting in deciding:
        for each in posting.roles.all:
            if each.role == CONTRACTUAL:
                by_payer[posting.payer] += each.fact.amount_cents
    return max(min(max(by_payer.values(), default=0), left), 0)
