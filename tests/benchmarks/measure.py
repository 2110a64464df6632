"""Running one reader on one file in a process of its own, within a time, and what comes of it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.readers import ROOT, Reader

MEGABYTE = 1_000_000
PROBE = 100_000
"""Bytes of the first file of each kind: it tells what a larger one will take."""
SLICES = (300_000, 1_000_000, 3_000_000)
"""The part that a slow reader is measured on when the whole file would take too long."""
PATIENCE = 4
"""The multiple of the budget that a cell may take before it is stopped."""
REPEATS, ENOUGH = 5, 8.0
"""A cell is measured so often, until it took so many CPU seconds in all. The fastest counts: what
else a machine does makes a process slower for seconds, and never faster."""
_LAST_WORDS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file and what is in it."""

    kind: str
    path: str
    size: int
    """Bytes."""
    claims: int
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One measurement. Seconds are of CPU time where nothing else is said."""

    reader: str
    kind: str
    nominal: int
    """Bytes of the file that the row stands for."""
    size: int
    """Bytes that were read; less than the file's where the figures are extrapolated."""
    claims: int
    import_seconds: float
    cpu_seconds: float
    wall_seconds: float
    baseline_megabytes: float
    peak_megabytes: float
    proven: int | None = None
    """Claims that went the fast way; None where there is no such thing."""
    prepare_seconds: float = 0.0
    """After the imports, before the file was given."""

    @property
    def fast_share(self) -> float | None:
        """The share of claims that went the fast way."""
        return None if self.proven is None else self.proven / max(self.claims, 1)

    @property
    def extrapolated(self) -> bool:
        """Return whether a smaller file stands for the file of the row."""
        return self.size < self.nominal // 2

    @property
    def start_seconds(self) -> float:
        """Imports, and what was prepared before the file was given."""
        return self.import_seconds + self.prepare_seconds

    @property
    def scale(self) -> float:
        """Return how many times the CPU seconds those of the row's file are."""
        return self.nominal / self.size if self.extrapolated else 1

    @property
    def whole_seconds(self) -> float:
        """CPU seconds for the row's file, without the start."""
        return self.cpu_seconds * self.scale

    @property
    def cold_seconds(self) -> float:
        """CPU seconds for the row's file as the first one of a process."""
        return self.start_seconds + self.whole_seconds

    @property
    def cold_speed(self) -> float:
        """MB/s of CPU time for the first file of a process."""
        return self.size * self.scale / MEGABYTE / max(self.cold_seconds, 1e-6)

    @property
    def speed(self) -> float:
        """MB/s of CPU time."""
        return self.size / MEGABYTE / max(self.cpu_seconds, 1e-6)

    @property
    def wall_speed(self) -> float:
        """MB/s of time on the clock."""
        return self.size / MEGABYTE / max(self.wall_seconds, 1e-6)

    @property
    def claim_rate(self) -> float:
        """Claims per second of CPU time."""
        return self.claims / max(self.cpu_seconds, 1e-6)


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a reader has no figures."""

    reader: str
    kind: str
    reason: str


Provide = Callable[[str, int], Input]


def provide_apart(kind: str, size: int) -> Input:
    """The input, written by another process: what it takes shows in no measurement."""
    command = (sys.executable, "-m", "tests.benchmarks.inputs", kind, str(size))
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - our own module
    return Input(**json.loads(done.stdout))


def run(reader: Reader, item: Input, nominal: int, limit: float) -> Cell:
    """Measure once. Raises RuntimeError, with the reader's last words, when it fails or is late."""
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    if reader.command[0] != sys.executable:
        environment.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(  # noqa: S603 - the commands of the table of readers
            (*reader.command, item.path),
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"stopped after {limit:.0f} s") from None
    if done.returncode:
        words = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise RuntimeError(words[:_LAST_WORDS])
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    figures.pop("seen")
    return Cell(
        reader=reader.id,
        kind=item.kind,
        nominal=nominal,
        size=item.size,
        claims=item.claims,
        **figures,
    )


def measure(
    reader: Reader, kind: str, sizes: list[int], *, budget: float, provide: Provide
) -> list[Cell | Absence]:
    """A row for each size: measured where it fits into the budget, else from the largest slice."""
    if missing := reader.needs():
        return [Absence(reader.id, kind, missing)]
    own = reader.variant or kind
    rows: list[Cell | Absence] = []
    try:
        last = run(reader, provide(own, PROBE), PROBE, budget * PATIENCE)
        for size in sizes:
            for step in (*(item for item in SLICES if last.size * 2 < item < size), size):
                if _predicted(last, step) <= budget:
                    last = _fastest(reader, provide(own, step), size, budget * PATIENCE)
            rows.append(_row(last, kind, size))
    except RuntimeError as error:
        rows.append(Absence(reader.id, kind, str(error)))
    return rows


def _fastest(reader: Reader, item: Input, nominal: int, limit: float) -> Cell:
    """Return the cell of the least CPU time; what is slow varies little, and is measured once."""
    cells: list[Cell] = []
    while len(cells) < REPEATS and sum(cell.cpu_seconds for cell in cells) < ENOUGH:
        cells.append(run(reader, item, nominal, limit))
    return min(cells, key=lambda cell: cell.cpu_seconds)


def _predicted(cell: Cell, size: int) -> float:
    """CPU seconds for so many bytes; a busy machine's clock says too much."""
    return cell.cpu_seconds * size / cell.size


def _row(cell: Cell, kind: str, size: int) -> Cell:
    figures = {name: getattr(cell, name) for name in Cell.__dataclass_fields__}
    return Cell(**{**figures, "kind": kind, "nominal": size})
