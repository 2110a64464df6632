"""The table of seconds by suite."""

from pathlib import Path

from tests.harness.budgets import BUDGETS, suite_of, table

TESTS = Path(__file__).parents[1]


def test_a_suite_beyond_its_budget_is_marked_and_no_other() -> None:
    lines = table({"unit": 61.2, "journeys": 400.0, "tests": 1.0}, {"unit": 60, "journeys": 540})

    assert [line.split() for line in lines[1:]] == [
        ["journeys", "400", "540"],
        ["unit", "61", "60", "OVER", "BUDGET"],
        ["tests", "1"],
    ]


def test_every_suite_has_a_budget_and_no_budget_is_of_a_suite_that_is_gone() -> None:
    assert {suite_of(path.relative_to(TESTS.parent).as_posix()) for path in suites()} == {*BUDGETS}


def suites() -> list[Path]:
    """The files of tests that stand in a suite."""
    return [path for path in TESTS.rglob("test_*.py") if path.parent != TESTS]
