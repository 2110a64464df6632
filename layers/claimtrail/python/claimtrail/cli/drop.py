"""`claimtrail drop`: deliver files as a trading partner would, and see what became of them."""

import time
from pathlib import Path

import click
from rich.text import Text

from claimtrail.cli import dropbox
from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import LOCAL, Stage, local_folder, open_stage
from claimtrail.cli.trail import files_of, sha256_of
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.kernel import names
from claimtrail.kernel.ids import file_id

NOT_TAKEN = 1
"""Exit code when a file was refused, or had not been read when the wait was over."""
_UNSETTLED = {FileStatus.RECEIVING, FileStatus.QUEUED}
_STYLES = {
    FileStatus.INGESTED: "green",
    FileStatus.PARTLY_REJECTED: "yellow",
    FileStatus.REJECTED: "red",
    FileStatus.QUARANTINED: "red",
}


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(drop)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--payer", "partner", required=True, metavar="ID", help="Whose dropbox.")
@click.option(
    "--via", type=click.Choice(["s3", "sftp"]), default="s3", show_default=True, help="How."
)
@click.option("--sftp-host", help="Server; default: the local cloud's, or the stage's in AWS.")
@click.option("--sftp-port", type=int, help="Port; default: the local cloud's, or 22.")
@click.option("--sftp-key", type=click.Path(path_type=Path), help="The partner's private key.")
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait for the outcome.")
@stage_option
@json_option
@click.pass_context
def drop(
    context: click.Context,
    files: tuple[Path, ...],
    partner: str,
    via: str,
    sftp_host: str | None,
    sftp_port: int | None,
    sftp_key: Path | None,
    wait: float,
    stage: str,
    as_json: bool,
) -> None:
    """Drop FILES into a partner's dropbox and wait until they are read.

    Exits 0 when every file was taken, 1 when one was refused or is still on its way.
    """
    output = Output(as_json)
    opened = open_stage(stage)
    if via == "sftp":
        account = sftp_account(opened, partner, host=sftp_host, port=sftp_port, key=sftp_key)
        dropbox.send_files(account, list(files))
    else:
        inbox = opened.output(names.Output.INBOX_BUCKET)
        for path in files:
            dropbox.put_object(opened.client("s3"), bucket=inbox, partner_id=partner, path=path)
    deadline = time.monotonic() + wait
    outcomes = [
        (path, wait_for(opened, sha256_of(path), partner, deadline=deadline)) for path in files
    ]
    output.data([_json(path, receipt) for path, receipt in outcomes])
    output.table(
        ("File", "File id", "Status", "Facts", "First finding"),
        [_row(path, receipt) for path, receipt in outcomes],
        right=("Facts",),
    )
    output.say("  More: claimtrail trail FILE; claimtrail claims")
    if not all(receipt and _taken(receipt) for _, receipt in outcomes):
        context.exit(NOT_TAKEN)


def sftp_account(
    stage: Stage, partner: str, *, host: str | None, port: int | None, key: Path | None
) -> dropbox.SftpAccount:
    """Return the partner's account.

    The local cloud's with the key made for it, or the stage's in AWS.
    """
    folder = local_folder() if stage.name == LOCAL else None
    if folder:
        own_key = key or folder / "keys" / partner
        local_port = port or dropbox.local_sftp_port(folder)
        return dropbox.SftpAccount(
            host=host or "127.0.0.1", port=local_port, user=partner, key=own_key, known_hosts=None
        )
    if key is None:
        raise click.UsageError("--via sftp needs --sftp-key, the partner's private key.")
    server = stage.output(names.Output.SFTP_SERVER_ID)
    region = stage.client("s3").meta.region_name
    return dropbox.SftpAccount(
        host=host or f"{server}.server.transfer.{region}.amazonaws.com",
        port=port or 22,
        user=partner,
        key=key,
        known_hosts=Path.home() / ".ssh" / "known_hosts",
    )


def wait_for(stage: Stage, sha256: str, partner: str, *, deadline: float) -> FileReceipt | None:
    """The receipt once the file is settled, or as it is at the deadline (monotonic seconds)."""
    files = files_of(stage)
    while True:
        receipt = files.find(file_id=file_id(sha256), partner_id=partner)
        settled = receipt is not None and receipt.status not in _UNSETTLED
        if settled or time.monotonic() > deadline:
            return receipt
        time.sleep(0.2)


def _taken(receipt: FileReceipt) -> bool:
    return receipt.status in {FileStatus.INGESTED, FileStatus.PARTLY_REJECTED}


def _json(path: Path, receipt: FileReceipt | None) -> dict[str, object]:
    return {
        "file": str(path),
        "receipt": receipt.model_dump(mode="json") if receipt else None,
    }


def _row(path: Path, receipt: FileReceipt | None) -> tuple[object, ...]:
    if receipt is None:
        return path.name, "", "not seen yet", None, ""
    style = _STYLES.get(receipt.status, "yellow")
    first = receipt.findings[0] if receipt.findings else None
    return (
        path.name,
        receipt.file_id,
        Text(receipt.status.value, style=style),
        receipt.event_count,
        f"{first.code}: {first.text} {first.next_step}" if first else "",
    )
