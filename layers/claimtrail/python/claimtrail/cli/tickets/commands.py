"""Declarations of `claimtrail tickets` and `sla`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, ListsByDefault, example, works_here
from claimtrail.cli.core.options import INSTANT, TICKET_WORDS, limit_option, payer_option
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.trail.access_log import Action

HOLD_REASONS = ("payer", "provider documentation", "patient", "vendor", "change")
"""The parties that a ticket may wait for; a test holds them equal to those of the model."""
_TICKET = click.argument("ticket_id", metavar="TICKET", type=ShortId("tkt_"))
_WHY = click.option(
    "--why",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="A sentence, without names or numbers of patients.",
)
_SINCE = click.option(
    "--since",
    metavar="INSTANT",
    type=INSTANT,
    help="When it began, if that is reported late, e.g. 2026-11-27T14:30-05:00.",
)


@example(
    "claimtrail tickets --payer larkspur-commercial",
    """
Open work by cause: 3 tickets, $2,730.40
Due                   Deadline       Payer     Cause              Tickets
2026-12-04 (4 days)   timely filing  larkspur  timely filing            1
2027-01-15 (46 days)  appeal         larkspur  medical necessity        2
""",
)
@click.group(cls=ListsByDefault)
def tickets() -> None:
    """List open work by cause and then by ticket; show a ticket, and change its status."""


@example(
    "claimtrail tickets list --owner queue:billing --by-cause",
    """
Open work by cause: 2 tickets, $1,980.00
Due                   Deadline       Payer     Cause              Tickets
2026-12-04 (4 days)   timely filing  larkspur  timely filing            1
""",
)
@tickets.command("list")
@click.option("--owner", metavar="OWNER", help="Only those assigned to it, e.g. queue:billing.")
@click.option("--mine", is_flag=True, help="Only those assigned to you.")
@payer_option("Only those of this payer.")
@click.option(
    "--category", metavar="KIND", help="Only those of a kind of cause, e.g. 'medical necessity'."
)
@click.option("--cause", metavar="CODE", help="Only those that this code decided, e.g. CO-50.")
@click.option("--by-cause", is_flag=True, help="The causes alone, without the tickets.")
@limit_option("Tickets")
@shows_claim_data(
    Action.TICKETS_LISTED,
    runs=".ticket_list:list_tickets",
    by_api="lists:tickets",
)
def list_tickets(*, owner: str | None, mine: bool, **_: object) -> None:
    """List open work by cause and then by ticket: reason, dollars, next action, deadline."""
    if owner and mine:
        raise click.UsageError("--mine is an owner already: leave out --owner.")


@example(
    "claimtrail tickets show tkt_7x2b9q",
    """
Ticket tkt_7x2b9q: on hold (payer), priority 2, queue:claims-follow-up
Denied: medical necessity
Clock           Ran     Of      State    Due
First response  0h 40m  4h 00m  met
Resolution      6h 10m  50h 00m paused
""",
)
@tickets.command("show")
@_TICKET
@shows_claim_data(Action.TICKETS_LISTED, runs=".one_ticket:show", by_api="tickets:show")
def show(**_: object) -> None:
    """Show TICKET: what it is about, its clocks, and everything that happened to it."""


@example(
    "claimtrail tickets start tkt_7x2b9q --why 'asked the clinic for the chart'",
    """
tkt_7x2b9q is in progress.
""",
)
@tickets.command("start")
@_TICKET
@_WHY
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:start", by_api="tickets:start")
def start(**_: object) -> None:
    """Start the work on TICKET."""


@example(
    "claimtrail tickets hold tkt_7x2b9q --for payer --why 'review until Friday'",
    """
tkt_7x2b9q is on hold (payer).
""",
)
@tickets.command("hold")
@_TICKET
@click.option(
    "--for",
    "hold_reason",
    type=click.Choice(HOLD_REASONS, case_sensitive=False),
    required=True,
    help="The party that it waits for.",
)
@_WHY
@_SINCE
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:hold", by_api="tickets:hold")
def hold(**_: object) -> None:
    """Put TICKET on hold: clocks rest that do not count this wait."""


@example(
    "claimtrail tickets resume tkt_7x2b9q --why 'the payer answered'",
    """
tkt_7x2b9q is in progress.
""",
)
@tickets.command("resume")
@_TICKET
@_WHY
@_SINCE
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:resume", by_api="tickets:resume")
def resume(**_: object) -> None:
    """Let TICKET go on: what it waited for has come."""


@example(
    "claimtrail tickets resolve tkt_7x2b9q --why 'corrected claim was accepted'",
    """
tkt_7x2b9q is resolved.
""",
)
@tickets.command("resolve")
@_TICKET
@_WHY
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:resolve", by_api="tickets:resolve")
def resolve(**_: object) -> None:
    """Say that the work on TICKET is done."""


@example(
    "claimtrail tickets reopen tkt_7x2b9q --why 'denied a second time'",
    """
