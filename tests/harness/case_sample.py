"""The cases of parametrized tests that a part of EFFORT plays: of each test some, drawn by seed.

`make check` plays them, and leaves out tests that are marked `long`. A test that a change breaks in
every case is among them in any run; one that it breaks in a few cases is found by `make test`,
which plays all but those of tests that are marked `sampled`: many cases that are much alike and
take long. Of those it plays a third; `make proof` plays all.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import ceil
from random import Random, SystemRandom
from typing import Any

import pytest

from tests.harness.effort import EFFORT

LONG = "long"
"""The mark of tests that take seconds each."""
SAMPLED = "sampled"
"""The mark of tests with many cases that are much alike and take long."""
PART = 1 / 3
"""The part of their cases that a run plays, unless its effort is above 1."""
LEAST = 3
"""Cases of one test that are always played."""
_OPTION = "--cases-seed"
_OF_WORKER = "cases_seed"


class CaseSample:
    """A plugin of pytest that leaves cases out, the same ones for the same seed."""

    def __init__(self, seed: int, effort: float = EFFORT) -> None:
        self._seed = seed
        self._effort = effort
        self._leaves_out = False

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how the same cases are played again, also where pytest is quiet."""
        if self._leaves_out:
            terminalreporter.write_line(
                f"a sample of the cases: {_OPTION} {self._seed} plays the same"
            )

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the seed to a worker of pytest-xdist."""
        node.workerinput[_OF_WORKER] = self._seed

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what the seed does not draw."""
        sampled = {item.nodeid for item in items if item.get_closest_marker(SAMPLED)}
        others = [item.nodeid for item in items if self._may_play(item, sampled)]
        played = drawn_cases(others, seed=self._seed, effort=self._effort) | drawn_cases(
            sorted(sampled), seed=self._seed, effort=min(self._effort, PART)
        )
        left_out = [item for item in items if item.nodeid not in played]
        self._leaves_out = bool(left_out)
        if left_out:
            items[:] = [item for item in items if item.nodeid in played]
            config.hook.pytest_deselected(items=left_out)

    def _may_play(self, item: pytest.Item, sampled: AbstractSet[str]) -> bool:
        """Return whether a test that is not sampled is short enough for the effort."""
        is_short = self._effort >= 1 or item.get_closest_marker(LONG) is None
        return item.nodeid not in sampled and is_short


def add_option(parser: pytest.Parser) -> None:
    """Declare the seed."""
    parser.addoption(
        _OPTION,
        type=int,
        default=SystemRandom().randrange(10_000),
        help="the seed of the cases that are played where not all are (drawn, and printed)",
    )


def register(config: pytest.Config) -> None:
    """Leave cases out unless EFFORT is above 1; all workers of one run leave out the same."""
    if EFFORT <= 1:
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
