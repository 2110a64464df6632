"""Counting the work of the package, so that its growth is seen without a clock.

Counted are the lines of the package's own code that are executed, and the bytes that are fetched
from a source. What the interpreter does within one line (a search in a text, a comparison of lists)
is not seen: expressions are proven by `expression_growth.py`, and lists that are searched through
are bounded by the table of limits.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log
from pathlib import Path
from types import FrameType
from typing import Any

import claimtrail
from claimtrail.x12.model.source import MemorySource

_ROOT = str(Path(claimtrail.__file__).parent)
EXPONENT = 1.15
"""Work of n things may grow with n to this power: linear, with room for what comes in steps."""


class CountedSource(MemorySource):
    """Bytes in memory, counted when they are read."""

    fetched = 0

    def read(self, start: int, end: int) -> bytes:
        data = super().read(start, end)
        self.fetched += len(data)
        return data


class Work:
    """The operations that were counted."""

    lines = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Count the lines that the package executes in the block, in this thread."""
    work = Work()

    def within(_frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            work.lines += 1
        return within

    def entered(frame: FrameType, _event: str, _arg: Any) -> Any:
        return within if frame.f_code.co_filename.startswith(_ROOT) else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield work
    finally:
        sys.settrace(before)


def exponent(count: Callable[[int], int], small: int, large: int) -> float:
    """Return the power of n with which the work grows between two sizes."""
    return log(count(large) / max(1, count(small))) / log(large / small)
