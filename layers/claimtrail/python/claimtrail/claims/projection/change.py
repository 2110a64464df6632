"""The change between two versions of a claim."""

from datetime import datetime, timedelta

from claimtrail.claims.fold.claim_parts import Held, Note, Reference
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.ordering import known_events
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY, overdue
from claimtrail.claims.lifecycle.action_rules import STATE_RULES
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.store.changes import Change

_CLOCKS_DIFFER = timedelta(hours=1)
"""The most by which the clocks of two functions differ. Not a day: a 999 that comes on its last day
in time is the rule, and wakes nobody."""


def change_between(stored: Claim | None, claim: Claim) -> Change:
    """Return what leads from a stored claim to the next one."""
    version = (stored.version if stored else 0) + 1
    known = known_events(stored) if stored else frozenset()
    held, held_before = _held(claim), _held(stored)
    newly_held = [key[0] for key in held if key not in held_before]
    released = [key for key in held_before if key not in held]
    flags, flags_before = _flags(claim), _flags(stored)
    broken, broken_before = _broken(claim), _broken(stored)
    late, late_before = _overdue(claim), _overdue(stored)
    return Change(
        claim_id=claim.claim_id,
        version=version,
        before=stored.state if stored else None,
        claim=claim.model_copy(update={"version": version}),
        cause_event_ids=tuple(sorted(known_events(claim) - known)),
        newly_held=tuple(newly_held),
        released=tuple(sorted(event_id for event_id, _ in released)),
        gained_authority=tuple(sorted(event_id for event_id, lacked in released if lacked)),
        withdrawn=tuple(
            item
            for item in (stored.held if stored else ())
            if item.event_id not in known_events(claim)
        ),
        newly_flagged=tuple(sorted({event_id for event_id, _ in flags.keys() - flags_before})),
        unflagged=tuple(flags_before[key] for key in sorted(flags_before.keys() - flags.keys())),
        newly_broken=tuple(
            reference
            for key, reference in broken.items()
            if key not in broken_before or broken_before[key].fault is not reference.fault
        ),
        fixed=tuple(reference for key, reference in broken_before.items() if key not in broken),
        newly_overdue=tuple(sorted(late - late_before.difference(newly_held))),
        was_due=_was_due(stored, claim.updated_at),
        outcome_changed=_has_changed_outcome(stored, claim),
        newly_superseded_by=tuple(sorted(_successors(claim) - _successors(stored))),
        no_more_superseded_by=tuple(
            one
            for one in (stored.superseded_by if stored else ())
            if one.claim_id not in _successors(claim)
        ),
        no_more_overdue=tuple(sorted(late_before - late)),
    )


def _held(claim: Claim | None) -> dict[tuple[str, bool], Held]:
    """Return what is held, by event and whether for lack of authority: that is another matter."""
    held = claim.held if claim else ()
    return {(item.event_id, item.reason in WITHOUT_AUTHORITY): item for item in held}


def _overdue(claim: Claim | None) -> frozenset[str]:
    return overdue(claim) if claim and claim.held else frozenset()


def _was_due(stored: Claim | None, now: datetime) -> bool:
    """Return whether an escalation may have begun, by a clock that runs ahead of this one."""
    day = stored.escalate_on if stored else None
    return day is not None and day <= (now + _CLOCKS_DIFFER).date()


def _has_changed_outcome(stored: Claim | None, claim: Claim) -> bool:
    """Tell whether an outcome that a person acts on is another one, under the same state."""
    if stored is None or stored.state is not claim.state or claim.state not in STATE_RULES:
        return False
    return _outcome(stored) != _outcome(claim)


def _outcome(claim: Claim) -> tuple[object, ...]:
    """Return the fields that decide about the next action."""
    return (
        claim.state_since,
        claim.steps[-1].event_id if claim.steps else "",
        claim.denial_codes,
        claim.denial_remark_codes,
        claim.denied_parts,
        claim.denied_cents,
        claim.balance_cents,
    )


def _successors(claim: Claim | None) -> frozenset[str]:
    return frozenset(one.claim_id for one in claim.superseded_by) if claim else frozenset()


def _flags(claim: Claim | None) -> dict[tuple[str, str], Note]:
    """Return the notes that need review, by event and reason."""
    notes = claim.notes if claim else ()
    return {(note.event_id, note.reason): note for note in notes if note.reason in FLAGGED}


def _broken(claim: Claim | None) -> dict[tuple[str, str], Reference]:
    """Return the references that do not hold, by kind and line."""
    references = claim.references if claim else ()
    return {(each.kind.value, each.line): each for each in references if each.fault}
