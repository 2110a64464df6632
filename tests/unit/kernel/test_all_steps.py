"""Steps of one run: each is done, and what failed is raised at the end."""

import pytest

from claimtrail.kernel.all_steps import all_steps


def test_each_step_counts_in_order() -> None:
    assert all_steps(one=lambda: 1, two=lambda: 2) == {"one": 1, "two": 2}


def test_a_step_that_fails_keeps_no_other_from_being_done() -> None:
    done = []

    def fail() -> int:
        raise ValueError("first")

    with pytest.raises(ExceptionGroup) as raised:
        all_steps(first=fail, second=lambda: done.append(1) or 0, third=fail)

    assert done == [1]
    assert [type(one) for one in raised.value.exceptions] == [ValueError, ValueError]
