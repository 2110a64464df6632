"""`claimtrail claim-key`: the key of the claims' ids, kept by two people beside the stage."""

from pathlib import Path

import click

from claimtrail.bootstrap.recovery import claim_secret, put_claim_secret
from claimtrail.claims.key_escrow import (
    fingerprint_of,
    open_claim_key,
    recipients_of,
    seal_claim_key,
)
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.recovery.recording import record_recovery
from claimtrail.kernel.private_files import write_private
from claimtrail.trail.datasets.detail_types import RecoveryDetailType

_ENCRYPTED = b"ENCRYPTED"


def export(stage: Stage, output: Output, *, recipients: tuple[Path, ...], out: Path) -> None:
    """Seal the stage's claim key for two people, once the trail has who did. Raises EscrowError."""
    arn = stage.output(ClaimOutput.CLAIM_KEY_SECRET)
    secret = claim_secret(arn)
    escrow = seal_claim_key(secret, [path.read_bytes() for path in recipients], stage=stage.name)
    people = recipients_of(escrow)
    record_recovery(stage, RecoveryDetailType.CLAIM_KEY_EXPORTED, arn, recipients=list(people))
    write_private(out, escrow)
    output.data({"out": str(out), "recipients": people, "fingerprint": fingerprint_of(secret)})
    output.say(f"Sealed for two people in {out}. Both private keys open it together.")


def restore(
    stage: Stage,
    output: Output,
    *,
    escrow: Path,
    keys: tuple[Path, ...],
    dry_run: bool,
    yes: bool,
) -> None:
    """Put the claim key back from an escrow, once that is confirmed. Raises EscrowError."""
    arn = stage.output(ClaimOutput.CLAIM_KEY_SECRET)
    secret = open_claim_key(escrow.read_text(encoding="utf-8"), [_private_key(key) for key in keys])
    is_same = claim_secret(arn) == secret
    if not is_same and not dry_run:
        if not yes:
            click.confirm(
                "The stage has another claim key. Claims that were stored under it find none of "
                "their next files once it is replaced. Put the exported one back?",
                abort=True,
                err=True,
            )
        record_recovery(
            stage, RecoveryDetailType.CLAIM_KEY_RESTORED, arn, fingerprint=fingerprint_of(secret)
        )
        put_claim_secret(arn, secret)
    output.data({"was_same": is_same, "written": not is_same and not dry_run})
    if is_same:
        output.say("The claim key is as it was when it was exported.")
    elif dry_run:
        output.say("The stage has another claim key than the escrow. Nothing was written.")
    else:
        output.say(
            "The claim key is back. Functions that run already keep the other one for as long as "
            "their process lives: deploy again, or wait an hour, before files are dropped."
        )


def _private_key(path: Path) -> tuple[bytes, bytes | None]:
    """Return a private key and its passphrase, which is asked for where it has one."""
    pem = path.read_bytes()
    if _ENCRYPTED not in pem:
        return pem, None
    typed: str = click.prompt(f"Passphrase of {path}", hide_input=True, err=True)
    return pem, typed.encode()
