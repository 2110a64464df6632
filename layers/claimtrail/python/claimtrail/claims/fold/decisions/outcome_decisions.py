"""People's decisions about a claim's outcome: facts like any other, numbered within the claim.

The event and its statement are those of any decision (`evidence_decisions.py`).
"""

from collections.abc import Iterable, Mapping

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.fold.outcome_model import OutcomeDecision, OutcomeStatus


def outcome_events(events: Iterable[ClaimEvent]) -> list[ClaimEvent]:
    """Return the decisions about the outcome among a claim's events, by their numbers."""
    found = [
        (event.fact.number, event) for event in events if isinstance(event.fact, OutcomeDecided)
    ]
    return [event for _, event in sorted(found, key=lambda one: (one[0], one[1].event_id))]


def outcome_fact(event: ClaimEvent) -> OutcomeDecided:
    """Return what a decision says. Raises TypeError for another fact."""
    if not isinstance(event.fact, OutcomeDecided):
        raise TypeError("not a decision about the outcome")
    return event.fact


def outcome_decisions_in(
    events: Iterable[ClaimEvent], statuses: Mapping[str, OutcomeStatus]
) -> tuple[OutcomeDecision, ...]:
    """Return the decisions about the outcome as the claim shows them, by their numbers.

    `statuses` are by event; one that the fold did not read has no effect.
    """
    return tuple(
        OutcomeDecision(
            event_id=event.event_id,
            number=fact.number,
            act=fact.act,
            status=statuses.get(event.event_id, OutcomeStatus.NO_EFFECT),
            effective_on=event.effective_on,
            by=event.source.partner_id,
            at=event.recorded_at,
            why=fact.why,
            appeal=fact.appeal,
            write_off=fact.write_off,
            about_event_id=fact.about_event_id,
            source=event.source,
        )
        for event in outcome_events(events)
        for fact in (outcome_fact(event),)
    )
