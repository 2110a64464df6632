"""Held evidence that is no exception yet: it heals by itself, or becomes one on its day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import DEFAULT_DAYS
from claimtrail.claims.projection.overdue import LOOK_BACK_DAYS
from claimtrail.claims.store.ports import Listings
from claimtrail.kernel.at_once import read_each
from claimtrail.kernel.calendar import business_days_after
from claimtrail.partners.fields import HeldDays


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEvidence:
    """One piece of held evidence with its claim."""

    claim: Claim
    held: Held


def held_evidence(
    payers: Collection[str],
    *,
    store: Listings,
    today: date,
    profiled: Iterable[HeldDays] = (),
    limit: int,
) -> list[HeldEvidence]:
    """Return what is held for payers and not due yet, the next due first.

    `profiled` are the days that profiles name: they say how far ahead to look. `limit`: claims of
    one day at most.
    """
    days = _days(today, profiled)
    lists = read_each(days, lambda day: store.list_waiting(day=day, limit=limit))
    found = (
        HeldEvidence(claim=claim, held=held)
        for claim in chain.from_iterable(lists)
        if claim.payer_id in payers and not claim.is_hidden
        for held in claim.held
        if not held.overdue
    )
    return sorted(found, key=lambda one: (one.held.due_on or today, one.held.event_id))


def _days(today: date, profiled: Iterable[HeldDays]) -> list[date]:
    """Return the days on which something may be due: also those that the schedule has to do."""
    named = (one.model_dump(exclude_none=True).values() for one in profiled)
    longest = max((*DEFAULT_DAYS.values(), *(days for some in named for days in some)))
    last = business_days_after(today, longest)
    first = today - timedelta(days=LOOK_BACK_DAYS)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
