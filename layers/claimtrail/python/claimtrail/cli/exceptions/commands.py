"""Declarations of `claimtrail exceptions`: the list, and decisions about evidence."""

from collections.abc import Callable
from typing import Any

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import ListsByDefault, example
from claimtrail.cli.core.options import (
    EXCEPTION_ID,
    WORDS,
    claim_argument,
    limit_option,
    number_option,
    payer_option,
    synthetic_option,
)
from claimtrail.trail.access_log import Action


@example(
    "claimtrail exceptions --payer larkspur-commercial",
    """
Claim       Payer     State   Reason       Source  Since       Exception
clm_viinx5  larkspur  Denied  other_payer  835     2026-10-05  exc_4d2mqz
  from a payer that the claim does not name: accept or reject it ...
""",
)
@click.group(cls=ListsByDefault)
def exceptions() -> None:
    """List what needs a person's review, and decide about evidence that was held back.

    Evidence that is held too long, remittance lines and codes that are none of ours, duplicate
    submissions, claims that point at what is not registered, refused batches that do not agree
    with what was sent, records whose source has no authority over the claim. An exception closes by
    itself when what it lacks arrives.
    """


@example(
    "claimtrail exceptions list --limit 5",
    """
Batch       Payer     Level     BHT03  Codes   Stated  Sent  Since
sta_6hq2ma  larkspur  receiver  B0042  A3:562       3     1  2026-10-05
""",
)
@exceptions.command("list")
@payer_option("Only this payer's exceptions.")
@limit_option("Claims")
@click.option("--held", is_flag=True, help="What is held and not due yet, with its day.")
@synthetic_option
@shows_claim_data(Action.EXCEPTIONS_LISTED, runs=".listing:list_exceptions")
def list_(**_: object) -> None:
    """List exceptions: both sides of each, and what to do.

    Held evidence is an exception from its day on. Until then it is counted here and listed by
    `--held`; most of it heals by itself.
    """


def _arguments(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the three commands take."""
    for decorate in (
        click.option(
            "--why", type=WORDS, required=True, help="Your source, without patients' names."
        ),
        click.option(
            "--whole-source",
            is_flag=True,
            help="Of all that its partner delivered about this claim, and will.",
        ),
        number_option,
        click.argument("exception", metavar="EXCEPTION", type=EXCEPTION_ID),
        claim_argument,
    ):
        command = decorate(command)
    return command


@example(
    'claimtrail exceptions accept clm_viinx5 exc_4d2mqz --why "payer, by phone"',
    """
Decision 1 by user:dana: accepted evt_q7vd3k
""",
)
@exceptions.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED, runs=".review:accept")
def accept(**_: object) -> None:
    """Let evidence count that came from another payer or biller, or that is faulty.

    EXCEPTION is its id as `claimtrail exceptions` shows it, or its event's. The claim follows at
    once.
    """


@example(
    'claimtrail exceptions reject clm_viinx5 exc_4d2mqz --why "not our account"',
    """
Decision 1 by user:dana: rejected evt_q7vd3k
""",
)
@exceptions.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED, runs=".review:reject")
def reject(**_: object) -> None:
    """Keep such evidence as a note that never counts; it is no exception any more."""


@example(
    'claimtrail exceptions withdraw clm_viinx5 exc_4d2mqz --why "wrong account"',
    """
Decision 2 by user:dana: withdrawn evt_q7vd3k
""",
)
@exceptions.command()
@_arguments
@shows_claim_data(Action.EVIDENCE_DECIDED, runs=".review:withdraw")
def withdraw(**_: object) -> None:
    """Undo what was decided about evidence, as if nobody had."""
