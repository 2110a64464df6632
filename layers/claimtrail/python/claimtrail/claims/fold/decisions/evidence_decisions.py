"""People's decisions about evidence that is held back: facts like any other, numbered by subject.

A decision is about one event, or about all that one partner delivered of one claim. That about the
event goes before that about its source. A source's covers authority alone; an event's covers the
event's faults too. Such a fact has no file: its statement, a line of JSON, is hashed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from claimtrail.claims.facts.decisions import EvidenceDecided, EvidenceDecision, MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.fold.claim_parts import DecisionOnEvidence
from claimtrail.claims.fold.decisions.recorded_statuses import source_of_statement
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

Decided = MatchDecided | EvidenceDecided | OutcomeDecided
"""The facts by which people decide, each numbered."""
_A, _R = EvidenceDecision.ACCEPTED, EvidenceDecision.REJECTED


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that stand, by subject: an event or a partner."""

    by_subject: Mapping[str, ClaimEvent] = field(default_factory=dict)

    def last_about(self, subject: str) -> ClaimEvent | None:
        """Return the decision that stands about an event or a partner, withdrawn ones included."""
        return self.by_subject.get(subject)

    def accepts(self, event: ClaimEvent) -> bool:
        """Tell whether a person accepted an event, or its source, which may lack authority."""
        about = self._about(event.event_id)
        return (about or self._about(event.source.partner_id)) is _A

    def accepts_event(self, event: ClaimEvent) -> bool:
        """Tell whether a person accepted this very event, with its faults."""
        return self._about(event.event_id) is _A

    def acceptance_of(self, event: ClaimEvent) -> ClaimEvent | None:
        """Return the decision by which a person accepted an event or its source, if one did."""
        if not self.accepts(event):
            return None
        is_own = self._about(event.event_id) is _A
        return self.by_subject[event.event_id if is_own else event.source.partner_id]

    def rejects_event(self, event: ClaimEvent) -> bool:
        """Tell whether a person rejected this very event."""
        return self._about(event.event_id) is _R

    def rejects_source(self, event: ClaimEvent) -> bool:
        """Tell whether a person rejected what the event's source says of the claim."""
        is_undecided = self._about(event.event_id) is None
        return is_undecided and self._about(event.source.partner_id) is _R

    def _about(self, subject: str) -> EvidenceDecision | None:
        found = self.by_subject.get(subject)
        fact = found.fact if found else None
        if not isinstance(fact, EvidenceDecided) or fact.decision is EvidenceDecision.WITHDRAWN:
            return None
        return fact.decision


def decisions_among(events: Iterable[ClaimEvent]) -> Decisions:
    """Return the last decision about each subject."""
    found: dict[str, ClaimEvent] = {}
    for event in events:
        if isinstance(event.fact, EvidenceDecided):
            known = found.get(event.fact.subject)
            if known is None or _order(known) < _order(event):
                found[event.fact.subject] = event
    return Decisions(found)


def decisions_in(events: Iterable[ClaimEvent]) -> tuple[DecisionOnEvidence, ...]:
    """Return the decisions among events as the claim shows them, in the order of their making."""
    found = (
        DecisionOnEvidence(
            event_id=event.event_id,
            number=event.fact.number,
            decision=event.fact.decision.value,
            about_event_id=event.fact.event_id,
            about_partner_id=event.fact.partner_id,
            by=event.source.partner_id,
            at=event.recorded_at,
            why=event.fact.why,
            source=event.source,
        )
        for event in events
        if isinstance(event.fact, EvidenceDecided)
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.number, one.event_id)))


def decision_event(  # noqa: PLR0913 - who decided what of which claim, and when, by keyword
    fact: Decided,
    *,
    claim_id: str,
    payer_id: str,
    by: str,
    at: datetime,
    code_version: str,
    effective_on: date | None = None,
) -> ClaimEvent:
    """Return a person's decision as an event of the claim, or of the partition in doubt.

    Its id follows from the decision's number, and from the subject of one about evidence. Without
    `effective_on` it holds from the day on which it was made.
    """
    on = effective_on or at.date()
    said = _statement(claim_id, fact, by=by, on=on)
    subject = (fact.subject,) if isinstance(fact, EvidenceDecided) else ()
    return ClaimEvent(
        event_id=derived_id(EVENT_PREFIX, claim_id, fact.kind.value, *subject, str(fact.number)),
        claim_id=claim_id,
        payer_id=payer_id,
        effective_on=on,
        recorded_at=at,
        source=source_of_statement(said, by=by, at=at, code_version=code_version, ordered_at=at),
        fact=fact,
    )


def statement(event: ClaimEvent) -> bytes:
    """Return what was stated, in the bytes that were hashed. Raises TypeError for other facts.

    `event` is the claim's or partition's own, and not as another claim was lent it.
    """
    if not isinstance(event.fact, Decided):
        raise TypeError("not what a person decided")
    by, on = event.source.partner_id, event.effective_on
    return _statement(event.claim_id, event.fact, by=by, on=on)


def _order(event: ClaimEvent) -> tuple[int, datetime, str]:
    number = event.fact.number if isinstance(event.fact, EvidenceDecided) else 0
    return number, event.recorded_at, event.event_id


def _statement(claim_id: str, fact: Decided, *, by: str, on: date) -> bytes:
    said = {"claim": claim_id, "by": by, **fact.model_dump(mode="json")}
    if isinstance(fact, OutcomeDecided):
        said["effective_on"] = on.isoformat()
        if fact.write_off and not fact.write_off.is_early:
            # The bytes of decisions that were hashed before the field was there stay the same.
            del said["write_off"]["open_until"]
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
