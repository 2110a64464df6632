"""Declarations of `claimtrail unmatched` and `match`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import CLAIM_ID, claim_argument, payer_option
from claimtrail.trail.access_log import Action


@example(
    "claimtrail unmatched --payer larkspur",
    """
Waiting     Payer     Is      May mean    Score  Agrees
clm_7qxe2m  larkspur  record  clm_viinx5     80  charge service_from
""",
)
@click.command()
@payer_option("Only this payer's records.")
@click.option("--limit", default=50, show_default=True, help="Records to list for each payer.")
@shows_claim_data(Action.UNMATCHED_READ, runs=".matches:list_unmatched")
def unmatched(**_: object) -> None:
    """List what may mean several claims: payers' records, replacements and voids; what agrees.

    `claimtrail match` says which claim is meant.
    """


@example(
    'claimtrail match clm_7qxe2m --accept clm_viinx5 --why "remittance lists both numbers"',
    """
Decision 1, of user:dana: ACCEPTED clm_viinx5e26jd56qkuqma4tmzx
""",
)
@click.command()
@claim_argument
@click.option("--number", is_flag=True, help="CLAIM and OTHER are patient control numbers (CLM01).")
@click.option(
    "--accept", metavar="OTHER", type=CLAIM_ID, help="It means this claim, one of its candidates."
)
@click.option("--reject", is_flag=True, help="It means none of its candidates.")
@click.option("--withdraw", is_flag=True, help="Undo what was decided about it.")
@click.option("--why", required=True, help="On whose word you say so, without patients' names.")
@shows_claim_data(Action.MATCH_DECIDED, runs=".matches:decide")
def match(accept: str | None, *, reject: bool, withdraw: bool, **_: object) -> None:
    """Say whom CLAIM means, which `claimtrail unmatched` lists.

    The claims follow at once.

    CLAIM holds payers' records under an unknown number, or a replacement or void (CLM05-3 7, 8) of
    a claim under another number. What you say is evidence in your name, in the history of both.
    """
    if sum(map(bool, (accept, reject, withdraw))) != 1:
        raise click.UsageError("Say one of --accept OTHER, --reject and --withdraw.")
