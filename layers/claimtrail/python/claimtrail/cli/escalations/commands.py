"""Declarations of `claimtrail escalations` and `tickets`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import limit_option, payer_option
from claimtrail.trail.access_log import Action

LISTED = ("RUNNING", "STARTING", "FAILED")
"""Statuses of escalations that are listed; a claim's own page shows the ended ones as well."""


@example(
    "claimtrail escalations --status RUNNING",
    """
Claim       Payer     State         Why          Charged  Due         Late
clm_viinx5  larkspur  999 accepted  no decision  $340.75  2026-11-02     9
""",
)
@click.command()
@click.option(
    "--status",
    type=click.Choice(LISTED, case_sensitive=False),
    default=LISTED[0],
    show_default=True,
)
@limit_option("Escalations")
@shows_claim_data(Action.ESCALATIONS_LISTED, runs=".listing:list_escalations")
def escalations(**_: object) -> None:
    """List claims that wait for a late word, why, and how far each escalation has come."""


@example(
    "claimtrail tickets --payer larkspur-commercial",
    """
Open work by cause: 3 tickets, $2,730.40
Due                   Deadline       Payer     Cause              Tickets
2026-12-04 (4 days)   timely filing  larkspur  timely filing            1
2027-01-15 (46 days)  appeal         larkspur  medical necessity        2
""",
)
@click.command()
@click.option("--owner", metavar="OWNER", help="Only those assigned to it, e.g. queue:billing.")
@payer_option("Only those of this payer.")
@click.option(
    "--category", metavar="KIND", help="Only those of a kind of cause, e.g. 'medical necessity'."
)
@click.option("--cause", metavar="CODE", help="Only those that this code decided, e.g. CO-50.")
@click.option("--by-cause", is_flag=True, help="The causes alone, without the tickets.")
@limit_option("Tickets")
@shows_claim_data(Action.TICKETS_LISTED, runs=".ticket_list:list_tickets")
def tickets(**_: object) -> None:
    """List open work by cause and then by ticket: reason, dollars, next action, deadline."""
