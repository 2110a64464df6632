"""Declarations of `claimtrail restore`, `undelete` and `claim-key`."""

from pathlib import Path

import click

from claimtrail.cli.core.declare import CommandGroup, example, works_on_stage

TABLES = ("claims", "operations", "tickets")
BUCKETS = ("inbox", "archive", "quarantine", "outbox", "lake", "audit")
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_PEOPLE = 2


@example(
    "claimtrail restore claims --from claims-restored --dry-run",
    """
Items  Copied  Same  Kept  Skipped
  812     790    20     2        0
Nothing was written.
""",
)
@click.command()
@click.argument("table", type=click.Choice(TABLES))
@click.option(
    "--from", "source", required=True, metavar="RESTORED", help="The table that AWS restored into."
)
@click.option("--dry-run", is_flag=True, help="Count alone; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@works_on_stage(".tables:restore")
def restore(**_: object) -> None:
    """Copy the items of a restored table back into the stage's TABLE, where none stands.

    AWS restores (point in time, backup) into a new table. What stands in the stage's table is
    newer than a restored item, or the same, and is never written over. May be repeated. The trail
    records who did it.
    """


@example(
    "claimtrail undelete archive --since 2h",
    """
Deleted objects   48
48 objects back.
""",
)
@click.command()
@click.argument("bucket", type=click.Choice(BUCKETS))
@click.option(
    "--since",
    required=True,
    metavar="TIME|DURATION",
    help="What was deleted since: 2026-11-29T08:00:00Z, 90m, 36h, 2d. Earlier deletions may be "
    "those of retention, and stay.",
)
@click.option("--prefix", default="", help="Keys that begin so alone.")
@click.option("--dry-run", is_flag=True, help="Count alone; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@works_on_stage(".objects:undelete")
def undelete(**_: object) -> None:
    """Bring deleted objects of one of the stage's buckets back.

    Removes their delete markers; in archive, quarantine and outbox, where nobody may, puts the last
    version over them. Versions are kept for 30 days. The trail records who did it.
    """


@example(
    "claimtrail claim-key export --for ana.pem --for ben.pem --out escrow.json",
    """
Sealed for two people in escrow.json. Both private keys open it together.
""",
)
@click.group("claim-key", cls=CommandGroup)
def claim_key() -> None:
    """Seal the key of the claims' ids for two people, and put it back from what they kept."""


@example(
    "claimtrail claim-key export --for ana.pem --for ben.pem --out escrow.json",
    """
Sealed for two people in escrow.json. Both private keys open it together.
""",
)
@claim_key.command()
@click.option(
    "--for",
    "recipients",
    multiple=True,
    required=True,
    type=_FILE,
    help="PEM of a person's RSA public key, 2048 bits at least; given twice.",
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A new file."
)
@works_on_stage(".claim_key:export")
def export(recipients: tuple[Path, ...], out: Path, **_: object) -> None:
    """Write the claim key, split in two parts, each sealed with one person's public key.

    One part says nothing of the key. Do it again for another pair, so that one person may be away.
    """
    if len(recipients) != _PEOPLE or recipients[0] == recipients[1]:
        raise click.UsageError("Give --for twice, for two people.")
    if out.exists():
        raise click.UsageError(f"{out} exists; name a new file.")


@example(
    "claimtrail claim-key restore escrow.json --key ana.key --key ben.key",
    """
The claim key is as it was when it was exported.
""",
)
@claim_key.command("restore")
@click.argument("escrow", type=_FILE)
@click.option(
    "--key", "keys", multiple=True, required=True, type=_FILE, help="PEM of a private key; twice."
)
@click.option("--dry-run", is_flag=True, help="Open and compare alone; write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@works_on_stage(".claim_key:restore")
def restore_key(keys: tuple[Path, ...], **_: object) -> None:
    """Put the claim key of ESCROW back into the stage's secret. Exits 1 when it does not open."""
    if len(keys) != _PEOPLE or keys[0] == keys[1]:
        raise click.UsageError("Give --key twice, one of each person.")
