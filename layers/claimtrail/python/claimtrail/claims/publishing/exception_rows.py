"""Rows of `exceptions` out of a claim's change: what needs review since then, and what no more."""

from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note, Reference
from claimtrail.claims.fold.review.exceptions import HELD, REFERENCE, exception_id, reference_id
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.rows.exceptions import ExceptionRow
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.datasets.rows import day_text, joined

UNMATCHED = "unmatched"
"""Evidence of a claim that nobody has submitted here: its 837 has not come, or it is not ours."""
_OPEN = "open"
_OVERDUE = "overdue"
_RESOLVED = "resolved"
_VANISHED = "no_longer_so"
"""The submission was replaced, or what came since puts the fact right."""
_FIXED = "registered"


def exception_rows(change: Change) -> list[ExceptionRow]:
    """Return the exceptions that a change opens, and those that it resolves."""
    held = {item.event_id: item for item in change.claim.held}
    new = frozenset(change.newly_flagged)
    flagged = [
        note for note in change.claim.notes if note.reason in FLAGGED and note.event_id in new
    ]
    places: dict[str, Held | LifecycleStep | Note] = {}
    if change.released:
        entries: tuple[LifecycleStep | Note, ...] = (*change.claim.steps, *change.claim.notes)
        places.update((one.event_id, one) for one in reversed(entries))
        places.update((one.event_id, one) for one in change.withdrawn)
    # A row per exception and version: of what is held and overdue at once, the latter.
    late = frozenset(change.newly_overdue)
    waits = [event_id for event_id in change.newly_held if event_id not in late]
    waits += [event_id for event_id in change.no_more_overdue if event_id in held]
    return [
        *(_held_row(change, held[event_id], status=_OPEN) for event_id in waits),
        *(_held_row(change, held[event_id], status=_OVERDUE) for event_id in change.newly_overdue),
        *(_row(change, found=note, cause=note.reason, wanted=None) for note in flagged),
        *(_reference_row(change, broken) for broken in change.newly_broken),
        *(
            _exception(change, exception_id(change.claim_id, event_id), places[event_id])
            for event_id in change.released
            if event_id not in held
        ),
        *(
            _healed(_row(change, found=note, cause=note.reason, wanted=None), _VANISHED)
            for note in change.unflagged
        ),
        *(_healed(_reference_row(change, fixed), _FIXED) for fixed in change.fixed),
    ]


def _held_row(change: Change, held: Held, *, status: str) -> ExceptionRow:
    return _row(
        change,
        found=held,
        cause=UNMATCHED if held.reason == HoldReason.NO_SUBMISSION else HELD,
        status=status,
        wanted=held.wanted.value,
    )


def _row(
    change: Change, *, found: Held | Note, cause: str, wanted: str | None, status: str = _OPEN
) -> ExceptionRow:
    # A fact is held for one reason after another; it stays one exception until it is released.
    kind = cause if isinstance(found, Note) else HELD
    row = _exception(change, exception_id(change.claim_id, found.event_id, kind), found)
    return {**row, "status": status, "cause": cause, "reason": found.reason, "state_wanted": wanted}


def _reference_row(change: Change, reference: Reference) -> ExceptionRow:
    """Return what a claim points at and is not registered (so); the submission is the fact."""
    row = _row(change, found=change.claim.note_of(reference), cause=REFERENCE, wanted=None)
    return {**row, "exception_id": reference_id(change.claim_id, reference)}


def _healed(row: ExceptionRow, reason: str) -> ExceptionRow:
    """Return the same exception once it holds no more."""
    return {**row, "status": _RESOLVED, "reason": reason}


def _exception(change: Change, identifier: str, found: Held | LifecycleStep | Note) -> ExceptionRow:
    """Return the row of evidence that was held and has been applied, noted, or withdrawn."""
    claim = change.claim
    return {
        "exception_id": identifier,
        "version": change.version,
        "status": _RESOLVED,
        "cause": HELD,
        "reason": "released",
        "claim_id": change.claim_id,
        "payer_id": claim.payer_id,
        "event_id": found.event_id,
        "evidence": found.evidence.value,
        "codes": joined(found.codes),
        "state": claim.state.value,
        "state_wanted": None,
        "effective_on": found.effective_on.isoformat(),
        "due_on": day_text(found.due_on) if isinstance(found, Held) else None,
        "recorded_at": format_instant(claim.updated_at),
        "partner_id": found.source.partner_id,
        "owner_id": claim.owner_id or None,
        "file_id": found.source.file_id,
        "source_sha256": found.source.sha256,
        "source_start": found.source.start,
        "source_end": found.source.end,
    }
