"""The cases of parametrized tests that a part of EFFORT plays: of each test some, drawn by seed.

`make check` plays them, and leaves out tests that are marked `long`. A test that a change breaks in
every case is among them in any run; one that it breaks in a few cases is found by `make test`,
which plays all.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from random import Random, SystemRandom
from typing import Any

import pytest

from tests.harness.effort import EFFORT

LONG = "long"
"""The mark of tests that take seconds each."""
LEAST = 3
"""Cases of one test that are always played."""
_OPTION = "--cases-seed"
_OF_WORKER = "cases_seed"


class CaseSample:
    """A plugin of pytest that leaves cases out, the same ones for the same seed."""

    def __init__(self, seed: int, effort: float = EFFORT) -> None:
        self._seed = seed
        self._effort = effort

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how the same cases are played again, also where pytest is quiet."""
        terminalreporter.write_line(f"a sample of the cases: {_OPTION} {self._seed} plays the same")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the seed to a worker of pytest-xdist."""
        node.workerinput[_OF_WORKER] = self._seed

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what the seed does not draw."""
        short = [item.nodeid for item in items if item.get_closest_marker(LONG) is None]
        drawn = drawn_cases(short, seed=self._seed, effort=self._effort)
        left_out = [item for item in items if item.nodeid not in drawn]
        if left_out:
            items[:] = [item for item in items if item.nodeid in drawn]
            config.hook.pytest_deselected(items=left_out)


def add_option(parser: pytest.Parser) -> None:
    """Declare the seed."""
    parser.addoption(
        _OPTION,
        type=int,
        default=SystemRandom().randrange(10_000),
        help="the seed of the cases that are played where EFFORT is below 1 (drawn, and printed)",
    )


def register(config: pytest.Config) -> None:
    """Leave cases out where EFFORT is below 1; all workers of one run leave out the same."""
    if EFFORT < 1:
        drawn: int = config.getoption("cases_seed")
        seed = getattr(config, "workerinput", {}).get(_OF_WORKER, drawn)
        config.pluginmanager.register(CaseSample(seed), "case_sample")


def drawn_cases(nodeids: Iterable[str], *, seed: int, effort: float) -> frozenset[str]:
    """Return the cases that are played."""
    tests: dict[str, list[str]] = {}
    for nodeid in nodeids:
        tests.setdefault(nodeid.partition("[")[0], []).append(nodeid)
    return frozenset(
        case for test, cases in tests.items() for case in _some(test, cases, seed, effort)
    )


def _some(test: str, cases: Sequence[str], seed: int, effort: float) -> Sequence[str]:
    count = max(LEAST, ceil(len(cases) * effort))
    if count >= len(cases):
        return cases
    return Random(f"{seed} {test}").sample(cases, count)  # noqa: S311 - a choice of cases
