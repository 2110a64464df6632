"""Tickets of a desk for pages: held, breached, joint, linked, resolved, each with a history."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.tickets.model import HoldParty, Ticket
from claimtrail.tickets.opening import TicketRequest, requested_ticket
from claimtrail.tickets.originals import MASKED_ALONE
from claimtrail.tickets.status_changes import StatusChange, StatusRequest
from claimtrail.tickets.taxonomy.tables import taxonomies
from claimtrail.tickets.ticket_parts import CommentVisibility, LinkKind
from tests.harness.web.page_stores import PageStores

CLAIM_QUEUE = "queue:denials"
CLINICAL, FINANCIAL = "queue:clinical-documentation", "queue:revenue-integrity"
ANN, BEN = "user:ann", "user:ben"
_FACILITY = "1234567893"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2026; 14:00 is 9:00 in New York."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The tickets of the desk, by how each stands on the morning of November 9."""

    held: Ticket
    """On hold for the payer since Friday, after another hold; its clock is paused."""
    late: Ticket
    """New since Monday of the week before: its clocks broke."""
    joint: Ticket
    """Of two owners; neither agreed."""
    many: Ticket
    """About three claims."""
    resolved: Ticket


def a_desk(stores: PageStores) -> Desk:
    """Open the tickets of the desk, and let happen what happened to each."""
    claims = [one.claim_id for one in stores.tickets.list_open(limit=10)]
    held = opened(
        stores,
        TicketRequest(
            category="denial_management/medical_necessity",
            title="Chart was sent and denied again",
            description="The clinic asks for a call.",
            claim_ids=claims[:1],
            payer_id="granite-health",
            facility_npi=_FACILITY,
            amount_cents=432_100,
            metadata={"carc": "CO-50"},
        ),
        at(5, 15),
    )
    change(stores, held, StatusChange.START, at(5, 17), why="asked the clinic for the chart")
    change(stores, held, StatusChange.HOLD, at(5, 19), why="chart is not there", party="patient")
    change(stores, held, StatusChange.RESUME, at(6, 14, 30), why="chart came")
    service = stores.stores.ticket_service
    for note, shown in (
        ("Spoke with the medical reviewer", CommentVisibility.INTERNAL),
        ("We sent the chart by portal", CommentVisibility.EXTERNAL),
    ):
        service.note(held.ticket_id, note=note, at=at(6, 16), actor=ANN, visibility=shown)
    change(stores, held, StatusChange.HOLD, at(6, 18), why="payer reviews", party="payer")
    late = opened(
        stores,
        TicketRequest(
            category="patient_billing/dispute",
            title="Balance is disputed",
            metadata={"amount": "137.25"},
        ),
        at(2, 15),
    )
    joint = opened(
        stores,
        TicketRequest(
            category="charge_capture/missing_charge",
            title="Implant was not charged",
            metadata={"facility": _FACILITY, "service_code": "C1776"},
        ),
        at(9, 13, 30),
    )
    many = opened(
        stores,
        TicketRequest(
            category="denial_management/medical_necessity",
            title="Three denials of one rule",
            claim_ids=claims[:3],
            payer_id="granite-health",
            metadata={"carc": "CO-50"},
        ),
        at(9, 13),
    )
    stores.tickets.beside.add_claims(many.ticket_id, many.claims.first)
    done = opened(
        stores,
        TicketRequest(
            category="vendors/collections",
            title="Account was sent to collections twice",
            metadata={"vendor": "V7", "amount": "90"},
        ),
        at(3, 15),
    )
    change(stores, done, StatusChange.RESOLVE, at(4, 15), why="the agency took it back")
    stores.stores.ticket_relations.link(
        held.ticket_id, LinkKind.CAUSED_BY, many.ticket_id, at=at(9, 14), actor=ANN
    )
    return Desk(*(now(stores, one) for one in (held, late, joint, many, done)))


def sign_in_once(stores: PageStores, person_id: str, role: JobRole) -> None:
    """Let a person have signed in at some time, in one role, for everything."""
    everywhere = frozenset({"*"})
    person = Principal(
        id=person_id, roles=frozenset({role}), facilities=everywhere, payers=everywhere
    )
    LastUse(store=stores.people_store, clock=stores.watch).signed_in(person)


def opened(stores: PageStores, asked: TicketRequest, when: datetime) -> Ticket:
    """Open a ticket in a person's name."""
    ticket = requested_ticket(asked, taxonomies(), guard=MASKED_ALONE.guard, at=when, actor=ANN)
    return stores.stores.ticket_service.open(ticket)


def change(
    stores: PageStores,
    ticket: Ticket,
    wanted: StatusChange,
    when: datetime,
    *,
    why: str,
    party: str = "",
) -> None:
    """Change a ticket's status in a person's name."""
    asked = StatusRequest(
        change=wanted,
        at=when,
        actor=ANN,
        note=why,
        hold_reason=HoldParty(party) if party else None,
        since=when - timedelta(minutes=5) if wanted is StatusChange.RESUME else None,
    )
    stores.stores.ticket_service.change_status(ticket.ticket_id, asked)


def now(stores: PageStores, ticket: Ticket) -> Ticket:
    """Return a ticket as it stands."""
    found = stores.tickets.get(ticket.ticket_id)
    assert found is not None
    return found
