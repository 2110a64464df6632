"""People's decisions about whom a doubtful partition means: facts like any other, one by one.

The event and its statement are those of any decision (`decisions.py`).
"""

from collections.abc import Iterable

from claimtrail.claims.facts.events import ClaimEvent, MatchDecided
from claimtrail.claims.fold.model import MatchDecision


def last_decision(events: Iterable[ClaimEvent]) -> ClaimEvent | None:
    """Return the decision that stands among a partition's own events; None when nobody decided."""
    made = {event.fact.number: event for event in events if isinstance(event.fact, MatchDecided)}
    return made[max(made)] if made else None


def standing(events: Iterable[ClaimEvent]) -> MatchDecided | None:
    """Return what that decision says."""
    last = last_decision(events)
    return last.fact if last and isinstance(last.fact, MatchDecided) else None


def match_decisions_of(ordered: Iterable[ClaimEvent]) -> tuple[MatchDecision, ...]:
    """Return the decisions among events in order, as the claim tells of them."""
    return tuple(
        MatchDecision(
            event_id=event.event_id,
            number=event.fact.number,
            decision=event.fact.decision,
            means=event.fact.means,
            refused=event.fact.refused,
            by=event.source.partner_id,
            at=event.recorded_at,
            why=event.fact.why,
            source=event.source,
        )
        for event in ordered
        if isinstance(event.fact, MatchDecided)
    )
