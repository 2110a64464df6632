"""Each incident has one ticket with its context, in whatever order it is reported."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.incident_tickets import IncidentTickets
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS, TRANSACTION_REJECTED
from claimtrail.incidents.service import Grouper
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.model import Ticket, TicketCategory, TicketStatus
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from simulator.model import SimulatedFile
from tests.harness.escalations.incident_occurrences import START, bus_event, held, rejected
from tests.harness.files.trial_files import trial_file
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.unit.intake.test_release import SENT, two_sets

pytestmark = pytest.mark.capability("T2.4")

ALARM = "claimtrail-local-Workflow-Slow"


class Desk:
    """Incidents, and the tickets that follow what is published of them."""

    def __init__(self) -> None:
        self.incidents = MemoryIncidentStore()
        self.store = MemoryTicketStore()
        self.bus = MemoryPublisher()
        self.now = START
        self.grouper = Grouper(store=self.incidents, publisher=self.bus, clock=lambda: self.now)
        self.service = TicketService(self.store, MemoryPublisher())
        contacts = ContactTasks(
            incidents=self.incidents,
            ticket_service=self.service,
            partner=demo_partners().get,
            clock=lambda: self.now,
        )
        self.tickets = IncidentTickets(
            incidents=self.incidents,
            contacts=contacts,
            ticket_service=self.service,
            clock=lambda: self.now,
        )

    def hear(self, *events: BusEvent) -> None:
        """Count what failed, and settle the ticket of each event that tells of an incident."""
        for event in events:
            before = set(self.bus.events)
            self.grouper.take(event)
            self.settle(self.bus.events[key] for key in set(self.bus.events) - before)

    def settle(self, told: Iterable[BusEvent]) -> None:
        for event in told:
            self.tickets.settle(event.subject_id)

    def ring(self, minute: int, *, is_ringing: bool) -> None:
        at = START + timedelta(minutes=minute)
        self.now = max(self.now, at)
        self.tickets.settle(self.grouper.ring(ALARM, is_ringing=is_ringing, at=at))

    def open_tickets(self) -> list[Ticket]:
        return self.store.list_open(limit=99)


def refused_835(number: int) -> BusEvent:
    """A set of a remittance that did not post."""
    event = rejected(number, code="X12_PAYMENT_UNBALANCED")
    detail = {**event.detail, "transaction_type": "835"}
    return replace(event, source_start=212, source_end=540, detail=detail)


def test_a_posting_that_failed_is_one_urgent_ticket_that_says_what_where_and_whose_turn() -> None:
    desk = Desk()

    desk.hear(refused_835(1), refused_835(1), refused_835(2))

    [ticket] = desk.open_tickets()
    assert ticket.category == TicketCategory.POSTING_FAILED
    assert (ticket.priority, ticket.assigned_to) == (2, "queue:payment-posting")
    assert "X12_PAYMENT_UNBALANCED" in ticket.description
    assert "Where: fil_1, bytes 212 to 540; fil_2, bytes 212 to 540." in ticket.description
    assert "Turn: larkspur, unless the file is right." in ticket.description
    assert f"`claimtrail incidents {ticket.origin_id}`" in ticket.description
    assert "Send the partner the 999" in ticket.description
    assert {one.name: one.value for one in ticket.metadata}["file"] == "fil_1"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_told_in_any_order_and_again_it_is_the_same_ticket(order: tuple[int, ...]) -> None:
    desk = Desk()
    events = [refused_835(1), refused_835(2), refused_835(3)]
    for event in events:
        desk.grouper.take(event)
    told = list(desk.bus.events.values())

    desk.settle(told[number] for number in order)
    desk.settle(reversed(told))

    [ticket] = desk.open_tickets()
    assert "fil_3" in ticket.description
    assert [entry.action for entry in ticket.history][:1] == ["opened"]


def test_what_is_resolved_closes_the_ticket_however_late_its_opening_is_told() -> None:
    desk = Desk()
    desk.grouper.take(refused_835(1))
    [opened] = desk.bus.events.values()
    desk.grouper.resolve(opened.subject_id, actor="user:ada", note="a corrected file came")

    desk.settle([*desk.bus.events.values(), opened])

    assert desk.open_tickets() == []


def test_an_alarm_has_one_ticket_a_day_which_opens_again_with_it() -> None:
    desk = Desk()
    for minute, is_ringing in ((0, True), (5, False), (9, True)):
        desk.ring(minute, is_ringing=is_ringing)

    [ticket] = desk.open_tickets()
    assert ticket.status is TicketStatus.REOPENED
    assert ALARM in ticket.title
    assert "docs/runbooks/alarms.md" in ticket.description

    desk.ring(10, is_ringing=False)
    desk.ring(60 * 24, is_ringing=True)
    [other] = desk.open_tickets()
    assert (other.ticket_id == ticket.ticket_id, other.status) == (False, TicketStatus.NEW)


def test_a_ticket_that_a_person_closed_stays_closed_until_it_begins_again() -> None:
    desk = Desk()
    desk.ring(0, is_ringing=True)
    [ticket] = desk.open_tickets()
    desk.now = START + timedelta(minutes=1)
    asked = StatusRequest(
        change=StatusChange.CLOSE, at=desk.now, actor="user:ada", note="a test of the alarm"
    )
    desk.service.change_status(ticket.ticket_id, asked)

    desk.ring(0, is_ringing=True)

    assert desk.open_tickets() == []


def test_held_records_are_exceptions_and_open_no_ticket_of_an_incident() -> None:
    desk = Desk()
    desk.hear(held(1))
    assert desk.open_tickets() == []


def test_the_schedule_heals_what_no_event_told() -> None:
    desk = Desk()
    desk.grouper.take(refused_835(1))
    assert desk.tickets.settle_all() == 1
    [ticket] = desk.open_tickets()

    desk.grouper.resolve(ticket.origin_id, actor="user:ada", note="done")
    desk.tickets.settle_all()

    assert desk.open_tickets() == []


def test_a_file_that_is_refused_has_a_ticket_until_it_is_dropped_again_and_taken() -> None:
    """From the drop on, by the events that the pipeline publishes."""
    refused = two_sets()
    broken: SimulatedFile = replace(refused, content=refused.content.replace(b"IEA*1*", b"IEA*2*"))
    pipeline, desk = Pipeline(), Desk()
    run_in_order(pipeline, [trial_file(SENT), broken])

    desk.hear(*_concerning(pipeline))

    [ticket] = [one for one in desk.open_tickets() if one.origin_id.startswith("inc_")]
    assert ticket.category == TicketCategory.POSTING_FAILED
    [file_id] = [one.value for one in ticket.metadata if one.name == "file"]
    assert file_id in ticket.description
    assert "claimtrail files release" in ticket.description

    taken = bus_event(
        FileDetailType.FILE_RECEIVED,
        77,
        detail={"quarantine_event_ids": [_quarantined(pipeline).event_id]},
    )
    desk.hear(taken)
    assert desk.open_tickets() == []


def _concerning(pipeline: Pipeline) -> list[BusEvent]:
    every = pipeline.audit.published.values()
    return [one for one in every if one.detail_type.value in SUBSCRIBED_EVENTS]


def _quarantined(pipeline: Pipeline) -> BusEvent:
    kind = FileDetailType.FILE_QUARANTINED
    [found] = [one for one in _concerning(pipeline) if one.detail_type is kind]
    assert found.detail_type != TRANSACTION_REJECTED
    return found


def test_the_second_payments_of_a_payer_are_one_ticket_however_many_claims_they_are_of() -> None:
    desk = Desk()
    flagged = [
        bus_event(ClaimDetailType.CLAIM_FLAGGED, number, detail={"reason": "second_payment"})
        for number in range(1, 8)
    ]

    desk.hear(*flagged)

    [ticket] = desk.open_tickets()
    assert ticket.category == TicketCategory.OVERPAID
    assert ticket.title == "Record flagged: second payment of the same charge"
    assert "take one of both payments back" in ticket.description
    assert ticket.payer_id == "larkspur"
