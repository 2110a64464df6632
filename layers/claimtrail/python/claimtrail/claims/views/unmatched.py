"""Unmatched payer responses: records that could mean several claims, and money without a claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from claimtrail.claims.matching.model import Match
from claimtrail.claims.views.held_money import HeldMoney, HeldMoneyStore, held_money


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedResponses:
    """Records of payers that no claim counts, as commands and pages list them."""

    doubtful: tuple[Match, ...]
    """Those that could mean several claims."""
    without_claim: tuple[HeldMoney, ...]
    """Payments and reversals for which no claim is known."""
    rejected: tuple[HeldMoney, ...]
    """Those of which a person said that they belong to no claim; they are left out."""
    paid_cents: Mapping[str, int]
    """By response: what it pays; nothing for one that holds no money."""
    payments: Mapping[str, int]
    """By response that holds money: of how many payments."""
    is_cut: bool
    """True if a payer may have more doubtful ones than were read."""

    @property
    def matches(self) -> tuple[Match, ...]:
        """Return all that somebody has to decide about, those with candidates first."""
        return (*self.doubtful, *(one.match for one in self.without_claim))


def unmatched_responses(
    payers: Iterable[str], *, store: HeldMoneyStore, limit: int
) -> UnmatchedResponses:
    """Return the unmatched responses of payers; `limit`: doubtful ones of each at most."""
    ids = tuple(payers)
    lists = [store.list_unmatched(payer_id=one, limit=limit) for one in ids]
    doubtful = {one.claim_id: one for one in chain.from_iterable(lists)}
    money = [held for one in ids for held in held_money(one, store=store)]
    others = [one for one in money if one.claim.claim_id not in doubtful]
    return UnmatchedResponses(
        doubtful=tuple(doubtful.values()),
        without_claim=tuple(one for one in others if not one.is_decided),
        rejected=tuple(one for one in others if one.is_decided),
        paid_cents={one.claim.claim_id: one.paid_cents for one in money},
        payments={one.claim.claim_id: one.payments for one in money},
        is_cut=any(len(one) >= limit for one in lists),
    )
