"""Declarations of `claimtrail claims`, `claim` and `rebill-check`."""

import click

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import DAY, claim_argument, number_option, payer_option
from claimtrail.trail.access_log import Action


@example(
    "claimtrail claims --payer larkspur --state DENIED",
    """
1 of 1 claims
Claim       Number   Payer     State   Since       Charged  Paid
clm_viinx5  ZT00042  larkspur  DENIED  2026-10-05  $340.75  $0.00
""",
)
@click.command()
@payer_option("Only this payer's claims.")
@click.option(
    "--state",
    "wanted",
    type=click.Choice([state.value for state in State], case_sensitive=False),
    help="Only claims in this state.",
)
@click.option(
    "--submitted",
    metavar="DAY",
    type=DAY,
    help="Only claims whose current submission is of this day (2026-10-05).",
)
@click.option(
    "--limit", default=50, show_default=True, help="Claims to list, longest in their state first."
)
@click.option("--all", "hidden", is_flag=True, help="Voided and superseded claims too.")
@shows_claim_data(Action.CLAIMS_LISTED, runs=".listing:list_claims")
def claims(**_: object) -> None:
    """List claims: counts by payer and state, then the claims themselves."""


@example(
    "claimtrail claim clm_viinx5",
    """
clm_viinx5e26jd56qkuqma4tmzx  (ZT00042, LARKSPUR MUTUAL)
  DENIED since 2026-10-05; charged $340.75, paid $0.00, patient $0.00; denied CO-50
Day         From         To      On whose word  File        Bytes
2026-10-05  ADJUDICATED  DENIED  835 4          fil_9c1f33  812-1204
""",
)
@click.command()
@claim_argument
@number_option
@shows_claim_data(Action.CLAIM_READ, runs=".claim:show")
def claim(**_: object) -> None:
    """Show one claim: where it stands, every step with its source, what is held, its money."""


@example(
    "claimtrail rebill-check ZT00042",
    """
Claim       State   Since       Payer     Charged  Paid   Patient
clm_viinx5  DENIED  2026-10-05  larkspur  $340.75  $0.00  $0.00
  Next: a change is sent as a replacement (7) of 2026A7781.
""",
)
@click.command("rebill-check")
@click.argument("number", metavar="NUMBER")
@shows_claim_data(Action.CLAIM_READ, runs=".rebill_check:show")
def rebill_check(**_: object) -> None:
    """Show the latest status of the account NUMBER (CLM01), and how it may be sent next."""
