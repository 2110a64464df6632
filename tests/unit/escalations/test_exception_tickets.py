"""Each exception has one ticket, open while the evidence is held.

In whatever order it is reported.
"""

from datetime import timedelta

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.store.changes import Change
from claimtrail.escalations.exception_tickets import ExceptionTickets
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.model import TicketCategory, TicketStatus
from claimtrail.tickets.service import TicketService
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    NUMBER,
    ack999,
    front_end,
    submitted,
)
from tests.twins.claims import MemoryClaimStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

LATER = NOW + timedelta(days=10)
TELLING = {ClaimDetailType.CLAIM_EXCEPTION_OPENED, ClaimDetailType.CLAIM_EXCEPTION_CLOSED}


class Office:
    """A claim whose exceptions are reported, and the desk that hears of them."""

    def __init__(self) -> None:
        self.claims = MemoryClaimStore()
        self.store = MemoryTicketStore()
        self.publisher = MemoryPublisher()
        self.tickets = ExceptionTickets(
            claims=self.claims,
            ticket_service=TicketService(self.store, self.publisher),
            clock=lambda: LATER,
        )

    def take(self, *events: ClaimEvent) -> list[BusEvent]:
        """Project the events long after they were recorded; what is published exceptions."""
        self.claims.append_events(list(events))
        change: Change | None = project(
            CLAIM_ID, store=self.claims, policy=lambda _: INFERRING, clock=lambda: LATER
        )
        assert change is not None
        return [event for event in events_of_change(change) if event.detail_type in TELLING]

    def hear(self, *events: BusEvent) -> list[TicketStatus | None]:
        return [
            self.tickets.settle(event.subject_id, event.detail["evidence_event_id"])
            for event in events
        ]


@pytest.mark.capability("C3.2")
def test_an_exception_opens_one_ticket_with_both_sides_and_without_phi() -> None:
    office = Office()
    raised = office.take(front_end(2, "A2"))

    assert office.hear(*raised, *raised) == [TicketStatus.NEW, TicketStatus.NEW]

    [ticket] = office.store.list_open(limit=9)
    assert (ticket.category, ticket.claim_id) == (TicketCategory.HELD_TOO_LONG, CLAIM_ID)
    assert "says Accepted by payer (277CA) (codes: A2:20)" in ticket.description
    assert "stands at: Not submitted" in ticket.description
    assert "Find the 837" in ticket.description
    assert NUMBER not in ticket.model_dump_json()
    assert [one.detail_type for one in office.publisher.events.values()] == [
        "ticket.opened",
        "ticket.routed",
    ]


@pytest.mark.capability("C3.2")
def test_the_ticket_closes_when_the_missing_step_arrives() -> None:
    office = Office()
    office.hear(*office.take(front_end(2, "A2")))

    closed = office.take(submitted(1), ack999(1))

    assert office.hear(*closed, *closed) == [TicketStatus.CLOSED, TicketStatus.CLOSED]
    assert office.store.list_open(limit=9) == []


@pytest.mark.capability("C3.2")
def test_what_is_reported_after_it_healed_opens_nothing() -> None:
    office = Office()
    raised = office.take(front_end(2, "A2"))
    closed = office.take(submitted(1), ack999(1))

    assert office.hear(*closed, *raised) == [None, None]

    assert office.publisher.events == {}


@pytest.mark.capability("C3.2")
def test_evidence_that_waits_for_another_step_keeps_its_ticket() -> None:
    office = Office()
    raised = office.take(front_end(2, "A2"))
    office.hear(*raised)
    held = office.claims.find(CLAIM_ID)
    assert held is not None
    patient = held.held[0].model_copy(update={"overdue": False})
    change = office.claims.find_change(CLAIM_ID)
    assert change is not None
    claim = held.model_copy(update={"version": 2, "held": (patient,)})
    office.claims.save(
        Change(claim_id=CLAIM_ID, version=2, before=held.state, claim=claim, cause_event_ids=())
    )

    assert office.hear(*raised) == [None]

    [ticket] = office.store.list_open(limit=9)
    assert ticket.status is TicketStatus.NEW


@pytest.mark.capability("C3.2")
def test_a_contradiction_is_a_ticket_at_once_that_asks_before_anything_is_sent() -> None:
    office = Office()
    accepted, rejected = ack999(2), ack999(4, "R")

    assert office.hear(*office.take(submitted(1), accepted, rejected)) == [TicketStatus.NEW]

    [ticket] = office.store.list_open(limit=9)
    assert ticket.title.startswith("Ask whether the payer has it: ")
    assert ticket.next_action.startswith("Ask the payer whether it has the claim. Do not rebill")
    assert "says Rejected (999/TA1) (codes: IK5=R, AK9=R)" in ticket.description
    stands = f"999 accepted IK5=A AK9=A on {accepted.effective_on}, {accepted.source.file_id}"
    assert f"stands at: {stands}" in ticket.description
    assert "send the claim again" not in ticket.description

    assert office.hear(*office.take(front_end(5, "A2"))) == [TicketStatus.CLOSED]
