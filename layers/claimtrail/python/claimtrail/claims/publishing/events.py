"""The publication of a stored change, to trail and bus.

Ids, states, codes and cents, never who it is.

Event ids follow from the claim, its version and what is reported, so telling twice is recognized.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import (
    DecisionOnEvidence,
    Held,
    LifecycleStep,
    MatchDecision,
    Note,
    Related,
)
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.fold.review.exceptions import exception_id
from claimtrail.claims.fold.review.hold_deadlines import next_step
from claimtrail.claims.lifecycle.reasons import FLAGGED
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import rule
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.ids import derived_id

WAS_DUE = "was_due"
"""In the detail of `claims.status_changed`: the claim had outstayed its payer's window before."""
_Became = tuple[Source, str, str | None]
_ACTOR = "system:project_claims"
_ID_PREFIX = "bus_"


def events_of_change(change: Change) -> list[BusEvent]:
    """Return the bus events of a change.

    The new status, what is held or released, what needs review.
    """
    claim = change.claim
    events = [_status_changed(change, detail_type) for detail_type in _changes_of_status(change)]
    held = {item.event_id: item for item in claim.held}
    new, causes = frozenset(change.newly_flagged), frozenset(change.cause_event_ids)
    flagged = [note for note in claim.notes if note.reason in FLAGGED and note.event_id in new]
    became = _became(change)
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
        _match_decided(change, one) for one in claim.match_decisions if one.event_id in causes
    ]
    events += [_evidence_decided(change, one) for one in claim.decisions if one.event_id in causes]
    events += [
        _outcome_decided(change, one) for one in claim.outcome_decisions if one.event_id in causes
    ]
    events += [_exception_opened(change, held[event_id]) for event_id in change.newly_overdue]
    events += [_exception_closed(change, event_id, became) for event_id in change.no_more_overdue]
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
        event_id=_event_id(change, detail_type),
        detail_type=detail_type,
        subject_id=claim.claim_id,
        occurred_at=claim.updated_at,
        actor=_actor(step),
        correlation_id=step.source.file_id,
        payer_id=claim.payer_id,
        rule=step.rule,
        before=change.before.value if change.before else None,
        after=claim.state.value,
        **_source(step.source),
        detail={
            **_position(claim),
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
    return _about_event(
        change,
        ClaimDetailType.CLAIM_HELD,
        event_id=held.event_id,
        source=held.source,
        detail=_held_detail(held),
    )


def _superseded(change: Change, by: Related, became: Mapping[str, _Became]) -> BusEvent:
    """A claim under another number takes this one's place; the evidence is that one's 837."""
    source, _, _ = became[by.event_id]
    return _about_event(
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
    return _about_event(
        change,
        ClaimDetailType.CLAIM_REINSTATED,
        event_id=submission.event_id,
        source=submission.source,
        detail={"by_claim_id": former.claim_id, "frequency_code": former.frequency_code},
        apart=former.claim_id,
    )


def _match_decided(change: Change, decision: MatchDecision) -> BusEvent:
    """Return the event of a person's decision about a doubtful partition, and why."""
    event = _about_event(
        change,
        ClaimDetailType.CLAIM_MATCH_DECIDED,
        event_id=decision.event_id,
        source=decision.source,
        detail={
            "decision": decision.decision,
            "accepted": decision.accepted or None,
            "rejected": list(decision.rejected),
            "number": decision.number,
            "why": decision.why,
        },
    )
    return replace(event, actor=decision.by)


def _evidence_decided(change: Change, decision: DecisionOnEvidence) -> BusEvent:
    """Return the event of a person's decision about evidence that was held back, and why."""
    event = _about_event(
        change,
        ClaimDetailType.CLAIM_EVIDENCE_DECIDED,
        event_id=decision.event_id,
        source=decision.source,
        detail={
            "decision": decision.decision,
            "about_event_id": decision.about_event_id or None,
            "about_partner_id": decision.about_partner_id or None,
            "number": decision.number,
            "why": decision.why,
        },
    )
    return replace(event, actor=decision.by)


def _outcome_decided(change: Change, decision: OutcomeDecision) -> BusEvent:
    """Return the event of a person's decision about the outcome: appeal, write-off, close, ..."""
    appeal, write_off = decision.appeal, decision.write_off
    event = _about_event(
        change,
        ClaimDetailType.CLAIM_OUTCOME_DECIDED,
        event_id=decision.event_id,
        source=decision.source,
        detail={
            "act": decision.act.value,
            "status": decision.status.value,
            "number": decision.number,
            "about_event_id": decision.about_event_id or None,
            "level": appeal.level if appeal else None,
            "sent_on": appeal.sent_on.isoformat() if appeal else None,
            "sent_by": appeal.sent_by if appeal else None,
            "amount_cents": write_off.amount_cents if write_off else None,
            "is_whole": write_off.is_whole if write_off else None,
            "reason": write_off.reason if write_off else None,
            "needs_approval": write_off.needs_approval if write_off else None,
            "why": decision.why,
        },
    )
    return replace(event, actor=decision.by)


def _exception_opened(change: Change, held: Held) -> BusEvent:
    """Return what was held waited too long: both sides, since when, and what to do."""
    days = {"held_since": held.recorded_on, "due_on": held.due_on}
    return _about_event(
        change,
        ClaimDetailType.CLAIM_EXCEPTION_OPENED,
        event_id=held.event_id,
        source=held.source,
        detail={
            **_held_detail(held),
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "exception_id": exception_id(change.claim_id, held.event_id),
            "next_step": next_step(held),
        },
        rule=rule(f"held-{held.reason}"),
    )


def _exception_closed(change: Change, event_id: str, became: Mapping[str, _Became]) -> BusEvent:
    """Return the missing step came.

    What was held has been applied or noted, or waits for another.
    """
    source, result, by_rule = became[event_id]
    return _about_event(
        change,
        ClaimDetailType.CLAIM_EXCEPTION_CLOSED,
        event_id=event_id,
        source=source,
        detail={"exception_id": exception_id(change.claim_id, event_id), "result": result},
        rule=by_rule,
    )


def _held_detail(held: Held) -> dict[str, Any]:
    return {
        "evidence": held.evidence.value,
        "codes": list(held.codes),
        "wanted": held.wanted.value,
        "current": held.current.value,
        "reason": held.reason,
        "effective_on": held.effective_on.isoformat(),
        "partner_id": held.source.partner_id,
        "evidence_payer_id": held.payer_id or None,
    }


def _released(change: Change, event_id: str, became: Mapping[str, _Became]) -> BusEvent:
    source, result, by_rule = became[event_id]
    return _about_event(
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


def _became(change: Change) -> Mapping[str, _Became]:
    """Return what became of each event: its source, the result, the row that decided."""
    claim = change.claim
    found: dict[str, _Became] = {}
    found.update((one.event_id, (one.source, "waits", None)) for one in claim.held)
    found.update((one.event_id, (one.source, "noted", None)) for one in reversed(claim.notes))
    found.update((one.event_id, (one.source, "applied", one.rule)) for one in reversed(claim.steps))
    found.update((one.event_id, (one.source, "withdrawn", None)) for one in change.withdrawn)
    return found


def _flagged(change: Change, note: Note, detail_type: DetailType, *, line: str = "") -> BusEvent:
    detail = {
        "evidence": note.evidence.value,
        "codes": list(note.codes),
        "reason": note.reason,
        "effective_on": note.effective_on.isoformat(),
    }
    return _about_event(
        change,
        detail_type,
        event_id=note.event_id,
        source=note.source,
        detail=detail,
        apart=f"{note.reason}{line}",
    )


def _about_event(  # noqa: PLR0913 - one argument per part of the envelope, by keyword
    change: Change,
    detail_type: DetailType,
    *,
    event_id: str,
    source: Source,
    detail: dict[str, Any],
    rule: str | None = None,
    apart: str = "",
) -> BusEvent:
    claim = change.claim
    parts = (event_id, apart) if apart else (event_id,)
    return BusEvent(
        event_id=_event_id(change, detail_type, *parts),
        detail_type=detail_type,
        subject_id=claim.claim_id,
        occurred_at=claim.updated_at,
        actor=_ACTOR,
        correlation_id=source.file_id,
        payer_id=claim.payer_id,
        rule=rule,
        **_source(source),
        detail={**_position(claim), "evidence_event_id": event_id, **detail},
    )


def _position(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "payer_id": claim.payer_id,
        "version": claim.version,
        "state": claim.state.value,
        "state_since": claim.state_since.isoformat(),
        "escalate_on": claim.escalate_on.isoformat() if claim.escalate_on else None,
        "expected_word": claim.expectation.word if claim.expectation else None,
        "charge_cents": claim.charge_cents,
        "paid_cents": claim.paid_cents,
        "patient_responsibility_cents": claim.patient_responsibility_cents,
        "written_off_cents": claim.written_off_cents,
        "denial_codes": list(claim.denial_codes),
    }


def _actor(step: LifecycleStep) -> str:
    """Return who moved the claim: the partner whose file said so, the person who saw it, or we."""
    if step.source.channel == "person":
        return step.source.partner_id
    is_own = step.evidence is EventKind.SUBMITTED or step.after is State.SUBMITTED
    return _ACTOR if is_own else f"payer:{step.source.partner_id}"


def _source(source: Source) -> dict[str, Any]:
    return {
        "source_file_id": source.file_id,
        "source_sha256": source.sha256,
        "source_start": source.start,
        "source_end": source.end,
    }


def _event_id(change: Change, detail_type: DetailType, *parts: str) -> str:
    return derived_id(_ID_PREFIX, change.claim_id, str(change.version), detail_type.value, *parts)
