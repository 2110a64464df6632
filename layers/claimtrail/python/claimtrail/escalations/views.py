"""Escalations as rows for people: plain data, no formatting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.escalations.model import (
    END_REASON_WORDS,
    EndReason,
    Escalation,
    EscalationEntry,
    EscalationEventType,
)
from claimtrail.escalations.reasons import REASONS
from claimtrail.escalations.rules import days_past


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRow:
    """One line of a list of escalations."""

    escalation_id: str
    claim_id: str
    payer_id: str
    claim_state: str
    """As it was when the escalation began."""
    reason: str
    """The code of the reason: `no_277ca`."""
    why: str
    """Its words: `no 277CA`."""
    charge_cents: int
    due_on: date
    """The last day on which the word was in time; `days_past` after it is the day of the row."""
    escalate_on: date
    """The first day on which the word was late."""
    days_past: int
    """Whole days past due, at the end or today."""
    status: str
    last: str
    """The last thing that happened: `notified`, `ticketed`, `escalated_to_manager`, `ended`."""
    last_at: datetime
    owner: str
    rule: str
    ticket_id: str
    end_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """The escalations of one reason, counted."""

    why: str
    """The reason's words: `no 277CA`."""
    claims: int
    charge_cents: int
    oldest_on: date
    """The day on which the one that is late longest was due."""
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One line of an escalation's history."""

    at: datetime
    event_type: str
    to: str
    note: str
    actor: str


_BOOK_KEEPING = frozenset({EscalationEventType.RESUMED})
"""Not what a reader means by the last thing that happened."""


def escalation_rows(escalations: Iterable[Escalation], *, today: date) -> list[EscalationRow]:
    """Return the escalations, in the order given."""
    return [_row(escalation, today) for escalation in escalations]


def reason_counts(rows: Iterable[EscalationRow]) -> list[ReasonCount]:
    """Return the rows by reason, in the order in which a claim meets the reasons."""
    by_reason: dict[str, list[EscalationRow]] = {}
    for row in rows:
        by_reason.setdefault(row.reason, []).append(row)
    return [
        ReasonCount(
            why=rule.words,
            claims=len(found),
            charge_cents=sum(row.charge_cents for row in found),
            oldest_on=min(row.due_on for row in found),
            next_step=rule.next_step,
        )
        for reason, rule in REASONS.items()
        if (found := by_reason.get(reason.value))
    ]


def history_rows(escalation: Escalation) -> list[HistoryRow]:
    """Return everything that happened, oldest first."""
    return [
        HistoryRow(
            at=entry.at,
            event_type=entry.event_type.value,
            to=entry.to,
            note=_note(entry),
            actor=entry.actor,
        )
        for entry in escalation.history
    ]


def _note(entry: EscalationEntry) -> str:
    """Return a note as people read it: that of an end is stored as the code of its reason."""
    is_end = entry.event_type is EscalationEventType.ENDED
    return END_REASON_WORDS[EndReason(entry.note)] if is_end and entry.note else entry.note


def _row(escalation: Escalation, today: date) -> EscalationRow:
    published = [entry for entry in escalation.history if entry.event_type not in _BOOK_KEEPING]
    until = escalation.ended_at.date() if escalation.ended_at else today
    return EscalationRow(
        escalation_id=escalation.escalation_id,
        claim_id=escalation.claim_id,
        payer_id=escalation.payer_id,
        claim_state=escalation.state_at_start.value,
        reason=escalation.reason.value,
        why=REASONS[escalation.reason].words,
        charge_cents=escalation.charge_cents,
        due_on=escalation.due_on,
        escalate_on=escalation.escalate_on,
        days_past=days_past(escalation.escalate_on, today=until),
        status=escalation.status.value,
        last=published[-1].event_type.value if published else "",
        last_at=published[-1].at if published else escalation.started_at,
        owner=escalation.owner,
        rule=escalation.rule,
        ticket_id=escalation.ticket_id or "",
        end_reason=escalation.end_reason.value if escalation.end_reason else "",
    )
