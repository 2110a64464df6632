"""`make bench`: how time and memory grow with what a partner repeats, written to docs/growth.md.

    python -m tests.benchmarks.growth                  # the tables, and the page with its picture
    python -m tests.benchmarks.growth nested           # some kinds, printed alone

Each measurement is a process of its own, forked, that reads a file from disk. A kind goes up by
powers of ten as long as the next one would stay within the budget. A room adds its kinds to
`TABLES`.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

from claimtrail.x12.chunks.number_pass import shared_in_file
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import plan_ranges
from claimtrail.x12.model.source import FileSource
from claimtrail.x12.read.api import check_set
from tests.benchmarks import growth_claims
from tests.benchmarks.growth_page import chart, page
from tests.harness.files.hostile_files import ENVELOPES, LOOPS, SEGMENTS, Maker

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
BUDGET_SECONDS = 10.0
"""Of CPU time for one measurement: ten times as much is only tried where that should fit."""
_STEP = 10


@dataclass(frozen=True, slots=True)
class Table:
    """Kinds that are measured in one way."""

    title: str
    kinds: Mapping[str, Any]
    prepare: Callable[[Any, int, Path], Callable[[], object]]
    """Given a kind, how many, and a path to write to: what is to be measured."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement."""

    count: int
    seconds: float
    """Of CPU time."""
    megabytes: float
    """By which the resident set grew."""
    size: int = 0
    """Bytes of the file, where there is one."""


def read_file(make: Maker, count: int, path: Path) -> Callable[[], object]:
    """Write a hostile file, and read it as receive_file and ingest_transactions do."""
    path.write_bytes(make(count))
    source = FileSource(path)

    def read() -> None:
        scan = scan_envelopes(source)
        plan_ranges(scan, target_bytes=1 << 18)
        shared_in_file(source, scan.sets)
        for header in scan.sets:
            check_set(source, header)

    return read


def project_events(kind: growth_claims.Kind, count: int, _: Path) -> Callable[[], object]:
    """Fold or project what a kind makes of so many."""
    return kind(count)


TABLES = [
    Table("Envelopes", ENVELOPES, read_file),
    Table("Within one segment", SEGMENTS, read_file),
    Table("Segments and loops of one set", LOOPS, read_file),
    Table("Events of one claim", growth_claims.FOLDS, project_events),
    Table(
        "Claims that share a key, a lineage or a batch", growth_claims.PROJECTIONS, project_events
    ),
]
"""Every kind that is measured, in the order of the way of a file."""


def measure(table: Table, kind: Any, count: int, path: Path) -> Point:
    """Measure in a process of its own: its heap holds nothing of earlier measurements."""
    work = table.prepare(kind, count, path)
    size = path.stat().st_size if path.exists() else 0
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, repr(_measured(work)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    seconds, grown = (float(figure) for figure in text.strip("()").split(","))
    return Point(count, seconds, grown / 1e6, size)


def _measured(work: Callable[[], object]) -> tuple[float, int]:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, start = _status("VmRSS"), time.process_time()
    work()
    return time.process_time() - start, max(0, _status("VmHWM") - before)


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def points(table: Table, kind: Any, path: Path, *, budget: float) -> Iterator[Point]:
    """Measure a kind at each size that should fit the budget."""
    for count in SIZES:
        point = measure(table, kind, count, path)
        yield point
        if point.seconds * _STEP > budget:
            return


def exponent(found: list[Point]) -> float | None:
    """Return the power of the number with which the time grows at the end; None for too few."""
    known = [point for point in found if point.seconds > 1e-3]
    if len(known) < 2:
        return None
    first, last = known[-2:]
    return log10(last.seconds / first.seconds) / log10(last.count / first.count)


def main() -> int:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", help="parts of names; all when none is given")
    parser.add_argument("--budget", type=float, default=BUDGET_SECONDS)
    arguments = parser.parse_args()
    rows: dict[str, dict[str, list[Point]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for table in TABLES:
            warm = next(iter(table.kinds.values()))
            table.prepare(warm, 3, path)()
            for name, kind in table.kinds.items():
                if arguments.kinds and not any(part in name for part in arguments.kinds):
                    continue
                found = list(points(table, kind, path, budget=arguments.budget))
                rows.setdefault(table.title, {})[name] = found
                shown = " ".join(f"{x.seconds:8.3f}s {x.megabytes:6.1f}MB" for x in found)
                sys.stdout.write(f"{name:45} {shown}\n")
    if not arguments.kinds:
        exponents = {
            name: exponent(found) for kinds in rows.values() for name, found in kinds.items()
        }
        (DOCS / "growth.md").write_text(page(rows, exponents), encoding="utf-8")
        (DOCS / "growth.svg").write_text(chart(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
