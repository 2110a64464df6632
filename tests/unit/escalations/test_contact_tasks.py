"""All that a partner delivers without authority, for one reason, is one task of its contact."""

from datetime import timedelta

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.store.changes import Change
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.exception_tickets import ExceptionTickets
from claimtrail.incidents.causes import WITHOUT_AUTHORITY
from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.incidents.model import IncidentState
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.bus import BusEvent
from claimtrail.tickets.model import Ticket, TicketCategory, TicketStatus
from claimtrail.tickets.service import TicketService
from tests.harness.claims.claim_events import (
    INFERRING,
    NOW,
    NUMBER,
    about,
    from_partner,
    front_end,
    remitted,
    submitted,
)
from tests.harness.intake.intake_fixture import demo_partners
from tests.twins.claims import MemoryClaimStore
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore

pytestmark = pytest.mark.capability("C3.2")

CEDAR = "cedar-medicare"
LATER = NOW + timedelta(days=1)


class Office:
    """Claims, what is published them, incidents and tickets."""

    def __init__(self) -> None:
        self.claims = MemoryClaimStore()
        self.incidents = MemoryIncidentStore()
        self.store = MemoryTicketStore()
        self.published = MemoryPublisher()
        self.grouper = Grouper(store=self.incidents, publisher=self.published, clock=lambda: LATER)
        ticket_service = TicketService(self.store, MemoryPublisher())
        self.tickets = ExceptionTickets(
            claims=self.claims, ticket_service=ticket_service, clock=lambda: LATER
        )
        self.tasks = ContactTasks(
            incidents=self.incidents,
            ticket_service=ticket_service,
            partner=demo_partners().get,
            clock=lambda: LATER,
        )

    def take(self, *events: ClaimEvent) -> None:
        """Store events of one claim, and do what is published them."""
        self.claims.append_events(list(events))
        change: Change | None = project(
            events[0].claim_id, store=self.claims, policy=lambda _: INFERRING, clock=lambda: LATER
        )
        assert change is not None
        for event in events_of_change(change):
            self.grouper.take(event)
            if event.detail_type.value.startswith("claim.exception_"):
                self.tickets.settle(event.subject_id, event.detail["evidence_event_id"])
        for incident in self.incident_events():
            self.tasks.settle(incident.subject_id)

    def incident_events(self) -> list[BusEvent]:
        return [
            event
            for event in self.published.events.values()
            if event.detail_type.value.startswith("incident.")
            and event.detail["kind"] == WITHOUT_AUTHORITY
        ]

    def open_tickets(self) -> list[Ticket]:
        return self.store.list_open(limit=99)


def stranger(claim_id: str, *, cents: int = 80) -> ClaimEvent:
    """Another payer's payment."""
    return from_partner(about(remitted(9, cents, claim_id=claim_id), payer=CEDAR), CEDAR)


def test_many_records_of_one_partner_are_one_task_that_names_its_contact() -> None:
    office = Office()

    for number in range(30):
        claim = f"clm_{number}"
        office.take(submitted(1, claim_id=claim), front_end(2, "A2", claim_id=claim))
        office.take(stranger(claim))

    [task] = office.open_tickets()
    assert (task.category, task.assigned_to, task.claim_id) == (
        TicketCategory.WITHOUT_AUTHORITY,
        "queue:partner-contacts",
        "",
    )
    [profile] = [one for one in demo_partners() if one.id == CEDAR]
    assert profile.contact.name in task.description
    assert NUMBER not in task.model_dump_json()
    [incident] = office.incidents.list_by_state(IncidentState.OPEN, limit=9)
    assert (incident.kind, incident.code, incident.party) == (
        WITHOUT_AUTHORITY,
        "other_payer",
        CEDAR,
    )
    assert incident.open_count == 30


def test_the_task_closes_with_the_last_record_that_heals_and_a_new_one_opens_again() -> None:
    office = Office()
    for claim in ("clm_1", "clm_2"):
        office.take(submitted(1, claim_id=claim), stranger(claim))

    office.take(submitted(20, frequency="7", others=(CEDAR,), claim_id="clm_1"))
    assert len(office.open_tickets()) == 1
    office.take(submitted(20, frequency="7", others=(CEDAR,), claim_id="clm_2"))
    assert office.open_tickets() == []

    office.take(submitted(1, claim_id="clm_3"), stranger("clm_3"))
    [task] = office.open_tickets()
    assert task.status is TicketStatus.NEW
    assert len({event.detail_type for event in office.incident_events()}) == 3


def test_a_record_that_came_before_its_claim_becomes_a_matter_of_its_partner() -> None:
    """It waited for its 837 so long that it had a ticket of its own."""
    office = Office()
    early = stranger("clm_1")
    long_ago = early.model_copy(update={"recorded_at": NOW - timedelta(days=20)})
    office.take(long_ago)
    [ticket] = office.open_tickets()
    assert ticket.category == TicketCategory.HELD_TOO_LONG

    office.take(submitted(1, claim_id="clm_1"))

    [task] = office.open_tickets()
    assert task.category == TicketCategory.WITHOUT_AUTHORITY
    [incident] = office.incidents.list_by_state(IncidentState.OPEN, limit=9)
    assert (incident.kind, incident.open_count) == (WITHOUT_AUTHORITY, 1)


def test_an_incident_of_another_kind_is_no_task() -> None:
    office = Office()
    office.take(front_end(2, "A2", claim_id="clm_1"))
    [event] = [
        event
        for event in office.published.events.values()
        if event.detail_type is IncidentDetailType.INCIDENT_OPENED
    ]

    assert office.tasks.settle(event.subject_id) is None
    assert office.tasks.settle("inc_unknown") is None
