"""The seconds of each suite of tests, beside its budget on a quiet machine; it fails nothing."""

from collections import defaultdict
from time import monotonic

import pytest

BUDGETS = {
    "unit": 190,
    "proofs": 190,
    "simulator": 30,
    "contract": 190,
    "functions": 90,
    "browser": 90,
    "infra": 90,
    "statemachines": 30,
    "benchmarks": 20,
    "journeys": 540,
    "drills": 600,
}
"""Seconds of one core for each folder of `tests/`; CONTRIBUTING.md has those of the targets."""
_REPORTED_FROM = 20.0
"""Runs that took less are of a test or two: they have no table."""


class Budgets:
    """A plugin of pytest that adds up the seconds of each suite and prints them at the end."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._spent: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add what a test, its fixtures included, took."""
        self._spent[suite_of(report.nodeid)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if not self._spent or monotonic() - self._began < _REPORTED_FROM:
            return
        terminalreporter.section("seconds by suite")
        for line in table(self._spent, BUDGETS):
            terminalreporter.write_line(line)


def suite_of(nodeid: str) -> str:
    """The folder of `tests/` that a test stands in."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "tests"


def table(spent: dict[str, float], budgets: dict[str, int]) -> list[str]:
    """A line for each suite, the longest first; what is over its budget is marked."""
    lines = [f"{'suite':<14} {'seconds':>8} {'budget':>8}"]
    for suite, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        budget = budgets.get(suite)
        mark = "  OVER BUDGET" if budget is not None and seconds > budget else ""
        lines.append(f"{suite:<14} {seconds:>8.0f} {budget or '':>8}{mark}")
    return lines
