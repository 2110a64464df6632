"""Exports as pages and the API show them: progress, files by their names, and what to do next."""

from dataclasses import dataclass
from datetime import datetime

from claimtrail.exports.model import Export, ExportFailure, ExportFormat, ExportState

STATE_WORDS = {
    ExportState.REQUESTED: "waiting",
    ExportState.RUNNING: "being written",
    ExportState.READY: "ready",
    ExportState.FAILED: "failed",
    ExportState.CANCELED: "canceled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFileView:
    """One file for download."""

    number: int
    """From 1: its place in the link's address."""
    name: str
    rows: str
    """`5,000 rows` of a single file, `rows 5,001 to 10,000` of several."""
    size: str
    sha256: str
    """Of its bytes, in hexadecimal: whoever has the file checks that it is this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """One export for its person."""

    export_id: str
    title: str
    """As asked for; empty: the list's own."""
    listing: str
    query: str
    format: str
    state: str
    progress: str
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    files: tuple[ExportFileView, ...]
    """Those that may be fetched; none before it is ready."""
    notes: tuple[str, ...]
    failure: ExportFailure | None
    may_cancel: bool
    is_finished: bool


def export_view(export: Export) -> ExportView:
    """Return an export as its person sees it."""
    is_ready = export.state is ExportState.READY
    files = export.checkpoint.files if is_ready else ()
    return ExportView(
        export_id=export.export_id,
        title=export.header.title,
        listing=export.listing,
        query=export.query,
        format=export.format.value.upper(),
        state=STATE_WORDS[export.state],
        progress=progress_words(export),
        requested_at=export.requested_at,
        finished_at=export.finished_at,
        expires_at=export.expires_at,
        files=tuple(_file(export, number) for number in range(1, len(files) + 1)),
        notes=export.notes,
        failure=export.failure,
        may_cancel=export.is_unfinished,
        is_finished=not export.is_unfinished,
    )


def progress_words(export: Export) -> str:
    """Return how far an export is: `12,000 rows written`."""
    rows = export.checkpoint.rows if export.state is ExportState.READY else export.rows_written
    if export.state is ExportState.REQUESTED:
        return "in the queue"
    return f"{rows:,} {_rows(rows)} written"


def file_name(export: Export, number: int) -> str:
    """Return the name under which a browser keeps a file: of the list and the day, never a title.

    `claims-2026-11-30.csv`, or with several files `claims-2026-11-30-part-02-of-12.pdf`.
    """
    count = len(export.checkpoint.files)
    day = export.requested_at.date().isoformat()
    part = f"-part-{number:0{max(2, len(str(count)))}}-of-{count}" if count > 1 else ""
    return f"{export.listing}-{day}{part}.{export.format.value}"


def content_type(key: str) -> str:
    """Return the media type of a file by its key (RFC 7111 for CSV, RFC 8118 for PDF)."""
    return _CONTENT_TYPES[ExportFormat(key.rpartition(".")[2])]


_CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PDF: "application/pdf",
}
_UNITS = ("KB", "MB", "GB")
_THOUSAND = 1000


def _file(export: Export, number: int) -> ExportFileView:
    files = export.checkpoint.files
    one = files[number - 1]
    rows = f"{one.rows:,} {_rows(one.rows)}"
    if len(files) > 1 and one.rows:
        rows = f"rows {one.first_row:,} to {one.first_row + one.rows - 1:,}"
    return ExportFileView(
        number=number,
        name=file_name(export, number),
        rows=rows,
        size=_size(one.size),
        sha256=one.sha256,
    )


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _size(size: int) -> str:
    """Return a size in the largest unit of which there is one, to a tenth."""
    if size < _THOUSAND:
        return f"{size} bytes"
    amount, units = size / _THOUSAND, iter(_UNITS)
    unit = next(units)
    while amount >= _THOUSAND and unit != _UNITS[-1]:
        amount, unit = amount / _THOUSAND, next(units)
    return f"{amount:.1f} {unit}"
