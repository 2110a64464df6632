"""People's decisions about what a doubtful partition means: facts like any other, one by one.

The event and its statement are those of any decision (`facts/decisions.py`).
"""

from collections.abc import Iterable

from claimtrail.claims.facts.decisions import MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.claim_parts import MatchDecision


def last_decision(events: Iterable[ClaimEvent]) -> ClaimEvent | None:
    """Return the decision that stands among a partition's own events; None when nobody decided."""
    made = {event.fact.number: event for event in events if isinstance(event.fact, MatchDecided)}
    return made[max(made)] if made else None


def standing(events: Iterable[ClaimEvent]) -> MatchDecided | None:
    """Return what that decision says."""
    last = last_decision(events)
    return last.fact if last and isinstance(last.fact, MatchDecided) else None


def match_decisions_of(events: Iterable[ClaimEvent]) -> tuple[MatchDecision, ...]:
    """Return the decisions among a claim's events, the first one made first."""
    made = [(event, event.fact) for event in events if isinstance(event.fact, MatchDecided)]
    return tuple(
        MatchDecision(
            event_id=event.event_id,
            number=fact.number,
            decision=fact.decision,
            accepted=fact.accepted,
            rejected=fact.rejected,
            by=event.source.partner_id,
            at=event.recorded_at,
            why=fact.why,
            source=event.source,
        )
        for event, fact in sorted(made, key=lambda one: (one[0].recorded_at, one[1].number))
    )
