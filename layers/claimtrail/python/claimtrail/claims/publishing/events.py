"""The publication of a stored change, to trail and bus.

Ids, states, codes and cents, never who it is.

Event ids follow from the claim, its version and what is reported, so telling twice is recognized.
"""

from collections.abc import Mapping

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import Held, LifecycleStep, Note, Related
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.publishing.decision_events import (
    evidence_decided,
    exception_closed,
    exception_opened,
    match_decided,
    outcome_decided,
)
from claimtrail.claims.publishing.event_envelope import (
    PROJECTOR,
    Became,
    about_event,
    event_id_of,
    held_detail,
    position_of,
    results_of,
    source_fields,
)
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.bus import BusEvent, DetailType

WAS_DUE = "was_due"
"""In the detail of `claims.status_changed`: the claim had outstayed its payer's window before."""


def events_of_change(change: Change) -> list[BusEvent]:
    """Return the bus events of a change.

    The new status, what is held or released, what needs review.
    """
    claim = change.claim
    events = [_status_changed(change, detail_type) for detail_type in _changes_of_status(change)]
    held = {item.event_id: item for item in claim.held}
    new, causes = frozenset(change.newly_flagged), frozenset(change.cause_event_ids)
    flagged = [note for note in claim.notes if note.reason in FLAGGED and note.event_id in new]
    became = results_of(change)
    events += [_held(change, held[event_id]) for event_id in change.newly_held]
    events += [_released(change, event_id, became) for event_id in change.released]
    events += [_flagged(change, note, ClaimDetailType.CLAIM_FLAGGED) for note in flagged]
    events += [_flagged(change, note, ClaimDetailType.CLAIM_UNFLAGGED) for note in change.unflagged]
    events += [
        _flagged(change, claim.note_of(one), detail_type, line=one.line)
        for detail_type, references in (
            (ClaimDetailType.CLAIM_FLAGGED, change.newly_broken),
            (ClaimDetailType.CLAIM_UNFLAGGED, change.fixed),
        )
        for one in references
    ]
    events += [
        _superseded(change, one, became)
        for one in claim.superseded_by
        if one.claim_id in change.newly_superseded_by
    ]
    events += [_reinstated(change, one) for one in change.no_more_superseded_by]
    events += [
        match_decided(change, one) for one in claim.match_decisions if one.event_id in causes
    ]
    events += [evidence_decided(change, one) for one in claim.decisions if one.event_id in causes]
    events += [
        outcome_decided(change, one) for one in claim.outcome_decisions if one.event_id in causes
    ]
    events += [exception_opened(change, held[event_id]) for event_id in change.newly_overdue]
    events += [exception_closed(change, event_id, became) for event_id in change.no_more_overdue]
    return events


def _changes_of_status(change: Change) -> list[DetailType]:
    """Return the type of the event that reports the status, or its reasons; none when both stay."""
    if _has_changed_status(change):
        return [ClaimDetailType.CLAIM_STATUS_CHANGED]
    return [ClaimDetailType.CLAIM_OUTCOME_CHANGED] if change.outcome_changed else []


def _has_changed_status(change: Change) -> bool:
    """Return whether a step changed the status; a claim of held evidence alone stays in DRAFT."""
    is_new = change.before is None
    return bool(change.claim.steps) and (is_new or change.before is not change.claim.state)


def _status_changed(change: Change, detail_type: DetailType) -> BusEvent:
    claim = change.claim
    step = claim.steps[-1]
    return BusEvent(
        event_id=event_id_of(change, detail_type),
        detail_type=detail_type,
        subject_id=claim.claim_id,
        occurred_at=claim.updated_at,
        actor=_actor(step),
        correlation_id=step.source.file_id,
        payer_id=claim.payer_id,
        rule=step.rule,
        before=change.before.value if change.before else None,
        after=claim.state.value,
        **source_fields(step.source),
        detail={
            **position_of(claim),
            "before": change.before.value if change.before else None,
            "after": claim.state.value,
            "evidence": step.evidence.value,
            "codes": list(step.codes),
            "evidence_event_id": step.event_id,
            "inferred_steps": [
                item.after.value
                for item in claim.steps
                if item.inferred and item.event_id == step.event_id
            ],
            "cause_event_ids": list(change.cause_event_ids),
            WAS_DUE: change.was_due,
        },
    )


def _held(change: Change, held: Held) -> BusEvent:
    return about_event(
        change,
        ClaimDetailType.CLAIM_HELD,
        event_id=held.event_id,
        source=held.source,
        detail=held_detail(held),
    )


def _superseded(change: Change, by: Related, became: Mapping[str, Became]) -> BusEvent:
    """A claim under another number takes this one's place; the evidence is that one's 837."""
    source, _, _ = became[by.event_id]
    return about_event(
        change,
        ClaimDetailType.CLAIM_SUPERSEDED,
        event_id=by.event_id,
        source=source,
        detail={"by_claim_id": by.claim_id, "frequency_code": by.frequency_code},
        rule=by.rule,
    )


def _reinstated(change: Change, former: Related) -> BusEvent:
    """It turned out that the other claim is not the one that takes this one's place."""
    submission = change.claim.submissions[-1]
    return about_event(
        change,
        ClaimDetailType.CLAIM_REINSTATED,
        event_id=submission.event_id,
        source=submission.source,
        detail={"by_claim_id": former.claim_id, "frequency_code": former.frequency_code},
        apart=former.claim_id,
    )


def _released(change: Change, event_id: str, became: Mapping[str, Became]) -> BusEvent:
    source, result, by_rule = became[event_id]
    return about_event(
        change,
        ClaimDetailType.CLAIM_RELEASED,
        event_id=event_id,
        source=source,
        detail={
            "result": result,
            "gained_authority": event_id in change.gained_authority,
        },
        rule=by_rule,
    )


def _flagged(change: Change, note: Note, detail_type: DetailType, *, line: str = "") -> BusEvent:
    detail = {
        "evidence": note.evidence.value,
        "codes": list(note.codes),
        "reason": note.reason,
        "effective_on": note.effective_on.isoformat(),
    }
    return about_event(
        change,
        detail_type,
        event_id=note.event_id,
        source=note.source,
        detail=detail,
        apart=f"{note.reason}{line}",
    )


def _actor(step: LifecycleStep) -> str:
    """Return who moved the claim: the partner whose file said so, the person who saw it, or we."""
    if step.source.channel == "person":
        return step.source.partner_id
    is_own = step.evidence is EventKind.SUBMITTED or step.after is State.SUBMITTED
    return PROJECTOR if is_own else f"payer:{step.source.partner_id}"
