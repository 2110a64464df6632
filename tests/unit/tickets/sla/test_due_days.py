"""The day on which a ticket is due is its payer's last day, else the one that its clock shows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from claimtrail.tickets.model import HoldParty, Ticket, TicketCategory, TicketEntry, TicketStatus
from claimtrail.tickets.sla.due_days import CLINICAL_URGENCY, ON_HOLD, TicketDue, ticket_due
from claimtrail.tickets.sla.promises import RESOLUTION, SLA_RESOLUTION, promised_on
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.sla.views import ClockRow, clock_rows
from claimtrail.tickets.ticket_parts import PriorityOverride
from claimtrail.tickets.views import cause_groups, in_due_order, ticket_rows

pytestmark = pytest.mark.capability("T3.3")

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NEW_YORK = clock_tables().calendars["billing-office"].zone


def a_ticket(name: str = "one", *, priority: int = 2, **more: object) -> Ticket:
    values = {
        "ticket_id": f"tkt_{name}",
        "category": TicketCategory.PENDING_PAST_WINDOW,
        "claim_id": f"clm_{name}",
        "payer_id": "granite-health",
        "origin_id": f"esc_{name}",
        "title": "No decision",
        "description": "",
        "impact": 2,
        "urgency": 2,
        "priority": priority,
        "rule": "ticket-priority@1/impact-2-urgency-2",
        "opened_at": MONDAY,
        "history": (TicketEntry(at=MONDAY, actor="system:test", action="opened", note=""),),
    }
    return Ticket.model_validate(values | more)


def held(ticket: Ticket, at: datetime) -> Ticket:
    entry = TicketEntry(
        at=at, actor="user:ann", action="held", note="", status=TicketStatus.ON_HOLD,
        hold_reason=HoldParty.PAYER,
    )  # fmt: skip
    return ticket.model_copy(
        update={
            "status": TicketStatus.ON_HOLD,
            "hold_reason": HoldParty.PAYER,
            "history": (*ticket.history, entry),
        }
    )


def resumed(ticket: Ticket, at: datetime) -> Ticket:
    status = TicketStatus.IN_PROGRESS
    entry = TicketEntry(at=at, actor="user:ann", action="resumed", note="", status=status)
    changes = {"status": status, "hold_reason": None, "history": (*ticket.history, entry)}
    return ticket.model_copy(update=changes)


def resolution(ticket: Ticket, now: datetime) -> ClockRow:
    rows = clock_rows(ticket, clock_tables(), now=now)
    return next(row for row in rows if row.clock_id == RESOLUTION)


@pytest.mark.parametrize("priority", [1, 2, 3, 4])
@pytest.mark.parametrize("days", [0, 1, 4, 9, 40])
def test_where_no_payer_sets_a_day_it_is_the_day_that_the_clock_shows(
    priority: int, days: int
) -> None:
    now = MONDAY + timedelta(days)
    ticket = a_ticket(priority=priority)

    clock, due = resolution(ticket, now), ticket_due(ticket, now=now)

    shown = clock.breached_at or clock.due_at
    assert shown is not None
    assert due == TicketDue(on=shown.astimezone(NEW_YORK).date(), kind=SLA_RESOLUTION)
    assert due.on == promised_on(MONDAY, priority)


def test_a_hold_moves_the_day_as_it_moves_the_clock() -> None:
    waiting = held(a_ticket(), MONDAY + timedelta(hours=1))
    later = MONDAY + timedelta(days=21)
    on = resumed(waiting, later)

    paused, due = ticket_due(waiting, now=later), ticket_due(on, now=later)

    assert paused.kind == ON_HOLD
    assert paused.on == due.on > promised_on(MONDAY, 2)
    clock = resolution(on, later)
    assert clock.due_at is not None
    assert due.on == clock.due_at.astimezone(NEW_YORK).date()


def test_a_payers_last_day_goes_before_the_clock_and_an_urgency_before_both() -> None:
    last = date(2027, 2, 1)
    appeal = a_ticket(deadline=last, deadline_kind="appeal")
    urgent = appeal.model_copy(
        update={
            "override": PriorityOverride(
                priority=1,
                replaced=2,
                reason="bed is needed",
                approved_by="user:ines",
                at=MONDAY,
                expires_at=MONDAY + timedelta(2),
                hold="patient-discharge",
            )
        }
    )

    assert ticket_due(appeal, now=MONDAY) == TicketDue(on=last, kind="appeal")
    assert ticket_due(urgent, now=MONDAY) == TicketDue(on=MONDAY.date(), kind=CLINICAL_URGENCY)


def test_rows_and_causes_are_in_the_order_of_the_days_that_they_show() -> None:
    now = MONDAY + timedelta(days=14)
    waiting = held(a_ticket("held"), MONDAY + timedelta(hours=1))
    other = a_ticket("other", opened_at=MONDAY + timedelta(days=1), payer_id="larkspur")

    rows = in_due_order(ticket_rows([waiting, other], now=now))

    assert [(row.ticket_id, row.due_kind) for row in rows] == [
        ("tkt_other", SLA_RESOLUTION),
        ("tkt_held", ON_HOLD),
    ]
    assert [row.due_on for row in rows] == [group.due_on for group in cause_groups(rows)]
