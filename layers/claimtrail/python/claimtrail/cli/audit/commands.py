"""Declarations of `claimtrail audit` and `provenance`."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from claimtrail.cli.core.access import shows_claim_data
from claimtrail.cli.core.declare import CommandGroup, example, works_here, works_on_stage
from claimtrail.cli.core.options import (
    CLAIM_ID,
    DAY,
    PAYER_ID,
    claim_argument,
    number_option,
    stage_option,
)
from claimtrail.trail.access_log import Action, Purpose

RECIPIENTS = ("payer", "regulator")
"""The recipients of a package (`disclosures.redaction.Recipient`)."""
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., Any])


def _by_what_was_kept(command: Command) -> Command:
    """Add what the reader of a copy kept apart from it."""
    for decorate in reversed(_COPY_OPTIONS):
        command = decorate(command)
    return command


_PLACE = "DIR|s3://BUCKET[/PREFIX]"
_COPY_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--public-key",
        "key_files",
        multiple=True,
        type=_FILE,
        help="PEM file of the key that must have signed the seals; may be given several times.",
    ),
    click.option(
        "--heads",
        "heads_file",
        type=_FILE,
        help="The chains' ends, as `claimtrail audit heads` wrote them before the copy was made.",
    ),
    click.option("--exact", is_flag=True, help="With --heads: nothing may have been added since."),
    click.option(
        "--sealed-since",
        metavar="TIME|DURATION",
        help="The newest seal must not be older: 2026-11-29, 2026-11-29T08:00:00Z, 90m, 36h, 2d.",
    ),
    click.option("--bucket", help="The audit bucket that the seals must name."),
    click.option(
        "--part",
        is_flag=True,
        help="The copy holds some days or data sets only: what it lacks is no fault, and the "
        "verdict is PART.",
    ),
)


@example(
    "claimtrail provenance clm_viinx5 --step 2",
    """
Step 2: Finalized, remit pending to Denied, 2026-10-05
source   larkspur: 835 4
file     fil_9c1f3364c0de5ad18e20a7b1
bytes    812 to 1204: CLP CAS NM1
verdict  proven: the archived bytes are those that were read
""",
)
@click.command()
@claim_argument
@number_option
@click.option("--step", type=click.IntRange(1), help="Only this step, counted from 1.")
@click.option("--show-bytes", is_flag=True, help="Show the payer's bytes too (PHI).")
@shows_claim_data(Action.PROVENANCE_READ, runs=".provenance:show")
def provenance(**_: object) -> None:
    """Show where each status of CLAIM comes from: file, bytes, digests, arrival, code version.

    Every file is hashed again as it lies in the archive. Exits 1 when anything is not as it was. A
    status that the payer never sent is shown as implied by a later one, not as proven.
    """


@example(
    "claimtrail audit verify copy --public-key seal.pem --heads heads.json",
    """
SOUND: 78 objects, 216 rows; whole up to the heads given: ...
""",
)
@click.group(cls=CommandGroup)
def audit() -> None:
    """Verify the audit trail, report on it, show its key and ends, seal it, export parts of it."""


@example(
    "claimtrail audit verify copy --public-key seal.pem --sealed-since 2026-03-14",
    """
