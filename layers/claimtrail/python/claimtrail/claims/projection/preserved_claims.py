"""Claims that are preserved: they keep their last projected state, and are an exception.

Such a claim has taken more than a claim may take (`limits.py`), or has failed again and again. One
piece of its evidence is held for that reason and overdue at once, so that it is listed, published
and ticketed as other exceptions are, and closes by itself once the claim is projected again. Until
then its further events are stored, and cost no more than a look at the claim.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.fold import fold
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import known_events
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.review.hold_deadlines import (
    DEFAULT_DAYS,
    WITHOUT_AUTHORITY,
    HoldReason,
    due_on,
)
from claimtrail.claims.store.partitions import Partition

PRESERVED = frozenset(
    {
        HoldReason.TOO_MANY_EVENTS.value,
        HoldReason.TOO_MANY_LINKS.value,
        HoldReason.OUT_OF_TIME.value,
    }
)
"""Reasons for which something is held of a claim that is preserved."""


def is_preserved(claim: Claim | None) -> bool:
    """Tell whether a claim is not projected any more."""
    return claim is not None and any(held.reason in PRESERVED for held in claim.held)


def preserve(  # noqa: PLR0913 - the claim, what was read of it, and why
    claim_id: str,
    partition: Partition,
    reason: HoldReason,
    codes: Sequence[str],
    *,
    policy: Callable[[str], PayerPolicy],
    now: datetime,
) -> Claim | None:
    """Return the claim as it stands, with what preserves it; None when there is no evidence.

    A claim that was never projected stands as its first record alone has it.
    """
    events = sorted(partition.events, key=lambda event: event.event_id)
    if not events:
        return None
    stored = partition.change.claim if partition.change else None
    if stored is None:
        stored = fold(events[:1], claim_id=claim_id, policy=policy, now=now)
    known = known_events(stored)
    unknown = (event for event in events if event.event_id not in known)
    return stored.model_copy(
        update={
            "held": (*stored.held, _held(next(unknown, events[-1]), stored, reason, codes, now)),
            "event_count": max(stored.event_count, len(events)),
            "updated_at": now,
        }
    )


def _held(
    event: ClaimEvent, claim: Claim, reason: HoldReason, codes: Sequence[str], now: datetime
) -> Held:
    recorded_on = now.date()
    return Held(
        event_id=event.event_id,
        evidence=event.kind,
        codes=tuple(codes),
        wanted=claim.state,
        current=claim.state,
        reason=reason.value,
        effective_on=event.effective_on,
        source=event.source,
        recorded_on=recorded_on,
        due_on=due_on(recorded_on=recorded_on, reason=reason.value, days=DEFAULT_DAYS),
    )


def counted(claim: Claim) -> int:
    """Return how many events of a claim have authority."""
    return claim.event_count - sum(held.reason in WITHOUT_AUTHORITY for held in claim.held)


def is_left_out(claim: Claim, sources: Sequence[str]) -> bool:
    """Tell whether all that was read of these partners is held because they have no authority."""
    if not sources:
        return True
    heard = {step.source.partner_id for step in claim.steps}
    heard |= {note.source.partner_id for note in claim.notes}
    heard |= {
        held.source.partner_id
        for held in claim.held
        if held.reason not in {*WITHOUT_AUTHORITY, HoldReason.TOO_MANY_OF_SOURCE.value}
    }
    return heard.isdisjoint(sources)


def with_cut_sources(
    claim: Claim, events: Sequence[ClaimEvent], sources: Sequence[str], *, now: datetime
) -> Claim:
    """Return the claim with an exception for each partner whose events were not all read."""
    if not sources:
        return claim
    last = {event.source.partner_id: event for event in events}
    codes = ("source=read_in_part",)
    found = [
        _held(last[source], claim, HoldReason.TOO_MANY_OF_SOURCE, codes, now)
        for source in sources
        if source in last
    ]
    ids = {held.event_id for held in found}
    others = (held for held in claim.held if held.event_id not in ids)
    return claim.model_copy(update={"held": (*others, *found)})


def unheard_sources(claim: Claim) -> frozenset[str]:
    """Return the partners to whose records about a claim nobody listens any more."""
    return frozenset(
        held.source.partner_id
        for held in claim.held
        if held.reason == HoldReason.TOO_MANY_OF_SOURCE
    )
