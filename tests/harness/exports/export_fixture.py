"""Exports on twins: ask, hand the queue's messages to the writer, read the files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import Principal
from claimtrail.exports.columns import ColumnKind, ExportColumn, ExportRow
from claimtrail.exports.composing import AS_S3_TAKES_THEM, FileSizes
from claimtrail.exports.model import Export, ExportFormat, ExportHeader, ExportRequester
from claimtrail.exports.ports import ExportSource
from claimtrail.exports.run import ExportDependencies
from claimtrail.exports.service import ExportService
from claimtrail.exports.writing import ExportWriter
from claimtrail.kernel.deadline import Deadline, no_deadline
from claimtrail.trail.access_log import Purpose
from tests.twins.exports import (
    MemoryExportQueue,
    MemoryExportStore,
    MemoryResultFiles,
    MemorySource,
)
from tests.twins.trail import MemoryRowSink

NOW = datetime(2026, 11, 30, 8, 15, tzinfo=UTC)
DANA = Principal(
    id="dana",
    roles=frozenset({JobRole.BILLER}),
    facilities=frozenset({"1234567893"}),
    payers=frozenset({"*"}),
)
COLUMNS = (
    ExportColumn(name="claim_id", title="Claim", group=FieldGroup.REFERENCE),
    ExportColumn(name="patient", title="Patient", group=FieldGroup.PATIENT),
    ExportColumn(name="since", title="Since", group=FieldGroup.STATUS, kind=ColumnKind.DAY),
    ExportColumn(
        name="balance",
        title="Balance",
        group=FieldGroup.MONEY,
        kind=ColumnKind.MONEY,
        is_totaled=True,
    ),
)


def claim_rows(count: int) -> list[ExportRow]:
    """Return rows of claims that differ in each cell."""
    return [
        ExportRow(
            (
                f"clm_{number:08}",
                f"ZT Patient {number}",
                date(2026, 1, 1) + timedelta(days=number % 300),
                Decimal(number) / 100,
            ),
            f"clm_{number:08}",
        )
        for number in range(1, count + 1)
    ]


@dataclass
class SteppingClock:
    """A clock that goes on by a step at each reading."""

    now: datetime = NOW
    step: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def no_pages(values: Any, at: datetime) -> bytes:
    """Stand in for typst: the values as text, with the date."""
    return f"{at:%Y} {values!r}".encode()


@dataclass
class ExportFixture:
    """The twins, the service and the writer of one test."""

    rows: Sequence[ExportRow] = field(default_factory=lambda: claim_rows(3))
    page: int = 1
    clock: SteppingClock = field(default_factory=SteppingClock)
    columns: Sequence[ExportColumn] = COLUMNS
    render: Any = no_pages
    revoked: dict[str, datetime] = field(default_factory=dict)
    sizes: FileSizes = AS_S3_TAKES_THEM

    def __post_init__(self) -> None:
        self.store = MemoryExportStore()
        self.queue = MemoryExportQueue()
        self.files = MemoryResultFiles(least_part_bytes=self.sizes.least_part_bytes)
        self.trail = MemoryRowSink()
        self.service = ExportService(
            store=self.store, queue=self.queue, files=self.files, clock=self.clock
        )

    def ask(
        self,
        format: ExportFormat = ExportFormat.CSV,  # noqa: A002 - the word of the field
        *,
        person: Principal = DANA,
        **header: Any,
    ) -> Export:
        """Ask for an export of the list."""
        requester = ExportRequester.of(
            person, actor=f"user:{person.id}", purpose=Purpose.PAYMENT, origin="203.0.113.7 test"
        )
        return self.service.ask(
            requester, listing="claims", query="", format=format, header=ExportHeader(**header)
        )

    def writer(self, **ports: Any) -> ExportWriter:
        """Return a writer over the twins, some of which may be replaced."""
        given = {
            "store": self.store,
            "files": self.files,
            "queue": self.queue,
            "trail": self.trail,
            "render": self.render,
            "clock": self.clock,
            "sizes": self.sizes,
        }
        return ExportWriter(
            deps=ExportDependencies(**{**given, **ports}),
            source_of=self.source_of,
            revoked_at=self.revoked.get,
        )

    def source_of(self, _export: Export) -> ExportSource:
        """Return the list."""
        return MemorySource(self.columns, self.rows, page=self.page)

    def run(self, *, deadline: Deadline = no_deadline, **ports: Any) -> Export | None:
        """Hand the oldest message to the writer, and remove it if the writer does not raise."""
        done = self.writer(**ports).write(self.queue.messages[0], deadline=deadline)
        self.queue.messages.pop(0)
        return done

    def drain(self, *, deadline: Deadline = no_deadline) -> None:
        """Hand over all messages until there is none."""
        while self.queue.messages:
            self.run(deadline=deadline)

    def stored(self, export: Export) -> Export:
        """Return an export as it is stored now."""
        return self.service.find(export.requester.person_id, export.export_id)

    def contents(self, export: Export) -> list[bytes]:
        """Return the bytes of a ready export's files."""
        return [self.files.files[file.key] for file in self.stored(export).checkpoint.files]

    @property
    def recorded(self) -> list[dict[str, Any]]:
        """Return the rows of the access log."""
        return self.trail.rows.get("access_log", [])
