"""Optimistic writing: who loses a conditional write reads again and repeats."""

from collections.abc import Callable
from typing import TypeVar

from claimtrail.kernel.errors import ConflictError

ATTEMPTS = 5
"""Writers of one record are few; losing five times in a row is for the caller's retry."""

Result = TypeVar("Result")


def repeat_on_conflict(operation: Callable[[], Result]) -> Result:
    """Run the operation, which reads and writes, again when its write was lost.

    Raises ConflictError when it was lost five times in a row.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return operation()
        except ConflictError:
            continue
    return operation()
