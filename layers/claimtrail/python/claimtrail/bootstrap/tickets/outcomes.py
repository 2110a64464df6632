"""Tickets of outcomes that a person must act on."""

from functools import cache

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.bootstrap.tickets.unknown_errors import error_review
from claimtrail.escalations.outcome_tickets import OutcomeTickets
from claimtrail.escalations.payer_answers import PayerAnswers
from claimtrail.kernel.clock import utc_now
from claimtrail.partners.profile import Partners, deployed_profiles


@cache
def _partners() -> Partners:
    """Return the stage's profiles, read once a worker."""
    return deployed_profiles()


def payer_answers(*, claim_table: str, ticket_table: str, event_bus: str) -> PayerAnswers:
    """Return what resumes tickets whose payer answered."""
    return PayerAnswers(
        claims=claim_store(claim_table),
        ticket_service=ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        clock=utc_now,
    )


def outcome_tickets(
    *, claim_table: str, ticket_table: str, operations_table: str, event_bus: str
) -> OutcomeTickets:
    """Return what opens and closes the tickets of outcomes."""
    return OutcomeTickets(
        claims=claim_store(claim_table),
        ticket_service=ticket_service(ticket_table=ticket_table, event_bus=event_bus),
        partners=_partners(),
        clock=utc_now,
        explain=error_review(operations_table=operations_table, claim_table=claim_table).explain,
    )
