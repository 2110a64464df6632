"""Measuring one reader in a process of its own: imported by each reader's script.

Uses nothing but the standard library, because the peers run in environments of their own.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

_KILOBYTES = 1024
"""In a megabyte, as the kernel counts."""


def processor_seconds() -> float:
    """CPU time of this process and of those children that it waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak_megabytes() -> float:
    """The largest resident set of this process, or of the largest of its children.

    Where the kernel tells it, its own is VmHWM: ru_maxrss begins with what the parent had.
    """
    own = _high_water() or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / _KILOBYTES


def _high_water() -> int:
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _nothing() -> None:
    """Prepare nothing."""


def report(
    load: Callable[[], Callable[[], int]],
    more: Callable[[], dict[str, int]] = dict,
    prepare: Callable[[], None] = _nothing,
) -> None:
    """Import by `load()`, read by what it gives, and print the figures as one line of JSON.

    What reads returns how many things it saw, as a proof that it did read. `more` gives figures
    of the reader's own. `prepare` does what can be done before the file is given.
    """
    began = processor_seconds()
    read = load()
    imported = processor_seconds()
    prepare()
    ready = processor_seconds()
    baseline = peak_megabytes()
    clock = time.perf_counter()
    seen = read()
    figures = {
        "import_seconds": imported - began,
        "prepare_seconds": ready - imported,
        "cpu_seconds": processor_seconds() - ready,
        "wall_seconds": time.perf_counter() - clock,
        "baseline_megabytes": baseline,
        "peak_megabytes": peak_megabytes(),
        "seen": seen,
        **more(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
