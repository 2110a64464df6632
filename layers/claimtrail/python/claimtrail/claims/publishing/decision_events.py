"""The events of people's decisions about a claim, and of the exceptions that they decide."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.fold.claim_parts import DecisionOnEvidence, Held, MatchDecision
from claimtrail.claims.fold.outcome_model import OutcomeDecision
from claimtrail.claims.fold.review.exceptions import exception_id
from claimtrail.claims.fold.review.hold_deadlines import next_step
from claimtrail.claims.lifecycle.transitions import rule
from claimtrail.claims.publishing.event_envelope import Became, about_event, held_detail
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.bus import BusEvent


def match_decided(change: Change, decision: MatchDecision) -> BusEvent:
    """Return the event of a person's decision about a doubtful partition, and why."""
    event = about_event(
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


def evidence_decided(change: Change, decision: DecisionOnEvidence) -> BusEvent:
    """Return the event of a person's decision about evidence that was held back, and why."""
    event = about_event(
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


def outcome_decided(change: Change, decision: OutcomeDecision) -> BusEvent:
    """Return the event of a person's decision about the outcome: appeal, write-off, close, ..."""
    appeal, write_off = decision.appeal, decision.write_off
    event = about_event(
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
            "sent_on": _day(appeal.sent_on) if appeal else None,
            "sent_by": appeal.sent_by if appeal else None,
            "amount_cents": write_off.amount_cents if write_off else None,
            "is_whole": write_off.is_whole if write_off else None,
            "reason": write_off.reason if write_off else None,
            "needs_approval": write_off.needs_approval if write_off else None,
            "open_until": _day(write_off.open_until) if write_off else None,
            "why": decision.why,
        },
    )
    return replace(event, actor=decision.by)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def exception_opened(change: Change, held: Held) -> BusEvent:
    """Return the event of a record held too long: both sides, since when, and what to do."""
    days = {"held_since": held.recorded_on, "due_on": held.due_on}
    opened = exception_id(change.claim_id, held.event_id)
    return about_event(
        change,
        ClaimDetailType.CLAIM_EXCEPTION_OPENED,
        event_id=held.event_id,
        source=held.source,
        detail={
            **held_detail(held),
            **{name: _day(day) for name, day in days.items()},
            "exception_id": opened,
            "next_step": next_step(held, claim_id=change.claim_id, exception_id=opened),
        },
        rule=rule(f"held-{held.reason}"),
    )


def exception_closed(change: Change, event_id: str, became: Mapping[str, Became]) -> BusEvent:
    """Return the event of such a record that has been applied or noted, or waits for another."""
    source, result, by_rule = became[event_id]
    return about_event(
        change,
        ClaimDetailType.CLAIM_EXCEPTION_CLOSED,
        event_id=event_id,
        source=source,
        detail={"exception_id": exception_id(change.claim_id, event_id), "result": result},
        rule=by_rule,
    )
