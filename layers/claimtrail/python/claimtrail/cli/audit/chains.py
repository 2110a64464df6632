"""`claimtrail audit key`, `seal` and `heads`: the trail's public key, its seals, its ends."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.bootstrap.trail import signer
from claimtrail.cli.audit.head_rebuild import chains_of, rebuild_heads_of
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for
from claimtrail.kernel.private_files import write_private
from claimtrail.trail.chaining.chain import SEALS, digest
from claimtrail.trail.chaining.seals import public_key_key, to_pem
from claimtrail.trail.outputs import TrailOutput


def key(stage: Stage, output: Output, *, out: Path | None) -> None:
    """Show the public key that the seals are signed with now, straight from KMS."""
    arn = stage.output(TrailOutput.SEAL_KEY)
    public_key = signer(arn).public_key
    text = to_pem(public_key).decode("ascii")
    fingerprint = digest(public_key)
    if out:
        write_private(out, text)
    output.data({"key": arn, "sha256": fingerprint, "pem": text})
    output.say(text.rstrip() if out is None else f"Written to {out}.")
    # Lines of their own, since a terminal of 80 columns has room for neither beside other words.
    output.say(f"SHA-256 {fingerprint}\npublished as\n{public_key_key(fingerprint)}\nby {arn}")


def seal(stage: Stage, output: Output) -> None:
    """Seal the trail now, beside the schedule: it invokes the stage's own sealer."""
    with waiting_for(output, "the stage's sealer"):
        sealed = stage.invoke(TrailOutput.SEAL_FUNCTION, {})
    output.data(sealed)
    output.say(f"Sealed as {sealed['key']}." if sealed["key"] else "This day's ends are sealed.")


def heads(stage: Stage, output: Output, *, rebuild: bool, dry_run: bool, yes: bool) -> None:
    """Write the chains' ends as JSON, asked for or not: a file of them is for `verify --heads`."""
    if rebuild:
        rebuild_heads_of(stage, output, is_dry=dry_run, is_sure=yes)
        return
    Output(as_json=True).data(heads_of(stage))


def heads_of(stage: Stage) -> dict[str, Any]:
    """Return the chains' ends by data set."""
    store = chains_of(stage)
    found = {name: store.head(name) for name in (*DATASETS, SEALS)}
    return {name: asdict(head) for name, head in found.items() if head}
