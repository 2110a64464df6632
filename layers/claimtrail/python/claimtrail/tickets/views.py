"""Tickets as rows for people, one by one and by cause: plain data, no formatting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import (
    TICKET_STATUS_WORDS,
    Ticket,
    TicketCategory,
    TicketCause,
    work_order,
)
from claimtrail.tickets.sla.due_days import ticket_due


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One line of a list of tickets."""

    ticket_id: str
    priority: int
    status: str
    title: str
    claim_id: str
    payer_id: str
    assigned_to: str
    opened_at: datetime
    open_days: int
    """Whole days from opening to closing, or to today."""
    close_reason: str
    category: str
    """Of the ticket: `denials/denied`."""
    outcome: str
    """The claim's state; empty for tickets that are no outcome's, as code and reason are."""
    cause: str
    """The kind of cause: `medical necessity`; of other tickets the words of their category."""
    code: str
    reason: str
    amount_cents: int
    next_action: str
    action_rule: str
    """The rule that named the next action; empty where no rule did."""
    deadline: date | None
    """The payer's last day; None when no such day is known."""
    deadline_kind: str
    due_on: date
    """The payer's deadline; where it sets none, the day on which the resolution clock breaches."""
    due_kind: str
    """`appeal` and the like; `SLA resolution` of the clock's day."""
    days_left: int
    """Until it is due; negative once that day has passed."""
    file_id: str = ""
    """The file that nobody acknowledged, with all of its claims; empty for other causes."""
    claims: int = 1
    """The claims that it stands for: in `work_rows` all of a file."""
    tickets: int = 1
    """The tickets that it stands for, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroup:
    """Tickets of one cause and action: often one call or one correction solves them all."""

    payer_id: str
    outcome: str
    """The claims' state; empty for tickets that are no outcome's."""
    cause: str
    code: str
    reason: str
    """The codes of its most urgent ticket, with their meaning."""
    tickets: int
    amount_cents: int
    """Of its claims, each once however many tickets it has."""
    due_on: date
    """The nearest day on which one of them is due."""
    deadline_kind: str
    """The payer's kind of that day; empty where it sets none."""
    due_kind: str
    """`appeal` and the like; `SLA resolution` of a clock's day."""
    days_left: int
    next_action: str
    """Of its most urgent ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """The choice of tickets; None: any."""

    payer: str | None = None
    category: str | None = None
    """A kind of cause, or a ticket's category."""
    cause: str | None = None
    """The code that decided: `CO-50`."""

    def fits(self, row: TicketRow) -> bool:
        """Return whether a ticket is among them."""
        return (
            self.payer in {None, row.payer_id}
            and self.category in {None, row.cause, row.category}
            and self.cause in {None, row.code}
        )


def status_words(ticket: Ticket) -> str:
    """Return a ticket's status as people read it: `on hold (payer)`."""
    words = TICKET_STATUS_WORDS[ticket.status]
    return f"{words} ({ticket.hold_reason.value})" if ticket.hold_reason else words


def ticket_rows(tickets: Iterable[Ticket], *, now: datetime) -> list[TicketRow]:
    """Return the tickets, in the order given."""
    return [_row(ticket, now) for ticket in tickets]


def in_due_order(rows: Iterable[TicketRow]) -> list[TicketRow]:
    """Return rows that come in the work order by the day that each shows: holds move it."""
    return sorted(rows, key=lambda row: row.due_on)


def work_rows(rows: Sequence[TicketRow]) -> list[TicketRow]:
    """Return the tickets as pieces of work: those of one file without acknowledgment are one.

    The rows come in their work order, and a file stands where its first ticket does.
    """
    by_work: dict[tuple[str, ...], list[TicketRow]] = {}
    for row in rows:
        alike = (row.payer_id, row.cause, row.file_id) if row.file_id else (row.ticket_id,)
        by_work.setdefault(alike, []).append(row)
    return [_work(found) for found in by_work.values()]


def _work(alike: list[TicketRow]) -> TicketRow:
    return replace(
        alike[0],
        claims=max(alike[0].claims, len({row.claim_id for row in alike})),
        tickets=len(alike),
        amount_cents=dollars_waiting(alike),
    )


