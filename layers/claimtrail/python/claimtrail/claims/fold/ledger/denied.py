"""The denials of one submission: codes, remarks and amount, out of the remittances that count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimtrail.claims.fold.ledger.denials import ReadAdjustment
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.lifecycle.denied_parts import DeniedPart
from claimtrail.claims.lifecycle.remittances import adjustment_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The amounts and codes by which payers deny."""

    codes: tuple[str, ...] = ()
    """`CO-16` and the like, sorted, once each."""
    remark_codes: tuple[str, ...] = ()
    """Of the remittances that deny, claim and lines together; sorted, once each."""
    parts: tuple[DeniedPart, ...] = ()
    """The denied lines, and denials of the whole claim; those that say the same once."""
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
        parts=tuple(dict.fromkeys(part for posting in denying for part in _parts(posting))),
        cents=sum(fact.amount_cents for payer, fact in read if payer == last),
    )


def _parts(posting: Posting) -> Iterator[DeniedPart]:
    """Yield what one remittance denies; a remark about its claim is about each line, too."""
    lines = zip(posting.roles.lines, posting.fact.lines, strict=True)
    read = [(posting.roles.claim, ()), *((roles, line.remark_codes) for roles, line in lines)]
    for roles, remarks in read:
        codes = _denial_codes(roles)
        if codes:
            said = sorted({*posting.fact.remark_codes, *remarks})
            yield DeniedPart(codes=codes, remark_codes=tuple(said))


def _denial_codes(roles: Sequence[ReadAdjustment]) -> tuple[str, ...]:
    denying = (each.fact for each in roles if each.category is not None)
    return tuple(sorted({adjustment_code(fact) for fact in denying}))
