"""Reversals under the number of a replacement or void that take back what its original was paid.

A payer that takes back its payment for an original may name the claim that replaced or voided it.
Such a reversal counts for the nearest claim of the lineage whose payment it negates.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.payer_numbers import payer_of_event
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.lifecycle.remittances import REVERSAL_STATUS, Order


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
    claims = {"": _earliest(own)} | {name: _earliest(events) for name, events in originals.items()}
    found: dict[str, str] = {}
    for reversal in filter(is_reversal, own):
        payer, amounts = payer_of_event(reversal), _amounts(reversal)
        negated = (payer, tuple(-cents for cents in amounts))
        paid = {name: earliest[negated] for name, earliest in claims.items() if negated in earliest}
        earlier = (name for name, order in paid.items() if order < order_of(reversal))
        claim_id = next(chain(earlier, paid), "")
        if claim_id:
            found[reversal.event_id] = claim_id
    return found


_Paid = tuple[str, tuple[int, ...]]
"""A payer, and the amounts of a remittance."""


def _earliest(events: Sequence[ClaimEvent]) -> dict[_Paid, Order]:
    """By payer and amounts, where the first remittance stands that is no reversal."""
    found: dict[_Paid, Order] = {}
    for event in events:
        if isinstance(event.fact, Remitted) and not is_reversal(event):
            paid = (payer_of_event(event), _amounts(event))
            found[paid] = min(found.get(paid, order_of(event)), order_of(event))
    return found


def _amounts(event: ClaimEvent) -> tuple[int, ...]:
    """Charge and payment in cents."""
    fact = event.fact
    return (fact.charge_cents, fact.paid_cents) if isinstance(fact, Remitted) else ()
