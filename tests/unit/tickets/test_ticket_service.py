"""Tickets are opened once and closed once, and each is reported once."""

from datetime import timedelta

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
        TicketDetailType.TICKET_OPENED,
        TicketDetailType.TICKET_ROUTED,
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
    assert [entry.action for entry in stored.history] == ["opened", "routed", "closed"]
    assert [event.detail_type for event in publisher.events.values()] == [
        TicketDetailType.TICKET_OPENED,
        TicketDetailType.TICKET_ROUTED,
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

    rows = ticket_rows([a_ticket(), shut], now=NOW + timedelta(5))

    assert [(row.open_days, row.close_reason) for row in rows] == [(5, ""), (2, "moved")]


@pytest.mark.capability("C8.1")
def test_given_an_assignment_sent_twice_then_it_is_stored_and_published_once() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    service = TicketService(store, publisher)
    opened = service.open(a_ticket())

    for _ in range(2):
        service.assign(opened.ticket_id, to="user:ann", at=NOW, actor="user:max")

    stored = store.get(opened.ticket_id)
    assert stored is not None
    assert (stored.version, stored.assigned_to) == (3, "user:ann")
    assert stored.is_assigned_by_person
    told = [event for event in publisher.events.values() if event.actor == "user:max"]
    assert [event.detail_type for event in told] == [TicketDetailType.TICKET_ASSIGNED]
    assert told[0].detail["assigned_to"] == "user:ann"


@pytest.mark.capability("C8.1")
def test_given_two_notes_then_both_are_kept_and_no_word_of_them_is_published() -> None:
    store, publisher = MemoryTicketStore(), MemoryPublisher()
    service = TicketService(store, publisher)
    opened = service.open(a_ticket())

    for note in ("called, no answer", "called, no answer", "called again"):
        service.note(opened.ticket_id, note=note, at=NOW, actor="user:ann")

    stored = store.get(opened.ticket_id)
    assert stored is not None
    assert [one.note for one in stored.history[2:]] == ["called, no answer", "called again"]
    assert len(publisher.events) == 4
    assert "called" not in str(list(publisher.events.values()))


@pytest.mark.capability("C8.1")
def test_given_a_closed_ticket_then_nobody_takes_or_notes_it_any_more() -> None:
    store = MemoryTicketStore()
    service = TicketService(store, MemoryPublisher())
    opened = service.open(a_ticket())
    service.close(opened.ticket_id, reason="paid", at=NOW, actor=ACTOR)
    closed = store.get(opened.ticket_id)

    assert service.assign(opened.ticket_id, to="user:ann", at=NOW, actor="user:ann") == closed
    assert service.note(opened.ticket_id, note="late", at=NOW, actor="user:ann") == closed
    assert service.note("tkt_none", note="late", at=NOW, actor="user:ann") is None


@pytest.mark.capability("C8.1")
def test_given_a_persons_assignment_then_an_update_by_rules_keeps_it() -> None:
    store = MemoryTicketStore()
    service = TicketService(store, MemoryPublisher())
    opened = service.open(a_ticket())
    service.assign(opened.ticket_id, to="user:ann", at=NOW, actor="user:ann")
    content = opened.model_copy(update={"title": "Denied: CO-50", "assigned_to": "queue:other"})

    updated = service.update(content, note="denied", at=NOW, actor=ACTOR)

    assert updated is not None
    assert (updated.title, updated.assigned_to) == ("Denied: CO-50", "user:ann")


def test_a_persons_words_are_masked_and_a_functions_are_not() -> None:
    service = TicketService(MemoryTicketStore(), MemoryPublisher())
    ticket_id = service.open(a_ticket()).ticket_id
    words = "about 123-45-6789"

    noted = service.note(ticket_id, note=words, at=NOW, actor="user:ann")
    assert noted is not None
    assert noted.history[-1].note == "about [ssn]"
    closed = service.close(ticket_id, reason=words, at=NOW, actor=ACTOR)
    assert closed is not None
    assert closed.close_reason == words
