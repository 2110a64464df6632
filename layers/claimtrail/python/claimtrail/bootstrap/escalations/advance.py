"""The actions of an escalation."""

from functools import cache

from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.escalations.stores import escalation_store
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.escalations.advance import AdvanceEscalation
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners, deployed_profiles


@cache
def _partners() -> Partners:
    """Return the stage's profiles, read once a worker."""
    return deployed_profiles()


def advance_escalation(
    *, claim_table: str, operations_table: str, ticket_table: str, event_bus: str
) -> AdvanceEscalation:
    """Return what carries out one action of an escalation."""
    return AdvanceEscalation(
        claims=claim_store(claim_table),
        escalations=escalation_store(operations_table),
        ticket_service=ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        publisher=publisher(event_bus),
        partner=_partners().get,
        clock=utc_now,
    )
