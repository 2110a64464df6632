"""The forms of an export's files, row by row: one CSV that S3 puts together, or several PDFs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Protocol

from claimtrail.exports.columns import CellValue, ExportColumn
from claimtrail.exports.csv_text import CsvText
from claimtrail.exports.headings import ExportHeading
from claimtrail.exports.model import (
    PARTS_A_RUN,
    Export,
    ExportCheckpoint,
    ExportFile,
    ExportUpload,
)
from claimtrail.exports.pdf_pages import (
    ROWS_A_FILE,
    PdfPart,
    RenderPages,
    page_values,
    rows_a_file,
)
from claimtrail.exports.ports import ResultFiles

_MEBIBYTE = 1024 * 1024
Saved = Callable[[ExportCheckpoint], Export]
"""Saves a checkpoint; returns the export with it. Raises when the run was overtaken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSizes:
    """Sizes at which rows become a part or a file."""

    part_bytes: int = 8 * _MEBIBYTE
    """A part of a CSV is uploaded when it has so many bytes."""
    least_part_bytes: int = 5 * _MEBIBYTE
    """S3 takes no smaller part but the last (Amazon S3 user guide, "multipart upload limits")."""
    pdf_rows: int = ROWS_A_FILE
    """Rows of a PDF at most."""


AS_S3_TAKES_THEM = FileSizes()


