"""`claimtrail sftp`: what a partner needs to deliver over SFTP, with a line that works."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from claimtrail.bootstrap import operations
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import LOCAL, Stage, cloud_folder
from claimtrail.cli.intake.drop import require_partner
from claimtrail.cli.intake.sftp import INBOX, SftpAccount, refused, sftp_account
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.private_files import write_private

OUTBOX = "/outbox"
"""The folder in which the answers to an account's files stand."""
_PRIVATE_KEY = Path("PRIVATE_KEY")
"""Stands for the key that only the partner has."""
_TITLES = {
    "host": "Host",
    "addresses": "Addresses",
    "port": "Port",
    "user": "User",
    "host_key_fingerprint": "Host key",
    "private_key": "Private key",
    "inbox": "Files go into",
    "outbox": "Answers come in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """The key by which a client knows the server."""

    fingerprint: str
    """`SHA256:` and its hash, as OpenSSH shows it."""
    known_hosts: Path | None = None
    """The file that holds the key for OpenSSH; None where only the fingerprint is known."""


def show(stage: Stage, output: Output, *, partner: str) -> None:
    """Show the account of a partner: host, key, folders, and the line that opens a session.

    Raises NotFoundError for a partner that the stage does not know, and DeliveryError when no
    server answers.
    """
    require_partner(stage, partner)
    is_local = stage.name == LOCAL and cloud_folder() is not None
    key = None if is_local else _PRIVATE_KEY
    account = sftp_account(stage, partner, host=None, port=None, key=key)
    host_key = _local_host_key(account) if is_local else _host_key(stage)
    addresses = stage.outputs.get(IntakeOutput.SFTP_ADDRESSES, "").replace(",", ", ")
    fields = {
        "host": account.host,
        **({"addresses": addresses} if addresses else {}),
        "port": account.port,
        "user": account.user,
        "host_key_fingerprint": host_key.fingerprint,
        "private_key": str(_near(account.key)),
        "inbox": INBOX,
        "outbox": OUTBOX,
    }
    lines = session_lines(account, host_key.known_hosts)
    output.data({**fields, "example": " ".join(lines)})
    output.heading(f"SFTP account {partner}, stage {stage.name}")
    width = max(map(len, _TITLES.values()))
    for name, value in fields.items():
        output.say(f"  {_TITLES[name]:{width}}  {value}")
    output.heading("A session: put FILE /inbox/, ls -l /outbox, get /outbox/NAME")
    output.say(" \\\n".join(f"  {line}" for line in lines))


def session_lines(account: SftpAccount, known_hosts: Path | None) -> tuple[str, ...]:
    """Return OpenSSH's command line for the account, in pieces that fit a terminal."""
    checked = () if known_hosts is None else (f"-o UserKnownHostsFile={_near(known_hosts)}",)
    return (
        f"sftp -P {account.port} -i {_near(account.key)}",
        *checked,
        f"{account.user}@{account.host}",
    )


def _local_host_key(account: SftpAccount) -> HostKey:
    """Ask the embedded cloud for its key, and keep it beside the partners' keys for OpenSSH."""
    try:
        found = asyncio.run(asyncssh.get_server_host_key(account.host, account.port, config=None))
    except (OSError, asyncssh.Error) as error:
        raise refused(account, error) from error
    if found is None:
        raise refused(account, ConnectionError("the server has no host key"))
    known_hosts = account.key.parent / "known_hosts"
    public = found.export_public_key().decode().strip()
    write_private(known_hosts, f"[{account.host}]:{account.port} {public}\n".encode())
    return HostKey(fingerprint=found.get_fingerprint(), known_hosts=known_hosts)


def _host_key(stage: Stage) -> HostKey:
    server = stage.output(IntakeOutput.SFTP_SERVER_ID)
    return HostKey(fingerprint=operations.sftp_fingerprint(server))


def _near(path: Path) -> Path:
    """Return a path as it is typed here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
