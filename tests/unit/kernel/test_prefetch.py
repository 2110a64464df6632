"""One item ahead: made while the one before is in use, in order, and no further."""

from collections.abc import Iterator
from threading import Event, active_count

import pytest

from claimtrail.kernel.prefetch import one_ahead


def test_the_next_item_is_made_while_one_is_in_use_and_no_other() -> None:
    made: list[int] = []
    second = Event()

    def making() -> Iterator[int]:
        for number in range(4):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    with one_ahead(making()) as items:
        assert next(items) == 0

        assert second.wait(timeout=10), "nothing is made while the first is in use"
        assert made == [0, 1]
        assert list(items) == [1, 2, 3]


def test_what_goes_wrong_is_raised_in_its_place() -> None:
    def making() -> Iterator[int]:
        yield 1
        raise KeyError("second")

    with one_ahead(making()) as items:
        assert next(items) == 1
        with pytest.raises(KeyError, match="second"):
            next(items)


def test_nothing_is_made_of_nothing() -> None:
    with one_ahead([]) as items:
        assert list(items) == []


def test_who_leaves_early_leaves_no_thread_behind() -> None:
    before = active_count()

    with pytest.raises(KeyError, match="in use"):
        _fail_at_the_first()

    assert active_count() == before


def _fail_at_the_first() -> None:
    with one_ahead(range(9)) as items:
        for _ in items:
            raise KeyError("in use")
