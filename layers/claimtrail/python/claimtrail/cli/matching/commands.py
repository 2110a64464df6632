"""Declarations of `claimtrail unmatched` and `match`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import (
    CLAIM_ID,
    WORDS,
    claim_argument,
    limit_option,
    payer_option,
    synthetic_option,
)
from claimtrail.trail.access_log import Action


@example(
    "claimtrail unmatched --payer larkspur-commercial",
    """
Response    Payer        Paid  Could be      Score  Fields that agree
clm_7qxe2m  larkspur  $200.00  clm_viinx5       80  charge service_from
clm_b4txow  larkspur  $150.00  no candidate
  Money without a claim: $350.00
""",
)
@click.command()
@payer_option("Only this payer's records.")
@limit_option("Responses")
@synthetic_option
@shows_claim_data(
    Action.UNMATCHED_READ,
    runs=".matches:list_unmatched",
    by_api="lists:unmatched",
)
def unmatched(**_: object) -> None:
    """List unmatched payer responses: of several claims that fit, or money without a claim.

    They are 277 or ERA (835) records under a number that no claim has, and replacements or voids
    of a claim under another number. Money of an ERA is listed even where no claim fits.
    `claimtrail match` says which claim is meant, or that none is (`--reject`).
    """


@example(
    'claimtrail match clm_7qxe2m --accept clm_viinx5 --why "ERA lists both"',
    """
Decision 1, of user:dana: ACCEPTED clm_viinx5e26jd56qkuqma4tmzx
""",
)
@click.command()
@claim_argument
@click.option("--number", is_flag=True, help="CLAIM and OTHER are patient control numbers (CLM01).")
@click.option(
    "--accept",
    metavar="OTHER",
    type=CLAIM_ID,
    help="It belongs to this claim, one of its candidates.",
)
@click.option(
    "--reject", is_flag=True, help="It belongs to none of its candidates, or no claim fits."
)
@click.option("--withdraw", is_flag=True, help="Undo what was decided about it.")
@click.option("--why", type=WORDS, required=True, help="Your source, without patients' names.")
@shows_claim_data(Action.MATCH_DECIDED, runs=".matches:decide")
def match(accept: str | None, *, reject: bool, withdraw: bool, **_: object) -> None:
    """Match a payer response (CLAIM, which `claimtrail unmatched` lists) to its claim, or to none.

    The claims follow at once.

    CLAIM holds payers' records under an unknown number, or a replacement or void (CLM05-3 7, 8) of
    a claim under another number. What you say is evidence in your name, in the history of both.
    """
    if sum(map(bool, (accept, reject, withdraw))) != 1:
        raise click.UsageError("Say one of --accept OTHER, --reject and --withdraw.")
