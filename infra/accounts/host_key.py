"""`claimtrail sftp-host-key`: the SFTP server keeps the key by which partners know it.

CloudFormation has no property for it, and a key in a template would be there for all to read.
"""

from pathlib import Path
from typing import Any

import asyncssh
import boto3

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, open_stage
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.stage import STAGES_ROOT, read_stage

_DESCRIPTION = "of the stage's secret"


def give(output: Output, *, stage: str, root: Path | None) -> None:
    """Import the secret's key into the stage's server, unless the server has it already.

    Raises:
        ConfigurationError: the stage names no secret, or the secret holds no key.
    """
    settings = read_stage(stage, root or STAGES_ROOT).settings
    secret = settings.sftp.host_key_secret
    if not secret or stage == LOCAL:
        raise _failure(
            "HOST_KEY_UNNAMED",
            "the stage's settings name no secret with a host key",
            f"stage {stage}",
            "Set `sftp.host_key_secret` in its settings (docs/deploying.md).",
        )
    server = open_stage(stage).output(IntakeOutput.SFTP_SERVER_ID)
    clients = boto3.Session(region_name=settings.region)
    body = clients.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    fingerprint, changed = replace_host_key(clients.client("transfer"), server, body, secret)
    output.data({"server": server, "fingerprint": fingerprint, "changed": changed})
    has = "has" if changed else "has already"
    output.say(f"[green]●[/] The SFTP server {has} the host key {fingerprint}.")


def replace_host_key(transfer: Any, server: str, body: str, secret: str) -> tuple[str, bool]:
    """Give a server a private key; return its fingerprint, and whether anything changed.

    The new key is there before others of its type go, so that no moment has none.
    """
    try:
        fingerprint = asyncssh.import_private_key(body).get_fingerprint()
    except (asyncssh.KeyImportError, ValueError):
        raise _failure(
            "HOST_KEY_UNREADABLE",
            "the secret holds no OpenSSH private key without a passphrase",
            f"secret {secret}",
            "Store what `ssh-keygen -t ed25519 -N '' -f host-key` makes (docs/deploying.md).",
        ) from None
    keys = transfer.list_host_keys(ServerId=server)["HostKeys"]
    own = next((one for one in keys if one["Fingerprint"] == fingerprint), None)
    is_new = own is None
    if own is None:
        imported = transfer.import_host_key(
            ServerId=server, HostKeyBody=body, Description=_DESCRIPTION
        )["HostKeyId"]
        keys = transfer.list_host_keys(ServerId=server)["HostKeys"]
        own = next(one for one in keys if one["HostKeyId"] == imported)
    others = [
        one["HostKeyId"]
        for one in keys
        if one["Type"] == own["Type"] and one["HostKeyId"] != own["HostKeyId"]
    ]
    for other in others:
        transfer.delete_host_key(ServerId=server, HostKeyId=other)
    return fingerprint, is_new or bool(others)


def _failure(code: str, what: str, where: str, next_step: str) -> ConfigurationError:
    return ConfigurationError(Explanation(code=code, what=what, where=where, next_step=next_step))
