"""`make bench`: our engine beside pyx12, the public readers and the floors, in one run, one table.

Each measurement is a process of its own and is bounded in time: a reader that is too slow for a
file is measured on the largest slice of its kind that fits, and its row says so (`~`).
"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.chart import draw
from tests.benchmarks.measure import MEGABYTE, Absence, Cell, measure, provide_apart
from tests.benchmarks.readers import ALL, ONE_SET, READERS, ROOT, VARIED, Reader
from tests.benchmarks.table import FLOOR, below_floor, page, printed

DEFAULT_SIZES = "1,10"
FULL_SIZES = "1,10,100,1000"
FULL_ONLY = frozenset({"stream"})
"""At 1 GB only memory is of interest, and only ours: in one set, the hardest case."""
LARGEST_FOR_ALL = 100 * MEGABYTE
UNHURRIED = 1200.0
"""Seconds for a reader whose largest file is read whole, however long it takes."""
_ALLOWED = {"full": FULL_SIZES, "": DEFAULT_SIZES}


def main() -> int:
    """Run the benchmark; returns the exit status."""
    arguments = _arguments()
    sizes = [int(float(text) * MEGABYTE) for text in arguments.sizes.split(",")]
    rows: list[Cell | Absence] = []
    cells = [
        (reader, kind)
        for kind in (*ALL, ONE_SET, *VARIED)
        for reader in READERS
        if kind in reader.kinds
        and kind in arguments.kinds.split(",")
        and (not arguments.readers or reader.id in arguments.readers.split(","))
    ]
    for number, (reader, kind) in enumerate(cells, start=1):
        sys.stderr.write(f"[{number}/{len(cells)}] {kind}: {reader.name}\n")
        fitting = [size for size in sizes if _wanted(reader, kind, size)]
        budget = UNHURRIED if max(fitting) > LARGEST_FOR_ALL else arguments.budget
        rows += measure(reader, kind, fitting, budget=budget, provide=provide_apart)
    sys.stdout.write(printed(rows))
    if arguments.json:
        document = [{**asdict(row), "absent": isinstance(row, Absence)} for row in rows]
        arguments.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if arguments.docs:
        arguments.docs.mkdir(exist_ok=True)
        (arguments.docs / "benchmarks.md").write_text(page(rows), encoding="utf-8")
        (arguments.docs / "benchmarks.svg").write_text(draw(rows), encoding="utf-8")
    for line in below_floor(rows):
        sys.stderr.write(f"BELOW THE FLOOR of {FLOOR} times pyx12: {line}\n")
    return 0


def _wanted(reader: Reader, kind: str, size: int) -> bool:
    if size > LARGEST_FOR_ALL:
        return kind == ONE_SET and reader.id in FULL_ONLY
    return True


def _arguments() -> argparse.Namespace:
    chosen = os.environ.get("BENCH_SIZES", "")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", default=_ALLOWED.get(chosen, chosen), help="megabytes: 1,10 (BENCH_SIZES)"
    )
    parser.add_argument(
        "--budget",
        type=float,
        default=float(os.environ.get("BENCH_BUDGET", "20")),
        help="seconds that one measurement should take at most (BENCH_BUDGET)",
    )
    parser.add_argument("--kinds", default=",".join((*ALL, ONE_SET, *VARIED)))
    parser.add_argument("--readers", default="", help="ids, all when empty")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument(
        "--docs", type=Path, nargs="?", const=ROOT / "docs", help="write page and chart there"
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
