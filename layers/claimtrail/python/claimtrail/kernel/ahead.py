"""Making the next one while the one before is in use: who reads does not wait for writing."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def one_ahead(items: Iterable[T]) -> Iterator[T]:
    """The items in order; while one is in use, a thread has the next one made, and none further.

    What making an item raises is raised where that item is asked for.
    """
    rest, end = iter(items), object()
    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = maker.submit(next, rest, end)
        while (item := coming.result()) is not end:
            coming = maker.submit(next, rest, end)
            yield item  # type: ignore[misc]  # `end` is not
