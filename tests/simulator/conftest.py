"""One small month of the demonstration's partners, made once."""

from datetime import date
from pathlib import Path

import pytest

from claimtrail.partners.profile import Partners, read_profiles
from simulator.bad_days.variants import VARIANTS_IN_HUNDRED
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile

PROFILES = Path(__file__).parents[2] / "infra" / "stages" / "local" / "partners"
FIRST_DAY = date(2026, 10, 18)
LAST_DAY = date(2026, 11, 21)
Month = tuple[list[SimulatedFile], list[Expectation]]


@pytest.fixture(scope="session")
def partners() -> Partners:
    return read_profiles(PROFILES)


@pytest.fixture(scope="session")
def month(partners: Partners) -> Month:
    return _month(partners, variants_in_hundred=VARIANTS_IN_HUNDRED)


@pytest.fixture(scope="session")
def month_of_variants(partners: Partners) -> Month:
    """Every file has a variant, where one is possible."""
    return _month(partners, variants_in_hundred=100)


def _month(partners: Partners, *, variants_in_hundred: int) -> Month:
    expectations: list[Expectation] = []
    files = list(
        generate(
            partners=partners,
            seed=7,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=12,
            variants_in_hundred=variants_in_hundred,
            on_expectation=expectations.append,
        )
    )
    return files, expectations
