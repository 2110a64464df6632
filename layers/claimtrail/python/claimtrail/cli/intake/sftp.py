"""Delivering a file as a partner would, over SFTP with its own key."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import click

from claimtrail.cli.core.stage import LOCAL, Stage, cloud_folder
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.errors import ClaimTrailError, Explanation

INBOX = "/inbox"
"""The folder in which an account delivers; its answers stand in `/outbox`."""


class DeliveryError(ClaimTrailError):
    """The dropbox refused the file, or could not be reached; nothing was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpAccount:
    """The server to which a partner logs in, and the private key that it uses."""

    host: str
    port: int
    user: str
    key: Path
    known_hosts: Path | None
    """None trusts any host key: for the local cloud, whose key is made again with its state."""


def sftp_account(
    stage: Stage, partner: str, *, host: str | None, port: int | None, key: Path | None
) -> SftpAccount:
    """Return the partner's account.

    The local cloud's with the key made for it, or the stage's in AWS. Raises DeliveryError where
    the stage has no SFTP server.
    """
    require_server(stage)
    folder = cloud_folder() if stage.name == LOCAL else None
    if folder:
        own_key = key or folder / "keys" / partner
        local_port = port or local_sftp_port(folder)
        return SftpAccount(
            host=host or "127.0.0.1", port=local_port, user=partner, key=own_key, known_hosts=None
        )
    if key is None:
        raise click.UsageError("--via sftp needs --sftp-key, the partner's private key.")
    return SftpAccount(
        host=host or stage.output(IntakeOutput.SFTP_HOST),
        port=port or 22,
        user=partner,
        key=key,
        known_hosts=Path.home() / ".ssh" / "known_hosts",
    )


def require_server(stage: Stage) -> None:
    """Raise DeliveryError where a deployed stage takes files by S3 alone."""
    if stage.name == LOCAL or IntakeOutput.SFTP_SERVER_ID in stage.outputs:
        return
    raise DeliveryError(
        Explanation(
            code="SFTP_OFF",
            what="the stage has no SFTP server: its partners deliver by S3",
            where=f"stage {stage.name}",
            next_step="Leave `--via sftp` out, or set `[sftp] enabled = true` in the stage's "
            f"settings and run `make deploy STAGE={stage.name}`.",
        )
    )


def send_files(account: SftpAccount, paths: list[Path]) -> None:
    """Send files over one SFTP session, in order.

    Raises:
        DeliveryError: no connection, a refused key, or a refused write; names the host and user.
    """
    try:
        asyncio.run(_send(account, paths))
    except (OSError, asyncssh.Error) as error:
        raise refused(account, error) from error


def refused(account: SftpAccount, error: Exception) -> DeliveryError:
    """Return the error about a session that could not be opened or used."""
    return DeliveryError(
        Explanation(
            code="SFTP_REFUSED",
            what=f"{type(error).__name__}: {error}",
            where=f"sftp://{account.user}@{account.host}:{account.port}",
            next_step="Check that the server runs and that the partner's profile has this key.",
        )
    )


def local_sftp_port(folder: Path) -> int:
    """Return the SFTP port of the embedded cloud whose record stands in `folder`.

    2222 without one.
    """
    record = folder / "cloud.json"
    if not record.is_file():
        return 2222
    return int(json.loads(record.read_text(encoding="utf-8"))["sftp_port"])


async def _send(account: SftpAccount, paths: list[Path]) -> None:
    async with (
        asyncssh.connect(
            account.host,
            port=account.port,
            username=account.user,
            client_keys=[str(account.key)],
            known_hosts=str(account.known_hosts) if account.known_hosts else None,
            config=None,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        for path in paths:
            await sftp.put(str(path), f"{INBOX}/{path.name}")
