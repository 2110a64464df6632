"""The payer's own numbers for one claim: several when it split the claim (277CA A5)."""

from collections.abc import Sequence

from claimtrail.claims.events import ClaimEvent, FrontEndStatus, Submitted
from claimtrail.claims.model import PayerClaim
from claimtrail.claims.remittances import Ledger

SPLIT = "A5"
"""Claim status category: the claim has been split upon acceptance."""


def payer_claims(ordered: Sequence[ClaimEvent], ledger: Ledger) -> tuple[PayerClaim, ...]:
    """The numbers that the payer gave, in order; empty when it has one only and did not split."""
    found: dict[str, PayerClaim] = {}
    for event in ordered:
        number = getattr(event.fact, "payer_claim_control_number", "")
        if not number or isinstance(event.fact, Submitted):
            continue
        known = found.get(number)
        found[number] = PayerClaim(
            number=number,
            event_id=known.event_id if known else event.event_id,
            split=says_split(event) or (known is not None and known.split),
            paid_cents=sum(
                posting.fact.paid_cents
                for posting in ledger.postings
                if posting.payer_claim_control_number == number
            ),
        )
    several = len(found) > 1 or any(one.split for one in found.values())
    return tuple(found.values()) if several else ()


def says_split(event: ClaimEvent) -> bool:
    """Whether the payer's front end split the claim."""
    fact = event.fact
    return isinstance(fact, FrontEndStatus) and any(
        code.category_code == SPLIT for status in fact.statuses for code in status.codes
    )
