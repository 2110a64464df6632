"""Escalations as rows for people: plain data, no formatting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.escalations.model import Escalation, EscalationEventType
from claimtrail.escalations.rules import days_past


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRow:
    """One line of a list of escalations."""

    escalation_id: str
    claim_id: str
    payer_id: str
    claim_state: str
    """As it was when the escalation began."""
    charge_cents: int
    escalate_on: date
    days_past: int
    """Whole days past the window, at the end or today."""
    status: str
    last: str
    """The last thing that happened: `notified`, `reminded`, `ticketed`, `raised`, `ended`."""
    last_at: datetime
    owner: str
    rule: str
    ticket_id: str
    end_reason: str


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


def history_rows(escalation: Escalation) -> list[HistoryRow]:
    """Return everything that happened, oldest first."""
    return [
        HistoryRow(
            at=entry.at,
            event_type=entry.event_type.value,
            to=entry.to,
            note=entry.note,
            actor=entry.actor,
        )
        for entry in escalation.history
    ]


def _row(escalation: Escalation, today: date) -> EscalationRow:
    published = [entry for entry in escalation.history if entry.event_type not in _BOOK_KEEPING]
    until = escalation.ended_at.date() if escalation.ended_at else today
    return EscalationRow(
        escalation_id=escalation.escalation_id,
        claim_id=escalation.claim_id,
        payer_id=escalation.payer_id,
        claim_state=escalation.state_at_start.value,
        charge_cents=escalation.charge_cents,
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
