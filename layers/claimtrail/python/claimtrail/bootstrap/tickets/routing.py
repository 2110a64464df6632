"""Routing of tickets, and changes of its rules and of the desk."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.routing import DynamoDeskStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.tickets.rules import rule_store, rules_at
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.routing.desk_changes import DeskChanges
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.routing.service import RoutingService


def desk_store(ticket_table: str) -> DynamoDeskStore:
    """Return the store of the desk."""
    return DynamoDeskStore(client("dynamodb"), ticket_table)


def routing_service(
    *, ticket_table: str, event_bus: str, store: TicketStore | None = None
) -> RoutingService:
    """Return what routes tickets by rules and people; without `store`, all of them."""
    return RoutingService(
        tickets=store or ticket_store(ticket_table),
        desk=desk_store(ticket_table),
        rules_at=rules_at(ticket_table),
        publisher=publisher(event_bus),
        clock=utc_now,
    )


def rule_changes(*, ticket_table: str, event_bus: str, has_four_eyes: bool) -> RuleChanges:
    """Return what takes sets of rules into force."""
    return RuleChanges(
        store=rule_store(ticket_table),
        publisher=publisher(event_bus),
        clock=utc_now,
        has_four_eyes=has_four_eyes,
    )


def desk_changes(*, ticket_table: str, event_bus: str) -> DeskChanges:
    """Return what changes the desk."""
    return DeskChanges(
        store=desk_store(ticket_table),
        routing=routing_service(ticket_table=ticket_table, event_bus=event_bus),
        publisher=publisher(event_bus),
        clock=utc_now,
    )
