"""`claimtrail drop`: deliver files as a trading partner would, and see what became of them."""

import time
from pathlib import Path
from shlex import quote

import click
from rich.markup import escape
from rich.status import Status
from rich.text import Text

from claimtrail.bootstrap import operations
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake.file_trail import files_of, sha256_of
from claimtrail.intake.model.receipt import TAKEN, FileReceipt, FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import file_id
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.partners.temporary_names import is_temporary
from claimtrail.x12.model.findings import Finding

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
    _refuse_temporary(files)
    known = _known(stage, files, partner)
    if via == "sftp":
        from claimtrail.cli.intake import sftp  # noqa: PLC0415 - it loads an SSH client

        account = sftp.sftp_account(stage, partner, host=sftp_host, port=sftp_port, key=sftp_key)
        sftp.send_files(account, list(files))
    else:
        for path in files:
            operations.put_file(
                path, bucket=stage.output(IntakeOutput.INBOX_BUCKET), folder=partner
            )
    outcomes = _await_all(stage, output, files, partner, wait=wait)
    output.data([_json(path, receipt, is_repeated=path in known) for path, receipt in outcomes])
    output.table(
        ("File", "File id", "Status", "Facts", "First finding"),
        [_row(path, receipt, is_repeated=path in known) for path, receipt in outcomes],
        right=("Facts",),
    )
    _say_repeated(output, [each for each in outcomes if each[0] in known])
    _say_next(output, outcomes, wait=wait)
    if not all(receipt and _taken(receipt) for _, receipt in outcomes):
        raise SystemExit(NOT_TAKEN)


def _refuse_temporary(files: tuple[Path, ...]) -> None:
    """Raise click's usage error for the name of an upload under way: nobody would read it."""
    for path in files:
        if is_temporary(path.name):
            raise click.UsageError(
                f"{path.name} has the name of an upload under way, which nobody reads until its "
                "sender renames it. Rename it, and drop it again."
            )


def _known(stage: Stage, files: tuple[Path, ...], partner: str) -> frozenset[Path]:
    """Return the files whose content the partner delivered before: it is not taken in again."""
    receipts = files_of(stage)
    found = {
        path: receipts.find(file_id=file_id(sha256_of(path)), partner_id=partner) for path in files
    }
    return frozenset(path for path, one in found.items() if one and one.status in TAKEN)


Outcome = tuple[Path, FileReceipt | None]
"""A file that was dropped, and its receipt; None while the stage has not begun to read it."""


def _await_all(
    stage: Stage, output: Output, files: tuple[Path, ...], partner: str, *, wait: float
) -> list[Outcome]:
    """Wait until each file is read or refused; who interrupts the wait sees what is known."""
    deadline = time.monotonic() + wait
    with Status(_waiting_for(files, wait), console=output.errors) as shown:
        if not output.errors.is_terminal and wait:
            output.errors.print(_waiting_for(files, wait))
        outcomes: list[Outcome] = []
        for path in files:
            shown.update(_waiting_for((path,), max(0.0, deadline - time.monotonic())))
            try:
                receipt = wait_for(stage, sha256_of(path), partner, deadline=deadline)
            except KeyboardInterrupt:
                deadline = time.monotonic()
                receipt = wait_for(stage, sha256_of(path), partner, deadline=deadline)
            outcomes.append((path, receipt))
    return outcomes


def _waiting_for(files: tuple[Path, ...], seconds: float) -> Text:
    named = f"{files[0].name} is" if len(files) == 1 else f"{len(files)} files are"
    return Text(
        f"Dropped. Waiting at most {seconds:.0f} s until {named} read or refused (Ctrl-C stops "
        "the wait, not the file)."
    )


def _say_repeated(output: Output, outcomes: list[Outcome]) -> None:
    """Say which files came before: their facts are those of the first delivery."""
    for path, receipt in outcomes:
        if receipt:
            output.say(
                f"  {escape(path.name)}: the same content was dropped before, at "
                f"{receipt.received_at:%Y-%m-%d %H:%M:%SZ}; nothing was applied again. `claimtrail "
                f"trail {receipt.file_id}` shows each delivery."
            )


def _say_next(output: Output, outcomes: list[Outcome], *, wait: float) -> None:
    """Say where to read on, and what the wait did not live to see."""
    for path, receipt in outcomes:
        name, typed = escape(path.name), escape(quote(str(path)))
        if receipt is None:
            output.say(
                f"  {name}: nobody has begun to read it within {wait:.0f} s. `claimtrail dlq list` "
                f"shows what failed, `claimtrail trail {typed}` what became of it."
            )
        elif receipt.status in _UNSETTLED:
            status = FILE_STATUS_WORDS[receipt.status].lower()
            output.say(
                f"  {name}: it came, and is not read to its end ({status}). "
                f"`claimtrail trail {receipt.file_id}` shows how far it is."
            )
    came = next((receipt.file_id for _, receipt in outcomes if receipt), "")
    shown = came or quote(str(outcomes[0][0]))
    output.say(f"  More: `claimtrail trail {escape(shown)}`; `claimtrail claims`")


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


def _json(path: Path, receipt: FileReceipt | None, *, is_repeated: bool) -> dict[str, object]:
    return {
        "file": str(path),
        "is_repeated": is_repeated,
        "receipt": receipt.model_dump(mode="json") if receipt else None,
    }


def _next_step(receipt: FileReceipt, first: Finding) -> str:
    return with_ids(first.next_step, FILE=receipt.file_id)


def _row(path: Path, receipt: FileReceipt | None, *, is_repeated: bool) -> tuple[object, ...]:
    if receipt is None:
        return path.name, "", "not seen yet", None, ""
    style = _STYLES.get(receipt.status, "yellow")
    status = FILE_STATUS_WORDS[receipt.status]
    first = receipt.findings[0] if receipt.findings else None
    return (
        path.name,
        receipt.file_id,
        Text(f"{status} (before)" if is_repeated else status, style=style),
        None if is_repeated else receipt.own_facts,
        f"{first.code}: {first.text} {_next_step(receipt, first)}" if first else "",
    )
