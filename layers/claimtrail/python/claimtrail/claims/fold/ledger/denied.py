"""The denials of one submission: codes, remarks and amount, out of the remittances that count."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.lifecycle.remittances import adjustment_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The amounts and codes by which payers deny."""

    codes: tuple[str, ...] = ()
    """`CO-16` and the like, sorted, once each."""
    remark_codes: tuple[str, ...] = ()
    """Of the remittances that deny, claim and lines together; sorted, once each."""
    cents: int = 0
    """The amount that the last payer that decided denies."""


def denied_in(counting: Sequence[Posting]) -> Denied:
    """Return the denials among the remittances that count for a submission, in their order."""
    denying = [posting for posting in counting if posting.roles.denied]
    if not denying:
        return Denied()
    read = [
        (posting.payer, each.fact)
        for posting in denying
        for each in posting.roles.all
        if each.category is not None
    ]
    remarks = {code for posting in denying for code in posting.fact.remark_codes}
    lines = (line for posting in denying for line in posting.fact.lines)
    last = counting[-1].payer
    return Denied(
        codes=tuple(sorted({adjustment_code(fact) for _, fact in read})),
        remark_codes=tuple(
            sorted({*remarks, *(code for line in lines for code in line.remark_codes)})
        ),
        cents=sum(fact.amount_cents for payer, fact in read if payer == last),
    )
