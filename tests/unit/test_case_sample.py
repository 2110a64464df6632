"""A part of EFFORT plays every test, and of its cases as many as it says, drawn by seed."""

from math import ceil
from types import SimpleNamespace
from typing import Any

import pytest

from tests.harness.case_sample import LEAST, PART, CaseSample, drawn_cases

MANY = [f"tests/unit/test_a.py::test_many[{number}]" for number in range(100)]
FEW = [f"tests/unit/test_a.py::test_few[{number}]" for number in range(LEAST)]
ALONE = ["tests/unit/test_a.py::test_alone", "tests/unit/test_b.py::test_many"]


def test_every_test_is_played_and_of_many_cases_the_part_of_effort() -> None:
    drawn = drawn_cases([*MANY, *FEW, *ALONE], seed=1, effort=0.1)

    assert drawn >= {*FEW, *ALONE}
    assert len(drawn & set(MANY)) == 10


def test_however_small_the_part_some_cases_of_each_test_are_played() -> None:
    assert len(drawn_cases(MANY, seed=1, effort=0.001)) == LEAST


def test_a_seed_draws_the_same_cases_again_and_another_seed_others() -> None:
    first, again, other = (drawn_cases(MANY, seed=seed, effort=0.1) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_runs_of_many_seeds_play_every_case() -> None:
    played = set().union(*(drawn_cases(MANY, seed=seed, effort=0.1) for seed in range(200)))

    assert played == set(MANY)


def test_a_quiet_run_says_which_seed_it_drew() -> None:
    said: list[str] = []
    reporter: Any = SimpleNamespace(write_line=said.append)
    sample = CaseSample(8246, 0.1)

    sample.pytest_terminal_summary(reporter)
    assert said == [], "it left nothing out"
    played_by(sample, [item(case) for case in MANY])
    sample.pytest_terminal_summary(reporter)

    assert "--cases-seed 8246 " in said[0]


def test_tests_that_take_seconds_are_left_to_a_whole_run() -> None:
    items = [item("test_a.py::test_short"), item("test_a.py::test_long", "long")]

    played, left_out = played_by(CaseSample(8246, 0.1), items)

    assert (played, left_out) == (["test_a.py::test_short"], ["test_a.py::test_long"])


def test_of_cases_that_are_much_alike_a_whole_run_plays_a_third() -> None:
    sampled = [item(case, "sampled", "long") for case in MANY]
    items = [*sampled, item("test_a.py::test_long", "long")]

    played, left_out = played_by(CaseSample(8246, 1), items)

    assert "test_a.py::test_long" in played
    assert len(played) - 1 == ceil(len(MANY) * PART)
    assert {*played, *left_out} == {*MANY, "test_a.py::test_long"}


def item(nodeid: str, *marks: str) -> Any:
    """A test of pytest, with its marks."""
    return SimpleNamespace(
        nodeid=nodeid, get_closest_marker=lambda name: name if name in marks else None
    )


def played_by(sample: CaseSample, items: list[Any]) -> tuple[list[str], list[str]]:
    """Return what is played, and what is left out."""
    left_out: list[Any] = []
    hook = SimpleNamespace(pytest_deselected=lambda *, items: left_out.extend(items))
    config: Any = SimpleNamespace(hook=hook)
    sample.pytest_collection_modifyitems(config, items)
    return [one.nodeid for one in items], [one.nodeid for one in left_out]


@pytest.mark.parametrize("effort", [1.0, 20.0])
def test_all_of_effort_leaves_no_case_out(effort: float) -> None:
    assert drawn_cases([*MANY, *FEW], seed=1, effort=effort) == {*MANY, *FEW}
