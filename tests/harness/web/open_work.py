"""Open tickets of the month's outcomes, as their function opens them."""

from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.service import TicketService
from tests.harness.web.page_stores import MORNING, PageStores
from tests.twins.claims.memory import Kept


def open_tickets(stores: PageStores) -> list[Ticket]:
    """Open the tickets of every outcome; in their work order."""
    settling = OutcomeTickets(
        claims=stores.intake.claims,
        ticket_service=TicketService(stores.tickets, stores.publisher),
        partners=stores.stores.partners,
        clock=lambda: MORNING,
    )
    settling.settle_each(stores.intake.claims.owners_of(Kept.CHANGE))
    return stores.tickets.list_open(limit=10_000)
