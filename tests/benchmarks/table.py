"""The benchmark's rows as a table for people: on the terminal, and as a page of the docs."""

import platform
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks.measure import MEGABYTE, Absence, Cell
from tests.benchmarks.readers import PEERS_PYTHON, READERS, ROOT, Family

COLUMNS = (
    "file",
    "MB",
    "reader",
    "checks",
    "CPU s",
    "MB/s CPU",
    "MB/s clock",
    "claims/s",
    "peak MB",
    "above start",
    "x pyx12",
    "fast way",
    "start ms",
    "cold s",
    "cold x pyx12",
)
_TEXTS = 4
FLOOR = 40
"""Times pyx12 that our reader is to be on every sound input from 1 MB on."""
_BY_ID = {reader.id: reader for reader in READERS}
Rows = list[Cell | Absence]


def _lines(rows: Rows) -> Iterator[tuple[str, ...]]:
    """One tuple of texts a row, grouped by kind and size, in the order of the table of readers."""
    order = {reader.id: place for place, reader in enumerate(READERS)}
    measured = [row for row in rows if isinstance(row, Cell)]
    kinds = list(dict.fromkeys(row.kind for row in rows))
    for cell in sorted(
        measured, key=lambda row: (kinds.index(row.kind), row.nominal, order[row.reader])
    ):
        yield _line(cell, oracle(measured, cell))


def oracle(cells: list[Cell], cell: Cell) -> Cell | None:
    """pyx12 on the same file, or on the largest slice of its kind."""
    oracles = [row for row in cells if row.reader == "pyx12"]
    same = [row for row in oracles if row.kind == cell.kind] or [
        row for row in oracles if row.kind == cell.kind.split(" ", maxsplit=1)[0]
    ]
    exact = [row for row in same if row.nominal == cell.nominal] or same[-1:]
    return exact[0] if exact else None


def below_floor(rows: Rows) -> list[str]:
    """Return the rows of our prepared reader that are slower than the floor, in words."""
    cells = [row for row in rows if isinstance(row, Cell)]
    found = [
        (cell, cell.speed / beside.speed)
        for cell in cells
        if cell.reader == "full" and (beside := oracle(cells, cell))
    ]
    return [
        f"{cell.kind}, {cell.nominal / MEGABYTE:g} MB: {ratio:.1f} times pyx12"
        for cell, ratio in found
        if ratio < FLOOR
    ]


def _line(cell: Cell, beside: Cell | None) -> tuple[str, ...]:
    reader = _BY_ID[cell.reader]
    about = "~" if cell.extrapolated else ""
    name = reader.name
    if cell.extrapolated:
        name += f" (from {cell.size / MEGABYTE:.1f} MB)"
    return (
        cell.kind,
        f"{cell.nominal / MEGABYTE:g}",
        name,
        reader.does,
        f"{about}{cell.whole_seconds:.3f}",
        f"{cell.speed:.2f}",
        f"{cell.wall_speed:.2f}",
        f"{cell.claim_rate:,.0f}",
        f"{cell.peak_megabytes:.0f}",
        f"{cell.peak_megabytes - cell.baseline_megabytes:.0f}",
        f"{cell.speed / beside.speed:.1f}" if beside else "",
        f"{cell.fast_share:.1%}" if cell.proven else "",
        f"{cell.start_seconds * 1000:.0f}",
        f"{about}{cell.cold_seconds:.3f}",
        f"{cell.cold_speed / beside.cold_speed:.1f}" if beside else "",
    )


def _absences(rows: Rows) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Absence):
            yield f"{row.kind}, {_BY_ID[row.reader].name}: {row.reason}"


