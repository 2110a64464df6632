"""`claimtrail drop`: deliver files as a trading partner would, and see what became of them."""

import time
from pathlib import Path

from rich.text import Text

from claimtrail.bootstrap import operations
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import files_of, sha256_of
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import file_id
from claimtrail.partners.outputs import PartnerOutput

NOT_TAKEN = 1
"""Exit code when a file was refused, or had not been read when the wait was over."""
_UNSETTLED = {FileStatus.RECEIVING, FileStatus.QUEUED}
_STYLES = {
    FileStatus.INGESTED: "green",
    FileStatus.PARTLY_REJECTED: "yellow",
    FileStatus.REJECTED: "red",
    FileStatus.QUARANTINED: "red",
}


def drop(
    stage: Stage,
    output: Output,
    *,
    files: tuple[Path, ...],
    partner: str,
    via: str,
    sftp_host: str | None,
    sftp_port: int | None,
    sftp_key: Path | None,
    wait: float,
) -> None:
    """Drop files into a partner's dropbox and wait until they are read.

    Raises NotFoundError for a partner that the stage does not know, before anything is sent.
    """
    require_partner(stage, partner)
    if via == "sftp":
        from claimtrail.cli.intake import sftp  # noqa: PLC0415 - it loads an SSH client

        account = sftp.sftp_account(stage, partner, host=sftp_host, port=sftp_port, key=sftp_key)
        sftp.send_files(account, list(files))
    else:
        for path in files:
            operations.put_file(
                path, bucket=stage.output(IntakeOutput.INBOX_BUCKET), folder=partner
            )
    deadline = time.monotonic() + wait
    outcomes = [
        (path, wait_for(stage, sha256_of(path), partner, deadline=deadline)) for path in files
    ]
    output.data([_json(path, receipt) for path, receipt in outcomes])
    output.table(
        ("File", "File id", "Status", "Facts", "First finding"),
        [_row(path, receipt) for path, receipt in outcomes],
        right=("Facts",),
    )
    output.say("  More: claimtrail trail FILE; claimtrail claims")
    if not all(receipt and _taken(receipt) for _, receipt in outcomes):
        raise SystemExit(NOT_TAKEN)


def require_partner(stage: Stage, partner: str) -> None:
    """Raise NotFoundError, with the known ones, for a partner that the stage does not know."""
    known = stage.output(PartnerOutput.PAYERS).split(",")
    if partner in known:
        return
    raise NotFoundError(
        Explanation(
            code="PARTNER_UNKNOWN",
            what=f"no partner is called {partner!r}",
            where=f"stage {stage.name}",
            next_step=f"The partners are: {', '.join(sorted(known))}.",
        )
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
