"""Declarations of `claimtrail drop`, `sftp`, `trail`, `files` and `payments`."""

from pathlib import Path

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import ListsByDefault, example, works_on_stage
from claimtrail.cli.core.options import (
    DAY,
    FILE_ID,
    PAYER_ID,
    WORDS,
    limit_option,
    payer_option,
    synthetic_option,
)
from claimtrail.trail.access_log import Action


@example(
    "claimtrail drop remittance.835 --payer larkspur-commercial",
    """
File            File id     Status    Facts  First finding
remittance.835  fil_9c1f33  Taken        12
""",
)
@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--payer", "partner", type=PAYER_ID, required=True, metavar="ID", help="Whose dropbox."
)
@click.option(
    "--via", type=click.Choice(["s3", "sftp"]), default="s3", show_default=True, help="How."
)
@click.option("--sftp-host", help="Server; default: the local cloud's, or the stage's in AWS.")
@click.option("--sftp-port", type=int, help="Port; default: the local cloud's, or 22.")
@click.option("--sftp-key", type=click.Path(path_type=Path), help="The partner's private key.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="Seconds to wait for the outcome.",
)
@works_on_stage(".drop:drop")
def drop(**_: object) -> None:
    """Drop FILES into a partner's dropbox and wait until they are read.

    Exits 0 when every file was taken, 1 when one was refused or is still on its way, or when the
    stage knows no such partner.
    """


@example(
    "claimtrail sftp --payer foxglove-plan",
    """
SFTP account foxglove-plan, stage local
  Host             127.0.0.1
  Port             2222
  User             foxglove-plan
  Host key         SHA256:lOFjZQH5lk7v1UaUUWvkQmCxHxL4sGDKFm0OPJyGlQ4
  Private key      .claimtrail/keys/foxglove-plan
  Files go into    /inbox
  Answers come in  /outbox
A session: put FILE /inbox/, ls -l /outbox, get /outbox/NAME
  sftp -P 2222 -i .claimtrail/keys/foxglove-plan \\
  -o UserKnownHostsFile=.claimtrail/keys/known_hosts \\
  foxglove-plan@127.0.0.1
""",
)
@click.command()
@click.option(
    "--payer", "partner", type=PAYER_ID, required=True, metavar="ID", help="Whose account."
)
@works_on_stage(".sftp_access:show")
def sftp(**_: object) -> None:
    """Show what a partner needs to deliver over SFTP: host, key, folders, a command line."""


@example(
    "claimtrail trail remittance.835",
    """
fil_9c1f3364c0de5ad18e20a7b1  remittance.835
status   Taken
dropbox  larkspur
sets     1 accepted, 0 rejected
facts    12
""",
)
@click.command()
@click.argument("file", type=FILE_ID)
@payer_option("Only the file that this partner delivered.")
@shows_claim_data(Action.FILE_READ, runs=".file_trail:show")
def trail(**_: object) -> None:
    """Show what became of FILE.

    FILE is a file on this disk, a file id, a SHA-256, a delivery id, or the name under which a
    file came in the last 31 days, once or again; a path such as /inbox/NAME will do. Several that
    are meant are listed, the newest one first.
    """


@example(
    "claimtrail files",
    """
File        Partner   Received    Set  Type  Reason        Claims  Paid
fil_9c1f33  larkspur  2026-11-10    1  835   X12_SE_COUNT       1  $100.00
""",
)
@click.group(cls=ListsByDefault)
def files() -> None:
    """List files with something held, show what is held, release it."""


@example(
    "claimtrail files list --days 7",
    """
File        Partner   Received    Set  Type  Reason        Claims  Paid
fil_9c1f33  larkspur  2026-11-10    1  835   X12_SE_COUNT       1  $100.00
""",
)
@files.command("list")
@click.option(
    "--days",
    type=click.IntRange(1, 36_500),
    default=31,
    show_default=True,
    help="Days of arrival to look back.",
)
@payer_option("Only those that this partner delivered.")
@limit_option("Files")
@synthetic_option
@shows_claim_data(Action.FILES_LISTED, runs=".held_files:list_files")
def list_(**_: object) -> None:
    """List files received lately with something held: sets, reasons, claims and dollars."""


@example(
    "claimtrail files show fil_9c1f33 --set 1",
    """
fil_9c1f3364c0de5ad18e20a7b1  larkspur  REJECTED
  Set 1, 835: X12_SE_COUNT; 1 claims $120.00 $100.00
""",
)
@files.command()
@click.argument("file", type=FILE_ID)
@click.option("--set", "number", type=click.IntRange(1), help="Only this set, by its number.")
@limit_option("Records of each set")
@shows_claim_data(Action.FILE_READ, runs=".held_files:show")
def show(**_: object) -> None:
    """Show what is held in FILE (a file here, a file id, or a SHA-256), and its batch statuses."""


@example(
    'claimtrail files release fil_9c1f33 --set 1 --why "payer, by phone"',
    """
Released by user:dana on 2026-11-21 09:30 UTC, because: payer, by phone
1 set, rel_x5k2qd. `claimtrail files show fil_9c1f33` shows ...
""",
)
@files.command()
@click.argument("file", type=FILE_ID)
@click.option(
    "--set", "numbers", type=click.IntRange(1), multiple=True, help="This set; may be repeated."
)
@click.option("--why", type=WORDS, required=True, help="Your source, without patients' names.")
@shows_claim_data(Action.FILE_RELEASED, runs=".held_files:release")
def release(**_: object) -> None:
    """Apply what is held of FILE, in your name: all of it, or sets by number.

    To release what is released already sends again what has not been applied yet.
    """


@example(
    "claimtrail payments --payer larkspur-commercial --since 2026-11-01",
    """
Paid on     Payer     Trace    Method  Amount   Claim payments  PLB
2026-11-10  larkspur  0099123  ACH     $875.25         $900.25  WO -$25.00
  larkspur 0099123: came in 2 files; its claims take it once
""",
)
@click.command()
@payer_option("Only this payer's payments.")
@click.option("--since", type=DAY, help="Paid on this day or later.")
@limit_option("Payments")
@synthetic_option
@shows_claim_data(Action.PAYMENTS_LISTED, runs=".payments:list_payments")
def payments(**_: object) -> None:
    """List payments that 835s explain, the latest first, and whether each balances.

    Amounts beside the claims' payments are provider-level adjustments (PLB).
    """
