"""Declarations of `claimtrail escalations`."""

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
@payer_option("Only those of this payer's claims.")
@limit_option("Escalations")
@shows_claim_data(Action.ESCALATIONS_LISTED, runs=".listing:list_escalations")
def escalations(**_: object) -> None:
    """List claims that wait for a late word, why, and how far each escalation has come."""
