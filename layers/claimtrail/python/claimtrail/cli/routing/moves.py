"""`claimtrail rules move`: the rules in force decide about all open tickets again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.routing import routing_service
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output, dollars
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.routing.diffs import TicketMove
from claimtrail.tickets.routing.moves import OpenTicketRouting


def move(claim_access: ClaimAccess, *, dry_run: bool, why: str | None) -> None:
    """Route open tickets again, or show what would move. Raises RuleChangeError."""
    routing = _routing(claim_access)
    planned = routing.plan()
    output = claim_access.at([one.ticket_id for one in planned.moves], fields=Ticket.model_fields)
    done = planned if dry_run else routing.move(by=claim_access.stage.caller(), why=why or "")
    verb = "would move" if dry_run else "moved"
    output.data({**asdict(done), "dry_run": dry_run})
    output.say(
        f"Rules {done.version} {verb} {done.count} of {done.looked_at} open tickets; people hold "
        f"{done.held_by_people}."
    )
    if done.busy:
        output.say(f"{done.busy} were changed by others all the while: type it again.")
    show_moves(output, done.moves)


def show_moves(output: Output, moves: Iterable[TicketMove]) -> None:
    """Show moves by where from, where to and by which rule."""
    by_way: dict[tuple[str, str, str], list[TicketMove]] = defaultdict(list)
    for one in moves:
        by_way[one.queue, f"{one.new_queue} (tier {one.new_tier})", one.new_rule].append(one)
    output.table(
        ("From", "To", "Rule", "Tickets", "Amount", "For example"),
        [
            (*way, len(found), dollars(sum(one.amount_cents for one in found)), found[0].ticket_id)
            for way, found in by_way.items()
        ],
        right=("Tickets", "Amount"),
        empty="No ticket would move.",
    )


def _routing(claim_access: ClaimAccess) -> OpenTicketRouting:
    stage = claim_access.stage
    return OpenTicketRouting(
        routing=routing_service(
            ticket_table=stage.output(TicketOutput.TICKET_TABLE),
            event_bus=stage.output(SharedOutput.EVENT_BUS),
        )
    )
