"""Reversals under the number of a replacement or void that take back what its original was paid.

A payer that takes back its payment for an original may name the claim that replaced or voided it.
Such a reversal counts for the nearest claim of the lineage whose payment it negates.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from claimtrail.claims.events import ClaimEvent, Remitted
from claimtrail.claims.ordering import order_of
from claimtrail.claims.payer_numbers import payer_of_event
from claimtrail.claims.remittances import REVERSAL_STATUS


def is_reversal(event: ClaimEvent) -> bool:
    """Tell whether an event takes a payment back (CLP02 22)."""
    return isinstance(event.fact, Remitted) and event.fact.status_code == REVERSAL_STATUS


def taken_back_elsewhere(
    own: Sequence[ClaimEvent], originals: Mapping[str, Sequence[ClaimEvent]]
) -> dict[str, str]:
    """By reversal of a claim, the original whose payment it takes back in place of the claim's.

    `originals` has what counts for each claim that this one replaces, the nearest first. What was
    paid before the reversal goes before what was paid later, and the claim's own goes first.
    """
    found: dict[str, str] = {}
    for reversal in filter(is_reversal, own):
        claims = [("", own), *originals.items()]
        earlier = (name for name, events in claims if _negated(reversal, events, before=True))
        any_time = (name for name, events in claims if _negated(reversal, events, before=False))
        claim_id = next(chain(earlier, any_time), "")
        if claim_id:
            found[reversal.event_id] = claim_id
    return found


def _negated(reversal: ClaimEvent, events: Sequence[ClaimEvent], *, before: bool) -> bool:
    """Tell whether one of these remittances is of the reversal's payer and amounts."""
    return any(
        _amounts(event) == tuple(-cents for cents in _amounts(reversal))
        and payer_of_event(event) == payer_of_event(reversal)
        and (not before or order_of(event) < order_of(reversal))
        for event in events
        if isinstance(event.fact, Remitted) and not is_reversal(event)
    )


def _amounts(event: ClaimEvent) -> tuple[int, ...]:
    """Charge and payment in cents."""
    fact = event.fact
    return (fact.charge_cents, fact.paid_cents) if isinstance(fact, Remitted) else ()
