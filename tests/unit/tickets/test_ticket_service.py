"""Tickets are opened once and closed once, and each is reported once."""

from datetime import date, timedelta

import pytest

from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, TicketStatus, ticket_id
from claimtrail.tickets.priority import PRIORITY, rate
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.views import ticket_rows
from tests.harness.escalations.pending_claims import NOW
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

ACTOR = "system:test"


def a_ticket(origin_id: str = "esc_1", **changes: object) -> Ticket:
    fields = {
        "ticket_id": ticket_id(claim_id="clm_one", origin_id=origin_id),
        "category": TicketCategory.PENDING_PAST_WINDOW,
        "claim_id": "clm_one",
        "payer_id": "granite-health",
        "origin_id": origin_id,
        "title": "Claim pending 11 days past the payer's window",
        "description": "Ask the payer.",
        "impact": 2,
        "urgency": 2,
        "priority": 3,
        "rule": "ticket-priority@1/impact-2-urgency-2",
        "assigned_to": "queue:claims-follow-up",
        "opened_at": NOW,
        "history": (TicketEntry(at=NOW, actor=ACTOR, action="opened", note=""),),
    }
    return Ticket.model_validate(fields | changes)


def test_given_a_repeated_request_when_opening_then_one_ticket_and_one_event_remain() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    ticket_service = TicketService(store, publisher)

    first = ticket_service.open(a_ticket())
    again = ticket_service.open(
        a_ticket(title="Reworded by a later retry", opened_at=NOW + timedelta(1))
    )

    assert again == first
    assert store.list_open(limit=10) == [first]
    assert [event.detail_type for event in publisher.events.values()] == [
        TicketDetailType.TICKET_OPENED
    ]


def test_given_an_open_ticket_when_closed_twice_then_the_first_reason_stays() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    ticket_service = TicketService(store, publisher)
    opened = ticket_service.open(a_ticket())

    ticket_service.close(opened.ticket_id, reason="the claim moved", at=NOW, actor=ACTOR)
    ticket_service.close(opened.ticket_id, reason="again", at=NOW + timedelta(hours=1), actor=ACTOR)

    stored = store.get(opened.ticket_id)
    assert stored is not None
    assert stored.status is TicketStatus.CLOSED
    assert (stored.close_reason, stored.closed_at) == ("the claim moved", NOW)
    assert [entry.action for entry in stored.history] == ["opened", "closed"]
    assert [event.detail_type for event in publisher.events.values()] == [
        TicketDetailType.TICKET_OPENED,
        TicketDetailType.TICKET_CLOSED,
    ]


def test_given_no_such_ticket_when_closing_then_nothing_is_reported() -> None:
    publisher = MemoryPublisher()

    closed = TicketService(MemoryTicketStore(), publisher).close(
        "tkt_none", reason="moved", at=NOW, actor=ACTOR
    )

    assert closed is None
    assert publisher.events == {}


def test_given_another_writer_when_closing_then_the_desk_reads_again_and_repeats() -> None:
    class Contested(MemoryTicketStore):
        losses = 2

        def save(self, ticket: Ticket) -> None:
            if self.losses:
                self.losses -= 1
                super().save(ticket.model_copy(update={"version": ticket.version + 9}))
            super().save(ticket)

    ticket_service = TicketService(Contested(), MemoryPublisher())
    opened = ticket_service.open(a_ticket())

    closed = ticket_service.close(opened.ticket_id, reason="moved", at=NOW, actor=ACTOR)

    assert closed is not None
    assert closed.status is TicketStatus.CLOSED


def test_given_writers_that_always_win_when_closing_then_the_caller_is_reported() -> None:
    class Lost(MemoryTicketStore):
        def save(self, ticket: Ticket) -> None:
            super().save(ticket.model_copy(update={"version": ticket.version + 9}))

    ticket_service = TicketService(Lost(), MemoryPublisher())
    opened = ticket_service.open(a_ticket())

    with pytest.raises(ConflictError, match="TICKET_CONFLICT"):
        ticket_service.close(opened.ticket_id, reason="moved", at=NOW, actor=ACTOR)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 2),
        (1, 3, 3),
        (2, 2, 3),
        (3, 1, 3),
        (2, 3, 4),
        (3, 2, 4),
        (3, 3, 4),
    ],
)
def test_priority_is_impact_times_urgency(impact: int, urgency: int, priority: int) -> None:
    assert PRIORITY[impact, urgency] == priority


@pytest.mark.parametrize(
    ("charge_cents", "days_past", "levels"),
    [
        (1_000_000, 30, (1, 1, 1)),
        (999_999, 29, (2, 2, 3)),
        (100_000, 7, (2, 2, 3)),
        (99_999, 6, (3, 3, 4)),
        (0, 1, (3, 3, 4)),
        (-500, 90, (3, 1, 3)),
    ],
)
def test_charge_and_days_past_the_window_set_the_levels(
    charge_cents: int, days_past: int, levels: tuple[int, int, int]
) -> None:
    rating = rate(charge_cents=charge_cents, days_past=days_past)

    assert (rating.impact, rating.urgency, rating.priority) == levels
    assert rating.rule == f"ticket-priority@1/impact-{levels[0]}-urgency-{levels[1]}"


def test_rows_count_days_to_closing_or_to_today() -> None:
    shut = a_ticket("esc_2", closed_at=NOW + timedelta(2), close_reason="moved")

    rows = ticket_rows([a_ticket(), shut], today=date(2026, 11, 27))

    assert [(row.open_days, row.close_reason) for row in rows] == [(5, ""), (2, "moved")]
