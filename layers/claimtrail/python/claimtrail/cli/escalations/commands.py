"""Declarations of `claimtrail escalations` and `tickets`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.trail.access_log import Action

LISTED = ("RUNNING", "STARTING", "FAILED")
"""Statuses of escalations; those that ended leave the list, and `claimtrail claim` shows them."""


@example(
    "claimtrail escalations --status RUNNING",
    """
Claim       Payer     State     Charged  Due since   Days past  Last      With
clm_viinx5  larkspur  ACCEPTED  $340.75  2026-11-02          9  reminded  queue:billing
""",
)
@click.command()
@click.option(
    "--status",
    type=click.Choice(LISTED, case_sensitive=False),
    default=LISTED[0],
    show_default=True,
)
@shows_claim_data(Action.ESCALATIONS_LISTED, runs=".listing:list_escalations")
def escalations(**_: object) -> None:
    """List claims past their payer's window, and how far each escalation has come."""


@example(
    "claimtrail tickets --owner queue:billing",
    """
Ticket      Priority  Title                 Claim       With           Opened
tkt_m3xq7a         2  Past larkspur's time  clm_viinx5  queue:billing  2026-11-11 06:00:00Z
""",
)
@click.command()
@click.option("--owner", metavar="OWNER", help="Only those assigned to it, e.g. queue:billing.")
@shows_claim_data(Action.TICKETS_LISTED, runs=".listing:list_tickets")
def tickets(**_: object) -> None:
    """List open tickets, the most urgent first."""
