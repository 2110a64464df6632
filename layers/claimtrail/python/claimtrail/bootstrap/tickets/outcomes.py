"""Tickets of outcomes that a person must act on."""

from functools import cache

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners, deployed_profiles


@cache
def _partners() -> Partners:
    """Return the stage's profiles, read once a worker."""
    return deployed_profiles()


def outcome_tickets(*, claim_table: str, ticket_table: str, event_bus: str) -> OutcomeTickets:
    """Return what opens and closes the tickets of outcomes."""
    return OutcomeTickets(
        claims=claim_store(claim_table),
        ticket_service=ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        partners=_partners(),
        clock=utc_now,
    )
