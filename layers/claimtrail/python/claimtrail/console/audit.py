"""`claimtrail audit`: verify a copy of the trail, its public key, its seals, its ends."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from claimtrail.analytics.datasets import DATASETS
from claimtrail.audit.chain import SEALS, digest
from claimtrail.audit.copies import FolderCopy, TrailCopy
from claimtrail.audit.ports import Head
from claimtrail.audit.seals import from_pem, public_key_key, to_pem
from claimtrail.audit.verify import VerificationReport, verify_copy
from claimtrail.aws.audit_copy import S3Copy
from claimtrail.aws.audit_seal import KmsSigner
from claimtrail.aws.audit_trail import S3ChainStore
from claimtrail.aws.clients import client
from claimtrail.console.options import json_option, stage_option
from claimtrail.console.output import Output
from claimtrail.console.stage import LOCAL, Stage, open_stage, use_local_cloud
from claimtrail.kernel import names
from claimtrail.kernel.private_files import write_private

UNSOUND = 1
"""Exit code when anything in the trail is not as it was written."""
_SHOWN_FAULTS = 20
_S3 = "s3://"


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The audit trail: whether it is whole, by whom it is sealed, and parts of it to hand out."""


@audit.command()
@click.argument("target", metavar="DIR|s3://BUCKET")
@click.option(
    "--public-key",
    "key_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of the key that must have signed the seals; may be given several times.",
)
@click.option(
    "--heads",
    "heads_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The chains' ends, as `claimtrail audit heads` wrote them before the copy was made.",
)
@click.option("--exact", is_flag=True, help="With --heads: nothing may have been added since.")
@stage_option
@json_option
def verify(
    target: str,
    key_files: tuple[Path, ...],
    heads_file: Path | None,
    exact: bool,
    stage: str,
    as_json: bool,
) -> None:
    """Verify the trail in a folder (`aws s3 sync` makes one) or in a bucket; exits 1 if unsound.

    A folder needs no network and no credentials; a bucket is read with this shell's, or in the
    local cloud unless --stage names another. Give --public-key, kept since it was published:
    without it the seals are checked by the key that the copy itself brings.
    """
    output = Output(as_json)
    if target.startswith(_S3) and stage == LOCAL:
        use_local_cloud()
    report = verify_copy(
        _copy(target),
        heads=read_heads(heads_file.read_text(encoding="utf-8")) if heads_file else None,
        public_keys=[from_pem(path.read_bytes()) for path in key_files],
        growing=not exact,
    )
    output.data(asdict(report) | {"sound": report.sound})
    show_report(output, report)
    if not report.sound:
        raise SystemExit(UNSOUND)


@audit.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PEM there.")
@stage_option
@json_option
def key(out: Path | None, stage: str, as_json: bool) -> None:
    """The public key that the seals are signed with now, straight from KMS."""
    output = Output(as_json)
    opened = open_stage(stage)
    arn = opened.output(names.Output.SEAL_KEY)
    public_key = KmsSigner(opened.client("kms"), arn).public_key
    text = to_pem(public_key).decode("ascii")
    fingerprint = digest(public_key)
    if out:
        write_private(out, text)
    output.data({"key": arn, "sha256": fingerprint, "pem": text})
    output.say(text.rstrip() if out is None else f"Written to {out}.")
    output.say(f"SHA-256 {fingerprint}\npublished as {public_key_key(fingerprint)} by {arn}")


@audit.command()
@stage_option
@json_option
def seal(stage: str, as_json: bool) -> None:
    """Seal the trail now, beside the schedule: it invokes the stage's own sealer."""
    output = Output(as_json)
    told = open_stage(stage).invoke(names.Output.SEAL_FUNCTION, {})
    output.data(told)
    output.say(f"Sealed as {told['key']}." if told["key"] else "This day's ends are sealed.")


@audit.command()
@stage_option
def heads(stage: str) -> None:
    """The chains' ends as JSON, to be kept apart from the copy and given to `verify --heads`."""
    opened = open_stage(stage)
    store = chain_store(opened)
    found = {name: store.head(name) for name in (*DATASETS, SEALS)}
    Output(as_json=True).data({name: asdict(head) for name, head in found.items() if head})


def chain_store(stage: Stage) -> S3ChainStore:
    """The stage's trail."""
    return S3ChainStore(
        stage.client("s3"),
        stage.client("dynamodb"),
        bucket=stage.output(names.Output.AUDIT_BUCKET),
        table=stage.output(names.Output.OPERATIONS_TABLE),
    )


def read_heads(text: str) -> dict[str, Head]:
    """Read what `heads` wrote. Raises click's usage error when it is something else."""
    try:
        return {name: _head(value) for name, value in json.loads(text).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError("--heads: no file of `claimtrail audit heads`.") from error


def _head(value: dict[str, Any]) -> Head:
    return Head(
        day=date.fromisoformat(value["day"]),
        reserved=bool(value["reserved"]),
        seq=int(value["seq"]),
        sha256=str(value["sha256"]),
    )


def _copy(target: str) -> TrailCopy:
    if target.startswith(_S3):
        bucket, _, prefix = target.removeprefix(_S3).partition("/")
        return S3Copy(client("s3"), bucket, prefix)
    folder = Path(target)
    if not folder.is_dir():
        raise click.UsageError(f"{target!r} is neither a folder nor s3://BUCKET.")
    return FolderCopy(folder)


def show_report(output: Output, report: VerificationReport) -> None:
    """The verdict, the first bad object and why, and how far the end is proven."""
    output.table(
        ("Chain", "Objects", "Sealed up to", "Beyond the seal"),
        [
            (chain.dataset, chain.last, chain.sealed, max(0, chain.last - chain.sealed))
            for chain in report.chains
        ],
        right=("Objects", "Sealed up to", "Beyond the seal"),
        empty="No chain.",
    )
    for fingerprint in report.key_fingerprints:
        trust = "as given" if report.key_given else "taken from the copy: compare it"
        output.say(f"  seals: {report.seals}, by key {fingerprint} ({trust})")
    if report.sealed_at:
        output.say(f"  sealed up to {report.sealed_at:%Y-%m-%d %H:%M:%SZ}")
    if report.pending:
        output.say(f"  {len(report.pending)} objects are newer than the heads")
    if report.sound:
        output.say(
            f"[green]SOUND[/]: {report.objects:,} objects, {report.rows:,} rows; "
            "nothing was edited, removed, inserted, reordered or cut off."
        )
        return
    first = report.faults[0]
    output.say(Text.assemble(("NOT SOUND", "bold red"), f": {first.key}: {first.text}"))
    output.table(
        ("Kind", "Object", "Why"),
        [(fault.kind.value, fault.key, fault.text) for fault in report.faults[:_SHOWN_FAULTS]],
    )
    if len(report.faults) > _SHOWN_FAULTS:
        output.say(f"  and {len(report.faults) - _SHOWN_FAULTS} more; --json lists all")