tkt_7x2b9q is reopened.
""",
)
@tickets.command("reopen")
@_TICKET
@_WHY
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:reopen", by_api="tickets:reopen")
def reopen(**_: object) -> None:
    """Undo the end of TICKET: its clock of resolution goes on with what had run."""


@example(
    "claimtrail tickets cancel tkt_7x2b9q --why 'opened twice for one claim'",
    """
tkt_7x2b9q is canceled.
""",
)
@tickets.command("cancel")
@_TICKET
@_WHY
@shows_claim_data(Action.TICKETS_CHANGED, runs=".one_ticket:cancel", by_api="tickets:cancel")
def cancel(**_: object) -> None:
    """Say that there was nothing to do for TICKET."""


@example(
    "claimtrail tickets comment tkt_7x2b9q --note 'they call back on Monday'",
    """
Noted on tkt_7x2b9q.
""",
)
@tickets.command("comment")
@_TICKET
@click.option(
    "--note",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="Words, without names or numbers of patients.",
)
@click.option("--external", is_flag=True, help="For those outside to read, too.")
@shows_claim_data(
    Action.TICKETS_CHANGED,
    runs=".one_ticket:comment",
    by_api="tickets:comment",
)
def comment(**_: object) -> None:
    """Keep a person's words with TICKET."""


@example(
    "claimtrail tickets original tkt_7x2b9q --purpose operations",
    """
When                  Who       What  Words
2026-11-24 14:10:00Z  user:ann  note  Ann Doe calls back on 3/7
""",
)
@tickets.command("original")
@_TICKET
@shows_claim_data(Action.ORIGINALS_READ, runs=".one_ticket:original")
def original(**_: object) -> None:
    """Show words of TICKET as they were written, before they were masked.

    The access is recorded in the audit trail first.
    """


@example(
    "claimtrail tickets assign tkt_7x2b9q --to queue:billing",
    """
tkt_7x2b9q is assigned to queue:billing.
""",
)
@tickets.command("assign")
@click.argument("ticket_ids", metavar="[TICKET]...", nargs=-1, type=ShortId("tkt_"))
@click.option(
    "--to", "owner", metavar="OWNER", required=True, help="queue:NAME, or user:ID of a person."
)
@payer_option("All open ones of this payer.")
@click.option("--category", metavar="KIND", help="All open ones of a kind of cause.")
@click.option("--cause", metavar="CODE", help="All open ones that this code decided.")
@click.option("--held-by", metavar="OWNER", help="All open ones of this owner.")
@click.option("--yes", is_flag=True, help="Assign those that fit, instead of listing them.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".bulk:assign", by_api="tickets:assign")
def assign(ticket_ids: tuple[str, ...], **options: object) -> None:
    """Hand TICKETs, or all that fit, to a queue or to a person."""
    filters = [options[name] for name in ("payer", "category", "cause", "held_by")]
    if bool(ticket_ids) == any(filters):
        raise click.UsageError("Name tickets, or say which fit: --payer, --category, --cause.")


@example(
    "claimtrail tickets route tkt_7x2b9q --explain",
    """
routing@2/denials: queue:claims-follow-up, tier 1, least loaded
It is with user:ben; the rules give it to user:ben. Moved so far: 1.
Considered  Name         Why not
rule        high-dollar  charge is not from $10,000
person      user:ann     absent until 2026-12-26
""",
)
@tickets.command("route")
@_TICKET
@click.option("--explain", is_flag=True, help="Show what would be decided, and change nothing.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".route_ticket:route")
def route(**_: object) -> None:
    """Have the rules decide about TICKET again, unless a person assigned it."""


@example(
    "claimtrail sla clocks",
    """
Clock           Kind  Version  Hours           P1  P2   P3   P4
First response  SLA         1  billing-office  1h  4h  10h  20h
""",
)
@click.group(cls=CommandGroup)
def sla() -> None:
    """Show what was promised for tickets: each clock with what has run, and why."""


@example(
    "claimtrail sla explain tkt_7x2b9q",
    """
Resolution (SLA, version 1): paused, 6h 10m of 50h 00m in billing-office
From                  To                    What     Hours
2026-11-24 09:10 EST  2026-11-24 15:20 EST  running  6h 10m
2026-11-24 15:20 EST                        paused   payer
""",
)
@sla.command("explain")
@_TICKET
@shows_claim_data(Action.TICKETS_LISTED, runs=".one_ticket:explain")
def explain(**_: object) -> None:
    """Show how each clock of TICKET comes to what it shows, stretch by stretch."""


@example(
    "claimtrail sla clocks",
    """
Clock           Kind  Version  Hours           P1  P2   P3   P4
First response  SLA         1  billing-office  1h  4h  10h  20h
""",
)
@sla.command("clocks")
@works_here(".clock_tables:list_clocks")
def clocks(**_: object) -> None:
    """List what is promised by clock and priority, and the hours in which it counts."""
