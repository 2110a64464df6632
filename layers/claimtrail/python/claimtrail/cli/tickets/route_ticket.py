"""`claimtrail tickets route`: decide about one ticket again, or only explain."""

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.routing import routing_service
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.tickets.desk import recorded, store_of
from claimtrail.tickets.errors import found_ticket
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.routing.decisions import RoutingTrigger, reassignments
from claimtrail.tickets.routing.service import RoutingExplanation, RoutingService


def route(claim_access: ClaimAccess, *, ticket_id: str, explain: bool) -> None:
    """Route a ticket, or show what would be decided. Raises NotFoundError for an unknown one."""
    service = _service(claim_access)
    ticket = found_ticket(service.tickets.get(ticket_id), ticket_id)
    output = recorded(claim_access, ticket)
    if explain:
        _explain(output, ticket, service.explain(ticket))
        return
    after = found_ticket(
        service.route(
            ticket_id, trigger=RoutingTrigger.REQUESTED, actor=claim_access.stage.caller()
        ),
        ticket_id,
    )
    output.data(after.model_dump(mode="json"))
    output.say(_words(ticket, after))


def _words(before: Ticket, after: Ticket) -> str:
    rule = after.routing.rule if after.routing else "no rule"
    if not after.is_open:
        return f"{after.ticket_id} is closed: nothing is routed."
    if after.is_assigned_by_person:
        return f"{after.ticket_id} stays with {after.assigned_to}, whom a person gave it to."
    if before.assigned_to == after.assigned_to:
        return f"{after.ticket_id} stays with {after.assigned_to} ({rule})."
    return f"{after.ticket_id} goes to {after.assigned_to} ({rule})."


def _explain(output: Output, ticket: Ticket, explained: RoutingExplanation) -> None:
    """Show the rule that decides, those before it, and the people who were considered."""
    found = explained.match
    output.data(
        {
            "ticket_id": ticket.ticket_id,
            "assigned_to": ticket.assigned_to,
            "reassignments": reassignments(ticket),
            "is_held_by_person": explained.is_held_by_person,
            "rule": found.reference,
            "queue": found.queue,
            "tier": found.tier,
            "strategy": found.strategy.value,
            "owner": explained.owner,
            "considered": [one.model_dump() for one in found.considered],
            "people": [one.model_dump() for one in explained.people.considered],
            "decided": ticket.routing.model_dump(mode="json") if ticket.routing else None,
        }
    )
    output.heading(f"{found.reference}: {found.queue}, tier {found.tier}, {found.strategy.value}")
    output.say(
        f"  It is with {ticket.assigned_to}; the rules give it to {explained.owner}. Moved so far: "
        f"{reassignments(ticket)}."
    )
    if explained.is_held_by_person:
        output.say("  A person assigned it, so that no rule moves it.")
    rows = [
        *(("rule", one.rule, one.why) for one in found.considered),
        *(("person", one.person, one.why) for one in explained.people.considered),
    ]
    output.table(("Considered", "Name", "Why not"), rows, empty="Nothing else was considered.")


def _service(claim_access: ClaimAccess) -> RoutingService:
    stage = claim_access.stage
    return routing_service(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        store=store_of(stage),
    )