class ExportComposer(Protocol):
    """Gathers rows, and puts them into files or parts of them."""

    def add(self, values: Sequence[CellValue]) -> None:
        """Take a row."""
        ...

    @property
    def is_full(self) -> bool:
        """Return whether the rows gathered are to be flushed before the next one."""
        ...

    def has_room(self, export: Export) -> bool:
        """Return whether this run may flush once more."""
        ...

    def flush(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Write what is gathered, and save the place reached with it."""
        ...

    def defer(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Save the place reached with what is gathered, for the next run to go on from."""
        ...

    def finish(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> ExportCheckpoint:
        """Write what is left. Return the checkpoint of an export whose files are complete."""
        ...


@dataclass(slots=True, kw_only=True)
class CsvComposer:
    """One CSV: small ones are put at once, others uploaded in parts."""

    files: ResultFiles
    sizes: FileSizes = AS_S3_TAKES_THEM
    _text: CsvText = field(default_factory=CsvText)

    def begin(
        self, export: Export, columns: Sequence[ExportColumn], heading: ExportHeading
    ) -> None:
        """Write what stands before the first row, or take up what the last run left."""
        if export.checkpoint.remainder:
            self._text.take_up(self.files.read(export.checkpoint.remainder))
        if export.checkpoint.cursor is not None:
            return
        self._text.begin(
            columns,
            heading=heading if export.header.has_heading else None,
            has_byte_order_mark=export.header.has_byte_order_mark,
        )

    def add(self, values: Sequence[CellValue]) -> None:
        """Take a row."""
        self._text.add(values)

    @property
    def is_full(self) -> bool:
        """Return whether a part is full."""
        return self._text.size >= self.sizes.part_bytes

    def has_room(self, export: Export) -> bool:
        """Return whether the run has part numbers left for one more part and the last one."""
        return _next_number(export) + 1 < export.first_part + PARTS_A_RUN

    def flush(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Upload a part; the upload is saved before it, so that nobody loses sight of it."""
        if export.checkpoint.upload is None:
            upload = self.files.begin(export.key_of(1))
            export = saved(export.checkpoint.model_copy(update={"upload": upload}))
        upload = self._with_part(export)
        return saved(reached.model_copy(update={"upload": upload, "remainder": ""}))

    def defer(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Upload a part; what is too small for one becomes an object of its own."""
        if self._text.size >= self.sizes.least_part_bytes and self.has_room(export):
            return self.flush(export, reached, saved)
        key = export.key_of(0)
        self.files.put(key, self._text.take())
        upload = export.checkpoint.upload
        return saved(reached.model_copy(update={"upload": upload, "remainder": key}))

    def finish(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> ExportCheckpoint:
        """Upload the last part and put all together, or put the whole file."""
        if export.checkpoint.upload is None:
            return self._put_whole(export, reached)
        upload = self._with_part(export).model_copy(update={"is_whole": True})
        export = saved(reached.model_copy(update={"upload": upload, "remainder": ""}))
        return put_together(self.files, export.checkpoint)

    def _put_whole(self, export: Export, reached: ExportCheckpoint) -> ExportCheckpoint:
        data = self._text.take()
        key = export.key_of(1)
        self.files.put(key, data)
        return _completed(reached, key=key, size=len(data), digest=sha256(data).hexdigest())

    def _with_part(self, export: Export) -> ExportUpload:
        """Return the upload with what is gathered as its next part; as it is without any."""
        upload = export.checkpoint.upload
        if upload is None:
            raise ValueError("no upload has begun")
        data = self._text.take()
        if not data:
            return upload
        part = self.files.add_part(upload, _next_number(export), data)
        return upload.model_copy(update={"parts": (*upload.parts, part)})


def put_together(files: ResultFiles, checkpoint: ExportCheckpoint) -> ExportCheckpoint:
    """Complete an upload that is whole; it may be completed already."""
    upload = checkpoint.upload
    if upload is None:
        raise ValueError("no upload has begun")
    files.complete(upload)
    size = sum(part.size for part in upload.parts)
    digest = files.sha256_of(upload.key)
    return _completed(checkpoint, key=upload.key, size=size, digest=digest)


def _completed(reached: ExportCheckpoint, *, key: str, size: int, digest: str) -> ExportCheckpoint:
    first = 1 if reached.rows else 0
    file = ExportFile(key=key, first_row=first, rows=reached.rows, size=size, sha256=digest)
    return reached.model_copy(update={"files": (file,), "upload": None, "remainder": ""})


def _next_number(export: Export) -> int:
    upload = export.checkpoint.upload
    used = [part.number for part in upload.parts] if upload else []
    return max(export.first_part, max(used, default=0) + 1)


@dataclass(slots=True, kw_only=True)
class PdfComposer:
    """PDFs of so many rows each."""

    files: ResultFiles
    render: RenderPages
    columns: Sequence[ExportColumn]
    heading: ExportHeading
    has_page_numbers: bool
    notes: Callable[[], Sequence[str]] = tuple
    """Returns sentences about what the rows leave out, as far as they were read."""
    sizes: FileSizes = AS_S3_TAKES_THEM
    _rows: list[tuple[CellValue, ...]] = field(default_factory=list)

    def add(self, values: Sequence[CellValue]) -> None:
        """Take a row."""
        self._rows.append(tuple(values))

    @property
    def is_full(self) -> bool:
        """Return whether a PDF has its rows."""
        return len(self._rows) >= min(self.sizes.pdf_rows, rows_a_file(len(self.columns)))

    def has_room(self, export: Export) -> bool:  # noqa: ARG002 - the protocol's; files have no bound
        """Return True: a run may write as many files as it has time for."""
        return True

    def flush(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Write a PDF that is not the last one."""
        return saved(self._written(export, reached, is_last=False))

    def defer(self, export: Export, reached: ExportCheckpoint, saved: Saved) -> Export:
        """Write a PDF of the rows that there are; without any, the place alone is saved."""
        return self.flush(export, reached, saved) if self._rows else saved(reached)

    def finish(
        self,
        export: Export,
        reached: ExportCheckpoint,
        saved: Saved,  # noqa: ARG002 - the protocol's; a PDF is whole once it is put
    ) -> ExportCheckpoint:
        """Write the last PDF, with the totals."""
        return self._written(export, reached, is_last=True)

    def _written(
        self, export: Export, reached: ExportCheckpoint, *, is_last: bool
    ) -> ExportCheckpoint:
        before = export.checkpoint
        number = len(before.files) + 1
        count = len(self._rows)
        part = PdfPart(
            number=number,
            first_row=before.rows + 1,
            rows=self._rows,
            is_last=is_last,
            totals=reached.totals,
            notes=self.notes(),
        )
        values = page_values(
            self.heading, self.columns, part, has_page_numbers=self.has_page_numbers
        )
        data = self.render(values, self.heading.made_at)
        key = export.key_of(number)
        self.files.put(key, data)
        self._rows.clear()
        first = before.rows + 1 if count else 0
        file = ExportFile(
            key=key,
            first_row=first,
            rows=count,
            size=len(data),
            sha256=sha256(data).hexdigest(),
        )
        return reached.model_copy(update={"files": (*before.files, file)})


def added(
    totals: Mapping[str, Decimal], columns: Sequence[ExportColumn], values: Sequence[CellValue]
) -> dict[str, Decimal]:
    """Return sums with the values of one more row."""
    sums = dict(totals)
    for column, value in zip(columns, values, strict=True):
        if column.is_totaled and isinstance(value, int | Decimal):
            sums[column.name] = sums.get(column.name, Decimal(0)) + value
    return sums