Check      Result       What
objects    passed       78 objects, 216 rows read
seals      passed       6 of 6 seals signed by the key given
ends       not checked  no heads were given (--heads): ...
freshness  passed       the newest seal is of 2026-03-14 23:00:00Z; ...
SOUND UP TO 2026-03-14 23:00:00Z: 78 objects, 216 rows; ...
""",
)
@audit.command()
@click.argument("target", metavar=_PLACE)
@_by_what_was_kept
@stage_option
@works_here(".verify:verify")
def verify(**_: object) -> None:
    """Verify the trail in a folder (`aws s3 sync` makes one) or in a bucket.

    Exits 0 SOUND (whole up to the heads given), 5 SOUND UP TO the newest seal (by the key given;
    what came later could be cut off), 6 PART (of a trail, by --part), 3 INCOMPLETE (nothing is
    wrong, but the end rests on the copy's own word: give --public-key or --heads), 1 NOT SOUND, 4
    NOT SOUND because nothing was there to verify. A folder needs no network and no credentials; a
    bucket is read with this shell's, or in the local cloud unless --stage names another. Keep the
    public key, since it was published, apart from the copy.
    """


@example(
    "claimtrail audit report copy --public-key seal.pem --out report.html",
    """
SOUND UP TO 2026-03-14 23:00:00Z: 78 objects, 216 rows; ...
Written to report.html: open it, and print it on A4 or Letter.
""",
)
@audit.command()
@click.argument("target", metavar=f"[{_PLACE}]", required=False)
@click.option("--claim", metavar="CLAIM", type=CLAIM_ID, help="Add what the trail says of it.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write; default: audit-report.html, or none with --json.",
)
@_by_what_was_kept
@stage_option
@works_here(".report:write_report")
def report(**_: object) -> None:
    """Write a verification as a page to print: what was verified, by which key, and up to where.

    Adds faults, seals, rows by day and who looked at what; with --claim, what happened to it and
    who looked at it. Nothing in it is fetched, and it holds no PHI: ids, codes, states and names of
    fields. Without a place, the stage's own bucket is read, and the look at it is recorded. Exits
    as `claimtrail audit verify DIR` does.
    """


@example(
    "claimtrail audit key --out seal.pem",
    """
Written to seal.pem.
SHA-256 5b1e44...
published as
seals/keys/5b1e44...
by arn:aws:kms:us-east-1:...
""",
)
@audit.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PEM there.")
@works_on_stage(".chains:key")
def key(**_: object) -> None:
    """Show the public key that the seals are signed with now, straight from KMS."""


@example(
    "claimtrail audit seal",
    """
Sealed as seals/dt=2026-11-30/000000000007.json.
""",
)
@audit.command()
@works_on_stage(".chains:seal")
def seal(**_: object) -> None:
    """Seal the trail now, beside the schedule: it invokes the stage's own sealer."""


@example(
    "claimtrail audit heads",
    """
{"claim_events": {"day": "2026-11-30", "seq": 24, "sha256": "5b..."}, ...}
""",
)
@audit.command()
@click.option(
    "--rebuild", is_flag=True, help="Write the heads again from the bucket, once it is verified."
)
@click.option("--dry-run", is_flag=True, help="With --rebuild: show what would change.")
@click.option("--yes", is_flag=True, help="With --rebuild: do not ask.")
@works_on_stage(".chains:heads")
def heads(*, rebuild: bool, dry_run: bool, yes: bool, **_: object) -> None:
    """Write the chains' ends as JSON, to be kept apart from the copy for `verify --heads`.

    With --rebuild, after the operations table was restored or lost: verifies the bucket with the
    seal's key, then moves each head to its chain's end, seals included. The trail records who did.
    Exits 1 when the bucket is not sound, or holds less than a head counts.
    """
    if (dry_run or yes) and not rebuild:
        raise click.UsageError("--dry-run and --yes go with --rebuild.")


@example(
    "claimtrail audit export --claim clm_viinx5 --recipient regulator --out new",
    """
1 claim for the regulator in new.
SHA-256 of its manifest, to be handed over by another way: 5b1e44...
""",
)
@audit.command()
@click.option(
    "--claim", "claims", multiple=True, metavar="CLAIM", type=CLAIM_ID, help="May be given often."
)
@click.option("--payer", type=PAYER_ID, metavar="ID", help="All claims of this payer.")
@click.option("--from", "first", type=DAY, help="With --payer: submitted on or after.")
@click.option("--to", "last", type=DAY, help="With --payer: submitted on or before.")
@click.option("--recipient", type=click.Choice(RECIPIENTS), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@shows_claim_data(Action.EXPORTED, runs=".export:export")
def export(
    claims: tuple[str, ...],
    payer: str | None,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    **_: object,
) -> None:
    """Export claims, history, provenance, source files and access log, redacted for a recipient."""
    if bool(claims) == bool(payer):
        raise click.UsageError("Give either --claim (once or more) or --payer.")
    if claims and (first or last):
        raise click.UsageError("--from and --to narrow --payer, not --claim.")
    if first and last and first > last:
        raise click.UsageError("--from is later than --to.")
    if out.exists():
        raise click.UsageError(f"{out} exists; a package wants a new folder.")


@example(
    "claimtrail audit disclosures --patient MRN-1",
    """
When                 Claim       To whom  Role     What        Purpose
2026-11-30 08:00:00  clm_viinx5  kim      auditor  claim.read  legal
""",
)
@audit.command()
@click.option(
    "--claim", "claims", multiple=True, metavar="CLAIM", type=CLAIM_ID, help="May be given often."
)
@click.option(
    "--patient",
    metavar="NUMBER",
    default="",
    help="The medical record number, of a provider that registers its patients.",
)
@click.option(
    "--all",
    "with_routine",
    is_flag=True,
    help="With accesses for treatment, payment and operations, and for the patient.",
)
@shows_claim_data(
    Action.DISCLOSURES_REPORTED, runs=".disclosures:show", purpose=Purpose.PATIENT_REQUEST
)
def disclosures(claims: tuple[str, ...], patient: str, **_: object) -> None:
    """List to whom a patient's claims were disclosed in six years (45 CFR 164.528).

    Accesses for treatment, payment and operations need no accounting. The list has each access for
    another purpose; strike out what did not leave the organization.
    """
    if not claims and not patient:
        raise click.UsageError("Give --claim (once or more), --patient, or both.")


@example(
    "claimtrail audit verify-export copy --manifest-sha256 "
    "5b1e44dd5a6e7f808182838485868788898a8b8c8d8e8f909192939495969798",
    """
SOUND: 6 files; as it was made, by the manifest handed over.
""",
)
@audit.command("verify-export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--manifest-sha256",
    metavar="HEX",
    help="The manifest's SHA-256 as the sender handed it over, on another way than the package.",
)
@works_here(".package:verify_export")
def verify_export(**_: object) -> None:
    """Verify that the package in FOLDER is as it was made, to the byte.

    Exits 0 SOUND, 1 NOT SOUND, 3 INCOMPLETE: every file is the one that the manifest lists, but
    without --manifest-sha256 nothing proves the manifest, so that the whole package may be another.
    """
