"""The events of a claim: which it knows, and the one order in which they are read."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from types import MappingProxyType

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.fold.claim_parts import LifecycleStep, Note
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.remittances import REVERSAL_STATUS, Order

_STAGES: MappingProxyType[EventKind, int] = MappingProxyType(
    {
        EventKind.SUBMITTED: 0,
        EventKind.INTERCHANGE_ACKNOWLEDGED: 1,
        EventKind.SET_ACKNOWLEDGED: 2,
        EventKind.MESSAGE_ACKNOWLEDGED: 2,
        EventKind.BATCH_STATUS: 3,
        EventKind.FRONT_END_STATUS: 3,
        EventKind.STATUS_REPORTED: 4,
        EventKind.TERM_REPORTED: 4,
        EventKind.REMITTED: 6,
        EventKind.MATCH_DECIDED: 7,
        EventKind.EVIDENCE_DECIDED: 7,
        EventKind.OUTCOME_DECIDED: 8,
    }
)
"""At one instant, what a claim's way through the payer's house makes come first."""

_REVERSAL_STAGE = 5
"""A reversal and its correction share a file; the taking back comes first."""


def order_of(event: ClaimEvent) -> Order:
    """Return where an event stands: effective day, file time, stage, file, place in it, id.

    The file time is ISA09/ISA10, or the start of the effective day when a file has none. When a
    file reached us plays no part, because it differs between two deliveries of one file.
    """
    fact = event.fact
    is_reversal = isinstance(fact, Remitted) and fact.status_code == REVERSAL_STATUS
    prepared_at = event.source.prepared_at
    return (
        event.effective_on,
        prepared_at or datetime.combine(event.effective_on, time(), UTC),
        _REVERSAL_STAGE if is_reversal else _STAGES[event.kind],
        event.source.sha256,
        event.source.start,
        event.event_id,
    )


def order_of_entry(entry: LifecycleStep | Note) -> Order:
    """Return where the event stands that an entry of a claim is from.

    Of a remittance, which may be a reversal, no earlier than where it stands.
    """
    source, day = entry.source, entry.effective_on
    return (
        day,
        source.prepared_at or datetime.combine(day, time(), UTC),
        _STAGES[entry.evidence],
        source.sha256,
        source.start,
        entry.event_id,
    )


def known_events(claim: Claim) -> frozenset[str]:
    """Return every event of a claim: each led to a step or a note, or is held."""
    steps, notes = (step.event_id for step in claim.steps), (note.event_id for note in claim.notes)
    return frozenset((*steps, *notes, *(held.event_id for held in claim.held)))


def in_order(events: Iterable[ClaimEvent]) -> list[ClaimEvent]:
    """Return the events once each, in order.

    Two copies of an event differ at most in when they came; the one recorded first is taken.
    """
    first: dict[str, ClaimEvent] = {}
    for event in events:
        known = first.get(event.event_id)
        if known is None or _arrival(event) < _arrival(known):
            first[event.event_id] = event
    return sorted(first.values(), key=order_of)


def _arrival(event: ClaimEvent) -> tuple[datetime, datetime, str]:
    return event.recorded_at, event.source.received_at, event.source.code_version
