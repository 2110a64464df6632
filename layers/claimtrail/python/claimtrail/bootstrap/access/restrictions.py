"""Restrictions and openings of restricted claims on AWS."""

from claimtrail.access.access_work import AccessWork
from claimtrail.access.break_glass.reviews import GlassReviews
from claimtrail.access.break_glass.service import REVIEW_DAYS, GlassService
from claimtrail.access.restrictions.service import RestrictionService
from claimtrail.access.sessions import SessionService
from claimtrail.aws.access.glass_breaks import DynamoGlassBreakStore
from claimtrail.aws.access.restrictions import DynamoRestrictionStore
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.bootstrap.trail import row_sink
from claimtrail.kernel.clock import utc_now


def restriction_service(
    *, operations_table: str, claim_table: str, event_bus: str
) -> RestrictionService:
    """Return what sets restrictions, and tells those of a page of claims."""
    return RestrictionService(
        store=DynamoRestrictionStore(client("dynamodb"), operations_table),
        claims=claim_store(claim_table),
        publisher=publisher(event_bus),
        clock=utc_now,
    )


def glass_service(
    sessions: SessionService,
    *,
    operations_table: str,
    event_bus: str,
    audit_queue_url: str,
    review_days: int = REVIEW_DAYS,
) -> GlassService:
    """Return what opens a restricted claim in a session."""
    return GlassService(
        store=DynamoGlassBreakStore(client("dynamodb"), operations_table),
        sessions=sessions,
        rows=row_sink(audit_queue_url),
        publisher=publisher(event_bus),
        clock=utc_now,
        review_days=review_days,
    )


def glass_reviews(*, operations_table: str, ticket_table: str, event_bus: str) -> GlassReviews:
    """Return what reviews openings of restricted claims."""
    return GlassReviews(
        store=DynamoGlassBreakStore(client("dynamodb"), operations_table),
        publisher=publisher(event_bus),
        clock=utc_now,
        work=access_work(ticket_table=ticket_table, event_bus=event_bus),
    )


def access_work(*, ticket_table: str, event_bus: str) -> AccessWork:
    """Return what opens tickets about late reviews."""
    return AccessWork(tickets=ticket_service(ticket_table=ticket_table, event_bus=event_bus))
