"""Declaration of `claimtrail mask`."""

import click

from claimtrail.cli.core.declare import example, runs
from claimtrail.cli.core.options import json_option, stage_option
from claimtrail.cli.core.short_ids import ShortId


@example(
    "claimtrail mask --explain",
    """
Spoke w/ [name], dob [date 1958], denied CO-50 $125.00
Text         Masked as    Rule            Sure  Why
Maria Lopez  [name]       names:cue        85%  a person's name by cue
3/7/58       [date 1958]  date:month, day  95%  a date
""",
)
@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=click.File("rb"))
@click.option(
    "--claim", "claim_id", metavar="CLAIM", type=ShortId("clm_"), help="Mask what it knows."
)
@click.option("--explain", "explains", is_flag=True, help="List what was masked, and why.")
@click.option("--purpose", metavar="PURPOSE", help="With --claim: why you look.")
@stage_option
@json_option
@runs(".mask_text:mask_text")
def mask(**_: object) -> None:
    """Mask text, CSV, X12, DOCX or PDF in FILE, or piped in.

    Nothing leaves this machine. With --claim what the claim knows of its patient is masked first,
    and the access is recorded in the audit trail before it is read.
    """
