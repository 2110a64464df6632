"""Declarations of `claimtrail claims`, `claim` and `rebill-check`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import example
from claimtrail.cli.core.options import (
    DOLLARS,
    PAST_DAY,
    STATE_NAME,
    claim_argument,
    limit_option,
    number_option,
    payer_option,
    synthetic_option,
)
from claimtrail.trail.access_log import Action

MOST = 20_000
"""Claims that a list reads, unless `--read` says another number."""
SHOWN_CLAIMS = 20
"""Claims that a list shows people, unless `--limit` says another number."""
ORDERS = ("amount", "age", "since", "deadline")
"""Orders of the list (`orders.ORDERS`)."""


@example(
    "claimtrail claims --state denied --sort amount --min 300",
    """
1 claim, charged $340.75, paid $0.00; largest charge first
Claim       Number   Payer     State   Days  Age  Charged  Paid
clm_viinx5  ZT00042  larkspur  Denied    57   61  $340.75  $0.00
""",
)
@click.command()
@payer_option("Only this payer's claims.")
@click.option(
    "--state",
    "states",
    type=STATE_NAME,
    multiple=True,
    metavar="STATE",
    help="Only claims in this state, by code or words; may be given often.",
)
@click.option(
    "--submitted",
    type=PAST_DAY,
    help="Only claims whose current submission is of this day.",
)
@click.option(
    "--sort",
    type=click.Choice(ORDERS),
    default="since",
    show_default=True,
    help="Largest charge, oldest submission, longest in its state, or earliest deadline first.",
)
@click.option("--min", "least", type=DOLLARS, metavar="DOLLARS", help="Only charges from this on.")
@click.option(
    "--older-than", type=click.IntRange(0), metavar="DAYS", help="Only older submissions."
)
@limit_option("Claims", shown=SHOWN_CLAIMS)
@synthetic_option
@click.option(
    "--read",
    "most",
    type=click.IntRange(1),
    default=MOST,
    show_default=True,
    help="Claims to read at the most; the list says what was not read.",
)
@click.option("--all", "hidden", is_flag=True, help="Voided, superseded and matched numbers too.")
@click.option("--totals", is_flag=True, help="Counts and dollars by state and payer instead.")
@shows_claim_data(Action.CLAIMS_LISTED, runs=".listing:list_claims", by_api="lists:claims")
def claims(**_: object) -> None:
    """List claims of all payers, with counts and dollars over all of them.

    Age is days since the submission, Days are those in the state. The deadline is the last day of
    what you do next, or the day by which the payer's next word is due.
    """


@example(
    "claimtrail claim clm_viinx5",
    """
clm_viinx5e26jd56qkuqma4tmzx  (ZT00042, LARKSPUR MUTUAL)
  Denied since 2026-10-05 (57 days); charged $340.75, paid $0.00, ...
patient           EMBERLY, ROSE; born 1961-04-02
dates of service  2026-09-28
next action       Appeal with records. Deadline: 2027-01-15 (appeal)
Day         Status  Source     Meaning  File        Bytes
2026-10-05  Denied  835 CLP02=4  denied  fil_9c1f33  812-1204
""",
)
@click.command()
@claim_argument
@number_option
@shows_claim_data(Action.CLAIM_READ, runs=".claim:show", by_api="things:claim")
def claim(**_: object) -> None:
    """Show one claim: patient, provider, money, what comes next; every step with its source."""


@example(
    "claimtrail rebill-check ZT00042",
    """
Claim       State   Since       Payer     Charged  Paid   Patient
clm_viinx5  Denied  2026-10-05  larkspur  $340.75  $0.00  $0.00
  Do not send an original: a second original would deny as a duplicate
  (CARC 18). A change goes as a replacement (CLM05-3 = 7) of 2026A7781.
""",
)
@click.command("rebill-check")
@click.argument("number", metavar="NUMBER")
@shows_claim_data(Action.CLAIM_READ, runs=".rebill_check:show")
def rebill_check(**_: object) -> None:
    """Show the latest status of the account NUMBER (CLM01), and how it may be sent next.

    Exits 1 when no claim has the number: it says nothing about what may be sent.
    """
