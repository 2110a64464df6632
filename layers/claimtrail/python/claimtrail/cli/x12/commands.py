"""Declarations of `claimtrail x12`."""

from pathlib import Path

import click

from claimtrail.cli.core.declare import CommandGroup, example, works_here

_files = click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)


@example(
    "claimtrail x12 check remittance.835",
    """
remittance.835: 4.1 KB, 1 interchange, 1 group, 1 transaction set
ISA-GS-ST  Type  Version       Verdict   Claims  Charge   Paid
17-1-0001  835   005010X221A1  accepted      12  $900.25  $875.25
  No findings.
""",
)
@click.group(cls=CommandGroup)
def x12() -> None:
    """Check, read and acknowledge X12 files on disk."""


@example(
    "claimtrail x12 check remittance.835",
    """
remittance.835: 4.1 KB, 1 interchange, 1 group, 1 transaction set
ISA-GS-ST  Type  Version       Verdict   Claims  Charge   Paid
17-1-0001  835   005010X221A1  accepted      12  $900.25  $875.25
  No findings.
""",
)
@x12.command()
@_files
@works_here(".check:check")
def check(**_: object) -> None:
    """Validate FILE... and say what is wrong, where and what to do.

    With --json one line for each file and for each transaction set. Exits 0 when everything is
    accepted (with or without errors noted), 1 when something is held or refused.
    """


@example(
    "claimtrail x12 read remittance.835",
    """
Patient control  Payer's number  Status  Charge   Paid   Adjustments
ZT00042          2026A7781       4       $340.75  $0.00  CO-50 $340.75
""",
)
@x12.command()
@_files
@click.option("--held", is_flag=True, help="Show the records of sets that are held, too.")
@works_here(".check:read")
def read(**_: object) -> None:
    """Read FILE... into records: claims, statuses, remittances, acknowledgments.

    The records of a set that is held are shown with --held alone. The records hold protected health
    information, as the files do. With --json one line for each file, transaction set and record,
    amounts in cents. Exits as `check` does.
    """


@example(
    "claimtrail x12 ack remittance.835 --control-number 17",
    """
remittance.1.1.999
""",
)
@x12.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the answers; default: where FILE lies.",
)
@click.option(
    "--control-number",
    type=click.IntRange(1, 999_999_999),
    default=1,
    show_default=True,
    help="ISA13 of the first answer; the others count on.",
)
@works_here(".check:ack")
def ack(**_: object) -> None:
    """Write what the sender of FILE gets back.

    A TA1 for each interchange that asks for one (ISA14) or is not accepted, and a 999 for each
    functional group of an accepted interchange, but for groups of 999s. Exits as `check` does.
    """