def printed(rows: Rows) -> str:
    """The table with aligned columns."""
    lines = [COLUMNS, *_lines(rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = ""
    before = ""
    for line in lines:
        group = "".join(line[:2])
        text += "\n" * (before not in {"", group})
        before = group
        text += (
            "  ".join(
                value.ljust(width) if place < _TEXTS else value.rjust(width)
                for place, (value, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            + "\n"
        )
    return text + "".join(f"not measured: {line}\n" for line in _absences(rows))


def page(rows: Rows) -> str:
    """docs/benchmarks.md."""
    head = " | ".join(COLUMNS)
    rule = " | ".join("---" if place < _TEXTS else "---:" for place in range(len(COLUMNS)))
    body = "".join(f"| {' | '.join(line)} |\n" for line in _lines(rows))
    absent = "".join(f"- not measured: {line}\n" for line in _absences(rows))
    facts = "".join(f"- {line}\n" for line in _facts())
    floor = "".join(f"- below the floor: {line}\n" for line in below_floor(rows))
    floor = floor or f"- every row of ClaimTrail, prepared, is at least {FLOOR} times pyx12\n"
    return f"""# Benchmarks

Rendered by `make bench` from one run; figures of different runs are not to be compared.

![MB/s of CPU time by reader](benchmarks.svg)

{facts}{floor}
Every reader reads the same generated files, each in a process of its own; a row is the fastest of
several processes. `MB/s CPU` is bytes by the CPU time of that process and its children; `MB/s
clock` is by the clock, which two processes shorten. `peak MB` is the largest resident set, `above
start` what of it came after the start.

`start ms` is what a process does before it is given a file: imports, and what it can prepare. A
deployed worker starts once and reads many files. ClaimTrail prepares guides, code lists and
expressions (`claimtrail.x12.read.preparation`); pyx12 loads the maps that the file needs. `CPU s`,
the speeds and `x pyx12` leave the start out. `cold s` is start and reading together: the whole cost
of the first file of a process, and `cold x pyx12` compares that. The row `nothing prepared` is
ClaimTrail as the command line runs it, where the first file pays for what it needs.

`x pyx12` compares with pyx12's full validation in the same run. `fast way` is the share of claims
that were proven as a whole; the others were judged segment by segment, with the same result. Files
that are `varied` are shaped after public sample files, guides' examples and payers' companion
guides, not by the simulated organization; pyx12 refuses some of them, and reads them all the same.
A row with `~` was measured on the
smaller file that it names, because the whole one would have taken longer than a measurement may;
its CPU seconds are extrapolated. linuxforhealth-x12 refuses an 835 that names the payer's contact,
which the guide requires, and edi-835-parser one whose payer identifier is no number: each is given
the same files without that. What a reader checks: `all` is the implementation guide, `some` is part
of it, `envelope` is control numbers and counts.

| {head} |
| {rule} |
{body}
{absent}"""


def _facts() -> Iterator[str]:
    yield f"date: {datetime.now(tz=UTC):%Y-%m-%d}"
    yield f"machine: {_processor()}, {platform.system()} {platform.machine()}"
    yield f"Python {platform.python_version()}, Node.js {_words('node', '--version')}"
    yield f"ClaimTrail at {_words('git', '-C', str(ROOT), 'rev-parse', '--short', 'HEAD')}"
    yield f"pyx12 {_installed('pyx12')}, {_peers()}, node-x12 1.7.1"


def _peers() -> str:
    names = ("linuxforhealth-x12", "edi-835-parser")
    code = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    return ", ".join(f"{name} {_words(str(PEERS_PYTHON), '-c', code, name)}" for name in names)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if not facts.exists():
        return platform.processor()
    names = [
        line.partition(":")[2].strip()
        for line in facts.read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _words(*command: str) -> str:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - fixed commands
    except (OSError, subprocess.CalledProcessError):
        return "absent"
    return done.stdout.strip()


def family(cell: Cell) -> Family:
    """Return how the cell is drawn."""
    return _BY_ID[cell.reader].family


def title(cell: Cell) -> str:
    """The reader's name."""
    return _BY_ID[cell.reader].name
