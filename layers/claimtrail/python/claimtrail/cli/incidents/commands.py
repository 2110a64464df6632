"""Declaration of `claimtrail incidents`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import INCIDENT_ID, WORDS, limit_option, payer_option
from claimtrail.trail.access_log import Action


@example(
    "claimtrail incidents --all",
    """
Incident    What failed  Cause           Partner   Failures  Open  State
inc_c4pw2n  file         X12_ISA_SENDER  larkspur         3     1  Open
""",
)
@click.command()
@click.argument("incident_id", metavar="ID", required=False, type=INCIDENT_ID)
@click.option("--all", "with_resolved", is_flag=True, help="List resolved ones as well.")
@payer_option("List only those of this partner.")
@limit_option("Incidents")
@click.option("--acknowledge", is_flag=True, help="Take the incident on.")
@click.option("--resolve", is_flag=True, help="Mark it resolved.")
@click.option(
    "--note", type=WORDS, metavar="TEXT", help="With either: what you do about it, without names."
)
@shows_claim_data(Action.INCIDENTS_READ, runs=".incidents:incidents")
def incidents(
    incident_id: str | None,
    *,
    acknowledge: bool,
    resolve: bool,
    note: str | None,
    payer: str | None,
    **_: object,
) -> None:
    """List failed updates by cause; with ID, show one of them with its timeline and remedies.

    A change is recorded in the audit trail under the name that this shell is known by.
    """
    if incident_id is None and (acknowledge or resolve):
        raise click.UsageError("Name the incident's ID.")
    if incident_id and payer:
        raise click.UsageError("--payer narrows the list; leave it out with an ID.")
    if bool(note) != (acknowledge or resolve):
        raise click.UsageError("--acknowledge and --resolve want a --note, and it wants either.")
