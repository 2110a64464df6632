"""Small sound files of every transaction: what the differential and the fuzzer begin with."""

from datetime import date
from functools import cache
from pathlib import Path

from claimtrail.partners.profile import read_profiles
from simulator.generator import generate
from tests.harness.files.x12_files import ALL_SETS, write_interchange

PROFILES = Path(__file__).parents[2] / "infra" / "stages" / "local" / "partners"
FIRST_DAY, LAST_DAY = date(2026, 3, 2), date(2026, 3, 31)
LARGEST = 6_000
"""Bytes: small files are read often."""
_TA1_FILES = 2


@cache
def _files() -> tuple[bytes, ...]:
    made = generate(
        partners=read_profiles(PROFILES),
        seed=11,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        claims_per_day=3,
        # The differential begins with files of which every oracle thinks alike.
        variants_in_hundred=0,
    )
    small = [file for file in made if len(file.content) <= LARGEST]
    generated = [file.content for file in small if file.transaction != "TA1"]
    generated += [file.content for file in small if file.transaction == "TA1"][:_TA1_FILES]
    by_hand = [write_interchange([item]) for item in ALL_SETS]
    several = write_interchange(
        [ALL_SETS[0], ALL_SETS[0]], [ALL_SETS[2]], [ALL_SETS[4]], control_number="77"
    )
    return (*dict.fromkeys((*by_hand, several, *generated)),)


def generated_files() -> list[bytes]:
    """The files, always the same and in the same order."""
    return list(_files())
