"""Evidence without authority within the fold: held apart from everything that moves the claim."""

from collections.abc import Iterable

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.submissions import ORIGINAL, VOID, Submitted
from claimtrail.claims.fold.authority.authority import Authority
from claimtrail.claims.fold.decisions.evidence_decisions import Decisions
from claimtrail.claims.fold.ledger.claim_ledger import Ledger
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.progress import Progress
from claimtrail.claims.fold.review.hold_deadlines import DEFAULT_DAYS, WITHOUT_AUTHORITY
from claimtrail.claims.lifecycle.evidence import read
from claimtrail.claims.lifecycle.reasons import REJECTED_AUTHORITY, REJECTED_FAULTY
from claimtrail.claims.lifecycle.remittances import REVERSAL_STATUS, UNPOSTED_STATUSES
from claimtrail.claims.lifecycle.states import State


def as_accepted(event: ClaimEvent, decisions: Decisions) -> ClaimEvent:
    """Return an event as it counts: without the faults with which a person accepted it."""
    if not getattr(event.fact, "faults", ()) or not decisions.accepts_event(event):
        return event
    return event.model_copy(update={"fact": event.fact.model_copy(update={"faults": ()})})


def hold_withheld(progress: Progress, ordered: Iterable[ClaimEvent], authority: Authority) -> None:
    """Hold what has no authority, and note what a person rejected; nothing is released by it.

    Called when everything else of the claim is settled.
    """
    for event in ordered:
        objection = authority.objection(event)
        if authority.is_rejected(event):
            is_faulty = bool(getattr(event.fact, "faults", ()))
            reason = REJECTED_FAULTY if is_faulty and objection is None else REJECTED_AUTHORITY
            progress.history.note(event, _codes(event), reason)
        elif objection is not None:
            progress.history.hold(
                event,
                _codes(event),
                wanted=_wanted(event, progress),
                current=progress.state,
                reason=objection,
                days=DEFAULT_DAYS,
            )


def with_authority(claim: Claim, events: Iterable[ClaimEvent]) -> list[ClaimEvent]:
    """Return the events of a claim without those whose source has no authority over it."""
    lacking = {one.event_id for one in claim.held if one.reason in WITHOUT_AUTHORITY}
    lacking |= {one.event_id for one in claim.notes if one.reason == REJECTED_AUTHORITY}
    return [event for event in events if event.event_id not in lacking]


def _codes(event: ClaimEvent) -> tuple[str, ...]:
    """Return the codes of an event; a payer's own words are not explained for it here."""
    if isinstance(event.fact, Submitted):
        return (f"CLM05-3={event.fact.frequency_code}",)
    return read(event).codes


def _wanted(event: ClaimEvent, progress: Progress) -> State:
    """Return the state that an event asks for by itself; the claim's own if it asks for none."""
    fact = event.fact
    if isinstance(fact, Submitted):
        if fact.frequency_code == VOID:
            return State.VOIDED
        return State.SUBMITTED if fact.frequency_code == ORIGINAL else State.RESUBMITTED
    if not isinstance(fact, Remitted):
        return read(event).target or progress.state
    if fact.status_code == REVERSAL_STATUS:
        return State.REVERSED
    if fact.status_code in UNPOSTED_STATUSES:
        return UNPOSTED_STATUSES[fact.status_code]
    return Ledger().post(progress.posting_of(event, fact)).outcome(progress.cycle)
