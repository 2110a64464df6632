"""The limits of one request to AWS: ten entries, of so many bytes together."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

ENTRIES = 10
"""To one SendMessageBatch and to one PutEvents."""


def batched(
    entries: Iterable[T], *, size: Callable[[T], int], most_bytes: int
) -> Iterator[list[T]]:
    """Yield the entries in their order, in batches that AWS takes.

    One that is too long is alone.
    """
    batch: list[T] = []
    total = 0
    for entry in entries:
        length = size(entry)
        if batch and (len(batch) == ENTRIES or total + length > most_bytes):
            yield batch
            batch, total = [], 0
        batch.append(entry)
        total += length
    if batch:
        yield batch
