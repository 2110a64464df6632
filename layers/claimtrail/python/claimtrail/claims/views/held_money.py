"""The money of remittances that wait under a number without a claim."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.decisions.match_decisions import standing
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.lifecycle.remittances import remittance_key
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import RULE, Match, MatchVerdict
from claimtrail.claims.store.ports import EventLog, Listings

_PAGE = 200


class HeldMoneyStore(Listings, EventLog, Protocol):
    """Claims by state, with their events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMoney:
    """The held payments of one number that no claim has."""

    claim: Claim
    paid_cents: int
    payments: int
    """The remittances of the number that pay or take back something, each once."""
    is_decided: bool
    """True if a person said that it belongs to no claim."""

    @property
    def match(self) -> Match:
        """Return the record as a match without a candidate."""
        return Match(
            claim_id=self.claim.claim_id,
            version=0,
            payer_id=self.claim.payer_id,
            verdict=MatchVerdict.UNMATCHED,
            target="",
            rule=RULE,
            candidates=(),
        )


def held_cents(claim: Claim, events: Iterable[ClaimEvent]) -> int:
    """Return what the held remittances of a claim pay, in cents; each counts once."""
    return sum(remitted.paid_cents for _, remitted in held_remittances(claim, events))


def held_remittances(
    claim: Claim | None, events: Iterable[ClaimEvent]
) -> list[tuple[ClaimEvent, Remitted]]:
    """Return the held remittances of a claim with their events, each once.

    What a second file states again is no second payment; equal ones of one file are several.
    """
    held = {one.event_id for one in claim.held} if claim else set()
    found = {
        event.event_id: (event, event.fact)
        for event in events
        if event.event_id in held and isinstance(event.fact, Remitted)
    }
    return _without_copies(found.values())


def _without_copies(
    stated: Iterable[tuple[ClaimEvent, Remitted]],
) -> list[tuple[ClaimEvent, Remitted]]:
    """Return the remittances without those that another file had stated before."""
    seen: Counter[tuple[str, str, int]] = Counter()
    first: dict[tuple[str, int], tuple[ClaimEvent, Remitted]] = {}
    for event, fact in sorted(stated, key=lambda one: order_of(one[0])):
        key = remittance_key(event, fact)
        place = (key, event.source.sha256, fact.payment_start)
        seen[place] += 1
        first.setdefault((key, seen[place]), (event, fact))
    return list(first.values())


def held_money(payer_id: str, *, store: HeldMoneyStore) -> Iterator[HeldMoney]:
    """Yield a payer's numbers without an 837 that hold a payment or a reversal."""
    for claim in _without_submission(payer_id, store=store):
        events = store.events_of(claim.claim_id)
        paid = [one.paid_cents for _, one in held_remittances(claim, events) if one.paid_cents]
        if not sum(paid):
            continue
        decision = standing(events)
        yield HeldMoney(
            claim=claim,
            paid_cents=sum(paid),
            payments=len(paid),
            is_decided=decision is not None and decision.decision == "REJECTED",
        )


def _without_submission(payer_id: str, *, store: Listings) -> Iterator[Claim]:
    read = partial(store.list_claims, payer_id=payer_id, state=State.DRAFT, limit=_PAGE)
    after: str | None = None
    while True:
        page, after = read(after=after)
        for claim in page:
            remitted = any(held.evidence is EventKind.REMITTED for held in claim.held)
            if remitted and not (claim.submissions or claim.matched_to):
                yield claim
        if after is None:
            return
