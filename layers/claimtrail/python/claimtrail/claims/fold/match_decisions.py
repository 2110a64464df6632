"""What people decided about whom a doubtful partition means: facts like any other, one by one.

Such a fact has no file. Its statement, a line of JSON, is hashed when it is made, as that of a
person's report is; whoever asks for its provenance hashes it again.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from claimtrail.claims.facts.events import ClaimEvent, MatchDecided
from claimtrail.claims.fold.model import MatchDecision
from claimtrail.claims.fold.recorded_statuses import source_of_statement
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id


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


def decision_event(  # noqa: PLR0913 - who decided what of which claim, and when, by keyword
    fact: MatchDecided,
    *,
    claim_id: str,
    payer_id: str,
    by: str,
    at: datetime,
    code_version: str,
) -> ClaimEvent:
    """Return the fact as the event of a partition; its id follows from its number alone."""
    said = _statement(claim_id, fact, by=by)
    return ClaimEvent(
        event_id=derived_id(EVENT_PREFIX, claim_id, fact.kind.value, str(fact.number)),
        claim_id=claim_id,
        payer_id=payer_id,
        effective_on=at.date(),
        recorded_at=at,
        source=source_of_statement(said, by=by, at=at, code_version=code_version, ordered_at=at),
        fact=fact,
    )


def statement(event: ClaimEvent) -> bytes:
    """Return what was stated, in the bytes that were hashed. Raises TypeError for other facts.

    `event` is the partition's own, and not as another claim was lent it.
    """
    if not isinstance(event.fact, MatchDecided):
        raise TypeError("not what a person decided")
    return _statement(event.claim_id, event.fact, by=event.source.partner_id)


def _statement(claim_id: str, fact: MatchDecided, *, by: str) -> bytes:
    said = {"claim": claim_id, "by": by, **fact.model_dump(mode="json")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
