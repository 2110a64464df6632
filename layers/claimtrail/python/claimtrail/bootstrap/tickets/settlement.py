"""Tickets of exceptions and of incidents."""

from dataclasses import dataclass

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.incidents import incident_store
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.exception_tickets import ExceptionTickets
from claimtrail.escalations.incident_tickets import IncidentTickets
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import deployed_profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSettlement:
    """Tickets of exceptions, and those of incidents."""

    exceptions: ExceptionTickets
    incidents: IncidentTickets


def ticket_settlement(
    *, claim_table: str, ticket_table: str, operations_table: str, event_bus: str
) -> TicketSettlement:
    """Return what opens and closes the tickets of exceptions and of incidents."""
    tickets = ticket_service(ticket_table=ticket_table, event_bus=event_bus)
    incidents = incident_store(operations_table)
    return TicketSettlement(
        exceptions=ExceptionTickets(
            claims=claim_store(claim_table), ticket_service=tickets, clock=utc_now
        ),
        incidents=IncidentTickets(
            incidents=incidents,
            contacts=ContactTasks(
                incidents=incidents,
                ticket_service=tickets,
                partner=deployed_profiles().get,
                clock=utc_now,
            ),
            ticket_service=tickets,
            clock=utc_now,
        ),
    )
