"""`claimtrail audit`: verify a copy of the trail, its public key, its seals, its ends."""

from dataclasses import asdict
from pathlib import Path

import click

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.aws.trail.kms_signer import KmsSigner
from claimtrail.cli.audit_verify import verify
from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import Stage, open_stage
from claimtrail.kernel import names
from claimtrail.kernel.private_files import write_private
from claimtrail.trail.chain import SEALS, digest
from claimtrail.trail.seals import public_key_key, to_pem


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The audit trail: whether it is whole, by whom it is sealed, and parts of it to hand out."""


audit.add_command(verify)


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
    """Return the stage's trail."""
    return S3ChainStore(
        stage.client("s3"),
        stage.client("dynamodb"),
        bucket=stage.output(names.Output.AUDIT_BUCKET),
        table=stage.output(names.Output.OPERATIONS_TABLE),
    )
