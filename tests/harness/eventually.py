"""Waiting in tests: poll until something holds, with a deadline, never sleep for luck."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(
    predicate: Callable[[], Value | None], within: float = 10.0, *, every: float = 0.05
) -> Value:
    """The first truthy value of `predicate`, asked every `every` seconds.

    AssertionErrors of the predicate count as "not yet"; the last one is raised at the deadline.
    """
    deadline = time.monotonic() + within
    while True:
        failure: AssertionError | None = None
        try:
            value = predicate()
        except AssertionError as error:
            failure = error
        else:
            if value:
                return value
        if time.monotonic() > deadline:
            raise failure or AssertionError(f"did not hold within {within:g} seconds")
        time.sleep(every)
