"""Reading several things at a time: who asks waits for the slowest, not for the sum."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
S = TypeVar("S")
_AT_ONCE = 8
"""Fewer than the connections of a client."""


def read_each(wanted: Sequence[S], read: Callable[[S], T]) -> list[T]:
    """Return what reading each yields, in order. Raises what a read raises."""
    if len(wanted) < 2:  # noqa: PLR2004 - nothing to do at once
        return [read(one) for one in wanted]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(read, wanted))
