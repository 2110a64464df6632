"""Declarations of `claimtrail vendors`, and of tickets that vendors have."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, example, works_here
from claimtrail.cli.core.options import TICKET_WORDS
from claimtrail.cli.core.short_ids import ShortId
from claimtrail.cli.tickets.desk_commands import tickets
from claimtrail.trail.access_log import Action

__all__ = ["tickets", "vendors"]
_TICKET = click.argument("ticket_id", metavar="TICKET", type=ShortId("tkt_"))
_VENDOR = click.option("--vendor", "vendor_id", metavar="VENDOR", required=True, help="By its id.")


@example(
    "claimtrail vendors list",
    """
Vendor                 Kind            Back in  First contact
summit-medical-review  medical review      50h  intake desk
""",
)
@click.group(cls=CommandGroup)
def vendors() -> None:
    """List the vendors to whom tickets are handed."""


@example(
    "claimtrail vendors list --json",
    """
[{"vendor_id": "summit-medical-review", "kind": "medical review", ...}]
""",
)
@vendors.command("list")
@works_here(".vendor_desk:list_vendors")
def list_vendors(**_: object) -> None:
    """List vendors, their contracts and their contacts."""


@example(
    "claimtrail tickets hand-over tkt_7x2b9q --vendor summit-medical-review --what 'records'",
    """
tkt_7x2b9q is with summit-medical-review (intake desk) until 2030-01-08.
""",
)
@tickets.command("hand-over")
@_TICKET
@_VENDOR
@click.option("--what", "handed", type=TICKET_WORDS, metavar="TEXT", multiple=True, required=True,
              help="What is handed; several may be given.")  # fmt: skip
@shows_claim_data(Action.TICKETS_CHANGED, runs=".vendor_desk:hand_over")
def hand_over(**_: object) -> None:
    """Hand TICKET to a vendor; its own clock runs until it is back."""


@example(
    "claimtrail tickets take-back tkt_7x2b9q --why 'upheld'",
    """
tkt_7x2b9q is back from summit-medical-review.
""",
)
@tickets.command("take-back")
@_TICKET
@click.option(
    "--why",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="The vendor's result, in a sentence.",
)
@shows_claim_data(Action.TICKETS_CHANGED, runs=".vendor_desk:take_back")
def take_back(**_: object) -> None:
    """Bring TICKET back from the vendor that has it."""


@example(
    "claimtrail tickets file-letter tkt_7x2b9q --vendor v1 --text 'Upheld.'",
    """
ltr_8m2 is archived with tkt_7x2b9q: sha256 5f0c2ab81d33.
""",
)
@tickets.command("file-letter")
@_TICKET
@_VENDOR
@click.option(
    "--text",
    type=TICKET_WORDS,
    metavar="TEXT",
    required=True,
    help="The letter; it is masked first.",
)
@click.option("--received/--sent", "is_received", default=True, help="From the vendor, or to it.")
@shows_claim_data(Action.TICKETS_CHANGED, runs=".vendor_desk:file_letter")
def file_letter(**_: object) -> None:
    """Record a letter to or from a vendor with TICKET, for good."""


@example(
    "claimtrail tickets letters tkt_7x2b9q",
    """
When              Vendor                 Direction  As recorded
2030-01-03 15:10  summit-medical-review  received   yes
""",
)
@tickets.command("letters")
@_TICKET
@shows_claim_data(Action.TICKETS_LISTED, runs=".vendor_desk:letters")
def letters(**_: object) -> None:
    """Show the letters of TICKET, each held against its digest in the history."""
