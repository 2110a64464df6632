"""Tickets as rows and by cause, and the filters of their list."""

from datetime import timedelta

import pytest

from claimtrail.tickets.model import Ticket, TicketCategory, TicketCause, TicketEntry, work_order
from claimtrail.tickets.priority import rate_by_deadline
from claimtrail.tickets.sla.promises import SLA_RESOLUTION, promised_on
from claimtrail.tickets.views import TicketFilter, cause_groups, dollars_waiting, ticket_rows
from tests.harness.escalations.pending_claims import NOW

pytestmark = pytest.mark.capability("C3.4")

TODAY = NOW.date()


def a_ticket(
    name: str,
    *,
    code: str = "CO-50",
    category: str = "medical necessity",
    payer: str = "granite-health",
    days: int | None = 30,
    cents: int = 10_000,
) -> Ticket:
    """A ticket of an outcome; without a code one of another kind."""
    cause = TicketCause(payer_id=payer, outcome="DENIED", category=category, code=code)
    return Ticket(
        ticket_id=f"tkt_{name}",
        category=TicketCategory.DENIED if code else TicketCategory.PENDING_PAST_WINDOW,
        claim_id=f"clm_{name}",
        payer_id=payer,
        origin_id=f"out_{name}",
        title="Denied",
        description="",
        impact=2,
        urgency=2,
        priority=3,
        rule="ticket-priority@1/impact-2-deadline-2",
        assigned_to="queue:claims-follow-up",
        opened_at=NOW,
        history=(TicketEntry(at=NOW, actor="system:test", action="opened", note=""),),
        cause=cause if code else None,
        reason=f"{code} (in words)",
        amount_cents=cents,
        next_action=f"Act on {name}.",
        action_rule=f"next-action@2/{code}" if code else "",
        deadline=None if days is None else TODAY + timedelta(days),
        deadline_kind="" if days is None else "appeal",
    )


def in_order(*tickets: Ticket) -> list[Ticket]:
    return sorted(tickets, key=work_order)


def test_causes_have_count_dollars_and_the_nearest_deadline_with_its_action() -> None:
    tickets = in_order(
        a_ticket("late", days=90, cents=900_000),
        a_ticket("soon", days=5, cents=100),
        a_ticket("other", code="CO-16", category="missing or invalid data", days=20),
        a_ticket("ours", code="", days=None),
        a_ticket("theirs", payer="larkspur-commercial", days=5, cents=200),
    )

    groups = cause_groups(ticket_rows(tickets, now=NOW))

    found = [(one.payer_id, one.code, one.tickets, one.amount_cents) for one in groups]
    assert found == [
        ("granite-health", "CO-50", 2, 900_100),
        ("larkspur-commercial", "CO-50", 1, 200),
        ("granite-health", "", 1, 10_000),
        ("granite-health", "CO-16", 1, 10_000),
    ]
    assert (groups[0].due_on, groups[0].days_left) == (TODAY + timedelta(5), 5)
    assert groups[0].next_action == "Act on soon."
    assert (groups[2].cause, groups[2].due_kind) == ("no decision", SLA_RESOLUTION)


def test_each_action_of_a_cause_is_a_line_of_its_own() -> None:
    decision, other, remittance = (
        a_ticket(name, code="", days=None).model_copy(update={"next_action": action})
        for name, action in [("one", "Call."), ("two", "Call."), ("three", "Ask for the trace.")]
    )
    appealed = a_ticket("four").model_copy(update={"action_rule": "next-action@2/carc-50-passed"})
    tickets = in_order(decision, other, remittance, a_ticket("five"), appealed)

    groups = cause_groups(ticket_rows(tickets, now=NOW))

    found = sorted((one.cause, one.next_action, one.tickets) for one in groups)
    assert found == [
        ("medical necessity", "Act on five.", 1),
        ("medical necessity", "Act on four.", 1),
        ("no decision", "Ask for the trace.", 1),
        ("no decision", "Call.", 2),
    ]


def test_a_claim_of_two_tickets_counts_once_at_its_most() -> None:
    small = a_ticket("one", cents=4_000)
    large = a_ticket("two", code="CO-16", cents=9_000).model_copy(
        update={"claim_id": small.claim_id}
    )
    task = a_ticket("three", cents=100).model_copy(update={"claim_id": ""})
    rows = ticket_rows([small, large, task], now=NOW)

    assert dollars_waiting(rows) == 9_100
    [both] = cause_groups(ticket_rows([small, replaced(large, small)], now=NOW))
    assert (both.tickets, both.amount_cents) == (2, 9_000)


def replaced(ticket: Ticket, of: Ticket) -> Ticket:
    """The ticket with another one's cause."""
    return ticket.model_copy(update={"cause": of.cause, "action_rule": of.action_rule})


def test_a_ticket_without_a_deadline_is_due_by_its_priority() -> None:
    [row] = ticket_rows([a_ticket("ours", code="", days=None)], now=NOW)

    assert row.deadline is None
    assert row.due_on == promised_on(NOW, 3)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TicketFilter(), ["one", "two", "ours"]),
        (TicketFilter(payer="larkspur-commercial"), ["two"]),
        (TicketFilter(category="medical necessity"), ["one"]),
        (TicketFilter(category="denials/denied"), ["one", "two"]),
        (TicketFilter(category="no decision"), ["ours"]),
        (TicketFilter(cause="CO-16", payer="granite-health"), []),
    ],
)
def test_a_filter_goes_by_payer_kind_of_cause_and_code(
    wanted: TicketFilter, found: list[str]
) -> None:
    tickets = [
        a_ticket("one"),
        a_ticket("two", code="CO-16", category="missing data", payer="larkspur-commercial"),
        a_ticket("ours", code="", days=None),
    ]

    rows = ticket_rows(tickets, now=NOW)

    assert [row.ticket_id[4:] for row in rows if wanted.fits(row)] == found


@pytest.mark.parametrize(
    ("cents", "days_left", "priority"),
    [
        (1_000_000, 7, 1),
        (1_000_000, -3, 1),
        (100_000, 30, 3),
        (100, 31, 4),
        (1_000_000, None, 2),
    ],
)
def test_the_priority_follows_dollars_and_nearness(
    cents: int, days_left: int | None, priority: int
) -> None:
    rating = rate_by_deadline(amount_cents=cents, days_left=days_left)

    assert rating.priority == priority
    assert rating.rule.startswith("ticket-priority@1/impact-")
