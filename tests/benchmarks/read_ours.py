"""Our engine's entry points, measured one at a time: `read_ours WHAT PATH`."""

# ruff: noqa: PLC0415 - imports stand where their time is measured

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from meter import report

RANGE_BYTES = 2_000_000
"""The bytes that one worker takes at a time, about as in the deployed functions."""


def _scan(path: Path) -> int:
    from claimtrail.x12.envelopes.scan import scan_envelopes
    from claimtrail.x12.model.source import FileSource

    return len(scan_envelopes(FileSource(path)).sets)


def _ranges(path: Path) -> tuple[Any, list[Any]]:
    from claimtrail.x12.envelopes.scan import scan_envelopes
    from claimtrail.x12.envelopes.set_ranges import plan_ranges
    from claimtrail.x12.model.source import FileSource

    source = FileSource(path)
    return source, plan_ranges(scan_envelopes(source), target_bytes=RANGE_BYTES)


def _read_range(source: Any, set_range: Any) -> int:
    from claimtrail.x12.read.api import read_range

    records = 0
    for result in read_range(source, set_range):
        assert not any(item.severity == "set" for item in result.findings), "a set was refused"
        records += len(result.records)
    return records


def _full(path: Path) -> int:
    source, ranges = _ranges(path)
    return sum(_read_range(source, item) for item in ranges)


def _stream(path: Path) -> int:
    """Records one by one, in memory that does not grow with the set."""
    from claimtrail.x12.envelopes.scan import scan_envelopes
    from claimtrail.x12.model.source import FileSource
    from claimtrail.x12.read.api import stream_records

    source = FileSource(path)
    return sum(
        1
        for header in scan_envelopes(source).readable_sets()
        for _ in stream_records(source, header)
    )


def _worker(task: tuple[str, str]) -> int:
    from claimtrail.x12.envelopes.set_ranges import SetRange
    from claimtrail.x12.model.source import FileSource

    path, set_range = task
    return _read_range(FileSource(Path(path)), SetRange.from_json(set_range))


def _two(path: Path) -> int:
    _, ranges = _ranges(path)
    with ProcessPoolExecutor(max_workers=2) as pool:
        return sum(pool.map(_worker, [(str(path), item.to_json()) for item in ranges]))


WHAT: dict[str, Callable[[Path], int]] = {
    "scan": _scan,
    "full": _full,
    "unprepared": _full,
    "stream": _stream,
    "two": _two,
}


def _load(what: str, path: Path) -> Callable[[], int]:
    from claimtrail.kernel.collector import collect_rarely
    from claimtrail.x12.envelopes import scan, set_ranges
    from claimtrail.x12.read import api, preparation

    collect_rarely()  # As each function and the command line do.
    assert all((scan, set_ranges, api, preparation))
    _count_proven()
    return lambda: WHAT[what](path)


_PROVEN = [0]
"""Claims that went the fast way, in this process."""


def _count_proven() -> None:
    """Count the claims of each run that a prover proves."""
    from claimtrail.x12.fast_path import PROVERS

    for prover in set(PROVERS.values()):
        _watch(prover)


def _watch(prover: Any) -> None:
    original = prover.prove

    def prove(*arguments: Any) -> Any:
        proven = original(*arguments)
        if proven is not None:
            _PROVEN[0] += len(proven.records)
        return proven

    prover.prove = prove


_UNPREPARED = frozenset({"scan", "unprepared"})


def _prepare() -> None:
    """Do what a worker does as it starts."""
    from claimtrail.x12.read.preparation import prepare

    prepare()


if __name__ == "__main__":
    what = sys.argv[1]
    report(
        lambda: _load(what, Path(sys.argv[2])),
        lambda: {"proven": _PROVEN[0]},
        **({} if what in _UNPREPARED else {"prepare": _prepare}),
    )
