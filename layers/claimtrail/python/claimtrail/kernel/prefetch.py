"""Making the next one while the one before is in use: who reads does not wait for writing."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def one_ahead(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """The items in order; while one is in use, a thread has the next one made, and none further.

    What making an item raises is raised where that item is asked for. Whoever leaves the block
    early waits for the item that is being made, and the thread ends with the block.
    """
    with ThreadPoolExecutor(max_workers=1) as maker:
        yield _drawn(iter(items), maker)


def _drawn(rest: Iterator[T], maker: ThreadPoolExecutor) -> Iterator[T]:
    end = object()
    coming = maker.submit(next, rest, end)
    while (item := coming.result()) is not end:
        coming = maker.submit(next, rest, end)
        yield item  # type: ignore[misc]  # `end` is not