def cause_groups(rows: Sequence[TicketRow]) -> list[CauseGroup]:
    """Return the tickets by cause and action, the nearest day first, then the most dollars.

    The rows come in their work order, so that the first of a cause is its most urgent.
    """
    by_cause: dict[tuple[str, ...], list[TicketRow]] = {}
    for row in rows:
        # A rule's action may name a day, which differs from claim to claim.
        action = row.action_rule or row.next_action
        alike = (row.payer_id, row.outcome, row.cause, row.code, action)
        by_cause.setdefault(alike, []).append(row)
    groups = map(_group, by_cause.values())
    return sorted(groups, key=lambda one: (one.due_on, -one.amount_cents, one.payer_id, one.code))


def dollars_waiting(rows: Iterable[TicketRow]) -> int:
    """Return what the tickets are worth in cents: a claim of several counts once, at its most."""
    by_claim: dict[str, int] = {}
    for row in rows:
        one = row.claim_id or row.ticket_id
        by_claim[one] = max(by_claim.get(one, 0), row.amount_cents)
    return sum(by_claim.values())


def _group(alike: list[TicketRow]) -> CauseGroup:
    first = alike[0]
    return CauseGroup(
        payer_id=first.payer_id,
        outcome=first.outcome,
        cause=first.cause,
        code=first.code,
        reason=first.reason,
        tickets=len(alike),
        amount_cents=dollars_waiting(alike),
        due_on=first.due_on,
        deadline_kind=first.deadline_kind,
        due_kind=first.due_kind,
        days_left=first.days_left,
        next_action=first.next_action,
    )


def open_actions(tickets: Iterable[Ticket]) -> tuple[str, ...]:
    """Return what open tickets ask for, each once with its ticket, the most urgent first.

    Tickets of an outcome are left out: the claim itself says what to do about that.
    """
    found = [one for one in tickets if one.is_open]
    asked: dict[str, str] = {}
    for one in sorted(found, key=work_order):
        if one.next_action and not (one.cause and one.cause.outcome):
            asked.setdefault(one.next_action, one.ticket_id)
    return tuple(f"{action} (ticket {ticket_id})" for action, ticket_id in asked.items())


_CATEGORY_WORDS: Mapping[str, str] = MappingProxyType(
    {TicketCategory.PENDING_PAST_WINDOW: "no decision"}
)
"""Words that differ from the category's own: those of a late claim, whose ticket names no cause."""


def _words(category: str) -> str:
    """Return a category's reason as people read it: `held too long`."""
    own = category.partition("/")[2].replace("_", " ")
    return _CATEGORY_WORDS.get(category, own)


_NO_CAUSE = TicketCause(payer_id="", outcome="", category="", code="")


def _row(ticket: Ticket, now: datetime) -> TicketRow:
    today, due = now.date(), ticket_due(ticket, now=now)
    cause = ticket.cause or _NO_CAUSE
    closed_on = ticket.closed_at.date() if ticket.closed_at else today
    return TicketRow(
        ticket_id=ticket.ticket_id,
        priority=ticket.priority,
        status=ticket.status.value,
        title=ticket.title,
        claim_id=ticket.claim_id,
        payer_id=ticket.payer_id,
        assigned_to=ticket.assigned_to,
        opened_at=ticket.opened_at,
        open_days=days_between(ticket.opened_at.date(), closed_on),
        close_reason=ticket.close_reason or "",
        category=ticket.category,
        outcome=cause.outcome,
        cause=cause.category or _words(ticket.category),
        code=cause.code,
        reason=ticket.reason,
        amount_cents=ticket.amount_cents,
        next_action=ticket.next_action,
        action_rule=ticket.action_rule,
        deadline=ticket.deadline,
        deadline_kind=ticket.deadline_kind,
        due_on=due.on,
        due_kind=due.kind,
        days_left=days_between(today, due.on),
        file_id=cause.file_id,
        claims=max(ticket.claim_count, 1),
    )
