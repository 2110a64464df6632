"""Counters have short names in the table: a row is one write unit, and no name stands for two."""

from itertools import product

import pytest

from claimtrail.analytics.figures.rows import (
    FROM_TO,
    AgeAnchor,
    age_group,
    counter_name,
    group_of_day,
)
from claimtrail.aws.analytics.figure_names import attribute_name, counter_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import EDGES

pytestmark = pytest.mark.capability("C8.5", "C6.5")
MONEY = ("n", "charge", "paid", "balance")
ANCHORS = [age_group(anchor) for anchor in AgeAnchor]
ROWS = {
    "states": [*product([state.value for state in State], (*MONEY, "versions"))],
    "ages": [*product(ANCHORS, MONEY)],
    "ten days": [
        (group_of_day(anchor, str(digit)), measure)
        for anchor, digit, measure in product(AgeAnchor, range(10), MONEY)
    ],
    "changes": [
        (f"{before}{FROM_TO}{after}", measure)
        for before, others in EDGES.items()
        for after, measure in product(sorted(others), ("n", "charge"))
    ],
}
TAKEN = {"states": 16 * (len(MONEY) + 1), "changes": 38 * 2}
"""Counters of a row that one payer has at once; of the other rows, all."""
WRITE_UNIT, NUMBER, KEYS = 1024, 5, 90
"""Bytes: of a unit, of a number of seven digits, and of the keys with their names."""


@pytest.mark.parametrize("row", ["states", "ten days", "changes"])
def test_a_row_is_one_write_unit(row: str) -> None:
    """A payer's claims are in 16 states at once, and take 38 edges a week; few payers know more."""
    counters = ROWS[row][: TAKEN.get(row)] + (ROWS["ages"] if row == "states" else [])
    size = sum(len(attribute_name(counter_name(*one))) + NUMBER for one in counters)

    assert size + KEYS <= WRITE_UNIT


def test_every_counter_is_found_again_under_a_name_of_its_own() -> None:
    counters = [counter_name(*one) for row in ROWS.values() for one in row]
    counters += [counter_name("medical_necessity", "denied"), ".n", ".cents"]

    assert [counter_of(attribute_name(one)) for one in counters] == counters
    assert len(set(map(attribute_name, counters))) == len(counters)
