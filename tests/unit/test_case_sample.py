"""A part of EFFORT plays every test, and of its cases as many as it says, drawn by seed."""

import pytest

from tests.harness.case_sample import LEAST, CaseSample, drawn_cases

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


def test_a_run_says_which_seed_it_drew() -> None:
    assert "--cases-seed 8246 " in CaseSample(8246).pytest_report_header()


@pytest.mark.parametrize("effort", [1.0, 20.0])
def test_all_of_effort_leaves_no_case_out(effort: float) -> None:
    assert drawn_cases([*MANY, *FEW], seed=1, effort=effort) == {*MANY, *FEW}
