"""`claimtrail x12`: check, read and acknowledge X12 files on disk; nothing here needs AWS."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.printable import printable
from claimtrail.cli.x12.files import (
    PASSES,
    Advance,
    file_to_json,
    open_file,
    read_file,
    record_to_json,
    set_to_json,
    totals,
)
from claimtrail.cli.x12.record_tables import show_records
from claimtrail.cli.x12.report import FileReport
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.private_files import private_folder, write_private
from claimtrail.x12 import (
    TA1_ACCEPTED,
    EnvelopeScan,
    SetResult,
    SetSummary,
    interchange_outcome,
    summarize,
    write_999,
    write_ta1,
)
from claimtrail.x12.model import ByteRange, GroupHeader, InterchangeHeader, Record, SetAcceptance

REJECTED = 1
"""Exit code when something was rejected; 2 is click's, for wrong usage."""
LONG_FILE = 4 << 20
"""Bytes from which a progress bar is shown."""
ACKNOWLEDGMENT_GROUP = "FA"
"""GS01 of groups of 999s, which are never answered by a 999 (005010X231, section 1.4)."""


def check(output: Output, *, files: tuple[Path, ...]) -> None:
    """Validate files; exit 1 when something is held or refused."""
    rejected = False
    for path in files:
        report = _check(path, output)
        if output.as_json:
            _line(output, file_to_json(path, report.scan, report.verdict))
            for result, sums in report.sets:
                _line(output, set_to_json(path, result, sums))
        report.show(output)
        rejected |= report.rejected
    _exit(rejected=rejected)


def _check(path: Path, output: Output) -> FileReport:
    """Read a file and keep what became of it, without its records."""
    with _progress(path, output) as advance:
        source, scan = open_file(path, advance)
        report = FileReport(path, scan)
        for result in read_file(source, scan):
            report.add(result)
    return report


def read(output: Output, *, files: tuple[Path, ...], held: bool) -> None:
    """Read files into records; exit 1 when something is held or refused."""
    rejected = False
    for path in files:
        read_one = _read_lines if output.as_json else _read_tables
        report = read_one(path, output, held)
        rejected |= report.rejected
    _exit(rejected=rejected)


def _read_lines(path: Path, output: Output, held: bool) -> FileReport:
    """Write a file's records as lines, each set when it is read: memory holds one set.

    The file's line comes first and has the verdict of its worst set: the file is read twice.
    """
    report = _check(path, output)
    _line(output, file_to_json(path, report.scan, report.verdict))
    source, scan = open_file(path, lambda _: None)
    for result in read_file(source, scan):
        _line(output, set_to_json(path, result, totals(result)))
        for record in _shown(result, held):
            _line(output, record_to_json(path, result, record))
    for record in scan.interchange_acknowledgments:
        _line(output, record_to_json(path, None, record))
    return report


def _read_tables(path: Path, output: Output, held: bool) -> FileReport:
    """Show a file's records as tables, after what became of its sets."""
    kept: list[SetResult] = []
    with _progress(path, output) as advance:
        source, scan = open_file(path, advance)
        report = FileReport(path, scan)
        for result in read_file(source, scan):
            report.add(result)
            kept.append(result)
    report.show(output)
    show_records(output, scan.interchange_acknowledgments)
    for result in kept:
        show_records(output, _shown(result, held))
        if not held and result.verdict is SetAcceptance.REJECTED and result.records:
            output.say(
                f"  Set {result.header.control_number} is held: its records"
                f" ({len(result.records):,}) are shown with --held."
            )
    return report


def _shown(result: SetResult, held: bool) -> Sequence[Record]:
    """Return the records that a person sees: those of a held set by request alone."""
    return result.records if held or result.verdict is not SetAcceptance.REJECTED else ()


def _line(output: Output, document: dict[str, Any]) -> None:
    if output.as_json:
        click.echo(json.dumps(document, separators=(",", ":")))


@contextmanager
def _progress(path: Path, output: Output) -> Iterator[Advance]:
    """A bar on standard error while a long file is read, when a person looks on."""
    length = path.stat().st_size
    shown = output.errors.is_terminal and length >= LONG_FILE
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=output.errors,
        disable=not shown,
        transient=True,
    )
    with bar:
        task = bar.add_task(printable(path.name), total=length * PASSES)
        yield lambda size: bar.advance(task, size)


def _exit(*, rejected: bool) -> None:
    if rejected:
        raise SystemExit(REJECTED)


def ack(output: Output, *, file: Path, out: Path | None, control_number: int) -> None:
    """Write what the sender of a file gets back; exit 1 when something is held or refused."""
    with _progress(file, output) as advance:
        source, scan = open_file(file, advance)
        report = FileReport(file, scan)
        outcomes: dict[ByteRange, list[SetSummary]] = {}
        for result in read_file(source, scan):
            report.add(result)
            outcomes.setdefault(result.header.group.span, []).append(summarize(result))
    folder = private_folder(out or file.parent)
    numbers = count(control_number)
    written = []
    for name, content in _answers(scan, outcomes, numbers=numbers, prepared_at=utc_now()):
        path = folder / f"{file.stem}.{name}"
        write_private(path, content)
        written.append(path)
        _line(output, {"kind": "answer", "file": str(file), "answer": str(path)})
        output.say(str(path))
    if not written:
        output.say("  [dim]Nothing in this file is to be answered.[/]")
    _exit(rejected=report.rejected)


def _answers(
    scan: EnvelopeScan,
    outcomes: dict[ByteRange, list[SetSummary]],
    *,
    numbers: Iterator[int],
    prepared_at: datetime,
) -> Iterator[tuple[str, bytes]]:
    refused = {header.span for header in scan.refused_interchanges()}
    for ordinal, interchange in enumerate(scan.interchanges, start=1):
        groups = [item for item in scan.groups if _holds(interchange, item)]
        code, note = interchange_outcome(scan.findings_in(interchange.span))
        if code != TA1_ACCEPTED or (interchange.acknowledgment_requested and groups):
            content = write_ta1(
                interchange,
                code=code,
                note_code=note,
                prepared_at=prepared_at,
                control_number=str(next(numbers)),
            )
            yield f"{ordinal}.ta1", content
        if interchange.span in refused:
            continue
        for place, group in enumerate(groups, start=1):
            if group.functional_code == ACKNOWLEDGMENT_GROUP:
                continue
            content = write_999(
                group,
                interchange,
                _summaries(scan, group, outcomes),
                prepared_at=prepared_at,
                control_number=str(next(numbers)),
                group_findings=scan.findings_in(group.span),
            )
            yield f"{ordinal}.{place}.999", content


def _summaries(
    scan: EnvelopeScan, group: GroupHeader, outcomes: dict[ByteRange, list[SetSummary]]
) -> list[SetSummary]:
    """Return the group's sets in file order; none is accepted when the group is refused."""
    summaries = outcomes.get(group.span, [])
    if group not in scan.refused_groups():
        return summaries
    return [
        SetSummary(
            identifier=item.identifier,
            control_number=item.control_number,
            version=item.version,
            verdict=SetAcceptance.REJECTED,
            findings=(),
        )
        for item in summaries
    ]


def _holds(interchange: InterchangeHeader, group: GroupHeader) -> bool:
    return interchange.span.start <= group.span.start < interchange.span.end
