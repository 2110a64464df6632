"""One run of an export: from the last place that was saved until the list or the time ends.

Before anything with a subject is saved, the access to it is recorded. An access that is recorded
twice is one access, since its id follows from export and subject.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from claimtrail.exports import errors
from claimtrail.exports.columns import (
    CellValue,
    ExportColumn,
    ExportPlace,
    ExportRow,
    chosen_columns,
)
from claimtrail.exports.composing import (
    AS_S3_TAKES_THEM,
    CsvComposer,
    ExportComposer,
    FileSizes,
    PdfComposer,
    added,
    put_together,
)
from claimtrail.exports.headings import heading_of
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import Export, ExportCheckpoint, ExportFormat, ExportState
from claimtrail.exports.pdf_pages import RenderPages
from claimtrail.exports.ports import ExportQueue, ExportSource, ExportStore, ResultFiles
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.trail.access_log import Access, Action, access_rows
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.ports import RowSink

SUBJECTS_TOGETHER = 500
"""Accesses are sent to the trail so many at a time."""
SAVED_EVERY = timedelta(seconds=2)
"""Progress is saved this often at most between checkpoints; a cancellation is noticed then."""
RESERVE_SECONDS = 60.0
"""Time for the last part or PDF of a run, and for saving its place."""
LAST_SECONDS = 15.0
"""With less time left, a run that has come to no place at which it may stop fails."""


SourceOf = Callable[[Export], ExportSource]
"""Returns the list of an export, restricted to what its person may see."""


class OvertakenError(Exception):
    """Another run has taken the export over, or its person has canceled it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDependencies:
    """The ports that a run works with."""

    store: ExportStore
    files: ResultFiles
    queue: ExportQueue
    trail: RowSink
    render: RenderPages
    clock: Clock
    sizes: FileSizes = AS_S3_TAKES_THEM


@dataclass(kw_only=True)
class ExportRun:
    """A run over one export."""

    deps: ExportDependencies
    export: Export
    """As it was last saved by this run."""
    source_of: SourceOf
    deadline: Deadline = no_deadline
    _subjects: list[str] = field(default_factory=list)
    """Subjects of rows whose access has not been recorded."""
    _place: str | None = None
    """The cursor after the last row taken; None where the list cannot go on right after it."""

    def __post_init__(self) -> None:
        self._rows = self.export.checkpoint.rows
        self._totals: dict[str, Decimal] = self.export.checkpoint.totals
        self._saved_at: datetime = self.deps.clock()

    def go(self) -> Export:
        """Write rows until the list or the time ends. Return the export as it is then.

        Raises OvertakenError, ExportRefusedError, and what the ports raise.
        """
        upload = self.export.checkpoint.upload
        if upload and upload.is_whole:
            return self._ready(put_together(self.deps.files, self.export.checkpoint))
        composer = self._composer
        for row in self._source.rows(self.export.checkpoint.cursor):
            if self._place is not None:
                if composer.is_full:
                    self._record()
                    composer.flush(self.export, self._reached, self._save)
                if self.deadline() < RESERVE_SECONDS or not composer.has_room(self.export):
                    return self._defer()
            elif self.deadline() < LAST_SECONDS:
                raise errors.too_slow(self.export.export_id)
            self._take(row)
        self._record()
        return self._ready(composer.finish(self.export, self._reached, self._save))

    @cached_property
    def _source(self) -> ExportSource:
        return self.source_of(self.export)

    @cached_property
    def _places(self) -> list[int]:
        """Return the places of the columns that are written. Raises ExportRefusedError."""
        places = chosen_columns(self._source.columns(), self.export.header.columns)
        if not places:
            raise errors.without_columns(self.export.export_id)
        return places

    @cached_property
    def _columns(self) -> list[ExportColumn]:
        columns = self._source.columns()
        return [columns[place] for place in self._places]

    @cached_property
    def _composer(self) -> ExportComposer:
        export, files = self.export, self.deps.files
        heading = heading_of(export, self._columns, title=self._source.title)
        if export.format is ExportFormat.PDF:
            return PdfComposer(
                files=files,
                render=self.deps.render,
                sizes=self.deps.sizes,
                columns=self._columns,
                heading=heading,
                has_page_numbers=export.header.has_page_numbers,
                notes=lambda: self._source.notes,
            )
        composer = CsvComposer(files=files, sizes=self.deps.sizes)
        composer.begin(export, self._columns, heading)
        return composer

    @property
    def _reached(self) -> ExportCheckpoint:
        """Return the checkpoint at the place reached."""
        return self.export.checkpoint.model_copy(
            update={"cursor": self._place, "rows": self._rows, "totals": self._totals}
        )

    def _take(self, row: ExportRow | ExportPlace) -> None:
        self._place = row.cursor
        if isinstance(row, ExportRow):
            self._add(row)

    def _add(self, row: ExportRow) -> None:
        values: Sequence[CellValue] = [row.values[place] for place in self._places]
        self._composer.add(values)
        self._totals = added(self._totals, self._columns, values)
        self._rows += 1
        self._subjects.append(row.subject_id)
        if len(self._subjects) >= SUBJECTS_TOGETHER:
            self._record()
            self._save_progress()

    def _defer(self) -> Export:
        """Save the place, and leave the rest to the next run."""
        self._record()
        self._composer.defer(self.export, self._reached, self._save)
        self.deps.queue.send(
            ExportMessage(
                person_id=self.export.requester.person_id, export_id=self.export.export_id
            )
        )
        return self.export

    def _ready(self, checkpoint: ExportCheckpoint) -> Export:
        export = self.export.ended(ExportState.READY, at=self.deps.clock())
        return self._saved(
            export.model_copy(update={"checkpoint": checkpoint, "rows_written": checkpoint.rows})
        )

    def _record(self) -> None:
        """Send the accesses to the rows taken, before anything with these is saved."""
        if not self._subjects:
            return
        requester = self.export.requester
        access = Access(
            correlation_id=self.export.export_id,
            accessed_at=self.deps.clock(),
            actor=requester.actor,
            role=" ".join(requester.roles),
            purpose=requester.purpose,
            action=Action.EXPORTED,
            fields=tuple(column.name for column in self._columns),
            origin=requester.origin,
            statement=f"{self.export.listing}.{self.export.format}",
        )
        self.deps.trail.send(ACCESS_LOG.name, access_rows(access, self._subjects))
        self._subjects.clear()

    def _save_progress(self) -> None:
        if self.deps.clock() - self._saved_at >= SAVED_EVERY:
            self._saved(self.export.changed(rows_written=self._rows))

    def _save(self, checkpoint: ExportCheckpoint) -> Export:
        """Save a checkpoint, which also says how many rows are written."""
        return self._saved(self.export.changed(checkpoint=checkpoint, rows_written=self._rows))

    def _saved(self, export: Export) -> Export:
        """Return the export once it is stored. Raises OvertakenError when it cannot be."""
        now = self.deps.clock()
        notes = tuple(dict.fromkeys((*export.notes, *self._source.notes)))
        export = export.model_copy(update={"touched_at": now, "notes": notes})
        if not self.deps.store.save(export):
            self._note_upload(export)
            raise OvertakenError
        self.export, self._saved_at = export, now
        return export

    def _note_upload(self, export: Export) -> None:
        """Remember an upload that began and could not be saved, for it to be given up."""
        if self.export.checkpoint.upload is None and export.checkpoint.upload:
            self.export = export
