"""Declarations of `claimtrail terms` and `record-status`."""

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, example
from claimtrail.cli.core.options import (
    PAST_DAY,
    PAYER_ID,
    WORDS,
    claim_argument,
    number_option,
    payer_option,
)
from claimtrail.trail.access_log import Action


@example(
    "claimtrail terms review",
    """
Payer     Word       Means  Claims  For example
larkspur  Processed  ?          12  clm_viinx5
""",
)
@click.group(cls=CommandGroup)
def terms() -> None:
    """List payers' own words for where a claim stands, and say what each means."""


@example(
    "claimtrail terms review --payer larkspur-commercial",
    """
Payer     Word       Means  Claims  For example
larkspur  Processed  ?          12  clm_viinx5
""",
)
@terms.command()
@payer_option("Only this payer's words.")
@click.option("--all", "with_decided", is_flag=True, help="Those that are decided too.")
@shows_claim_data(Action.TERMS_READ, runs=".review:review")
def review(**_: object) -> None:
    """List words that no profile knows: they move nothing until somebody says what they mean."""


@example(
    "claimtrail terms decide Done --payer foxglove-plan --means F1 --why manual",
    """
Payer          Word  Means  Claims  For example  By         Why
foxglove-plan  Done  F1         12  clm_viinx5   user:dana  manual
""",
)
@terms.command()
@click.argument("term")
@click.option("--payer", type=PAYER_ID, metavar="ID", required=True, help="Whose word it is.")
@click.option("--means", metavar="CATEGORY", required=True, help="A status category, as F1 or P1.")
@click.option("--why", type=WORDS, required=True, help="Your source, without patients' names.")
@shows_claim_data(Action.TERMS_READ, runs=".review:decide")
def decide(**_: object) -> None:
    """Say what a payer's TERM means; every claim that bears it is updated.

    It counts until the payer's profile has it: `claimtrail terms export` writes the table.
    """


@example(
    "claimtrail terms export --payer larkspur-commercial",
    """
[status_terms]
"Processed" = "F1"
""",
)
@terms.command()
@click.option("--payer", type=PAYER_ID, metavar="ID", required=True, help="Whose words.")
@shows_claim_data(Action.TERMS_READ, runs=".review:export")
def export(**_: object) -> None:
    """Write the words that were decided.

    As TOML for the payer's profile in infra/stages/<stage>/partners.
    """


@example(
    "claimtrail record-status clm_viinx5 --term Processed --seen-on 2026-11-20 --seen-in portal",
    """
Recorded as evt_q7vd3k; `claimtrail claim clm_viinx5` shows what follows.
""",
)
@click.command("record-status")
@claim_argument
@number_option
@click.option(
    "--term", required=True, help="The payer's word for the status, or a status category, as F1."
)
@click.option("--seen-on", type=PAST_DAY, required=True, help="The day on which it was seen.")
@click.option(
    "--seen-in",
    type=click.Choice(["portal", "phone", "letter"]),
    required=True,
    help="Where: it stands on the claim as the source.",
)
@click.option(
    "--said", type=WORDS, default="", help="What was said besides: a call's reference, by whom."
)
@shows_claim_data(Action.STATUS_REPORTED, runs=".record_status:record")
def record_status(**_: object) -> None:
    """Record what you saw of CLAIM at the payer's: evidence like any other, in your name."""
