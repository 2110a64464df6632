"""The work of projection grows with what comes and with nothing else, by counted operations."""

import pytest

from claimtrail.claims.limits import BEARERS, LINEAGE, SEEKERS
from tests.benchmarks.growth_claims import FOLDS, PROJECTIONS, Kind
from tests.support.operations import growth

pytestmark = pytest.mark.capability("C3.1")

HIGHEST = 1.15
"""Of linear work, with a sort within it."""
TWIN = ("claims/memory.py",)
"""The table in memory looks through all of a partition, which DynamoDB does not."""
BEYOND = {"lineage": 2 * LINEAGE, "seeking_by_one_key": SEEKERS + 5}
"""How many are beyond the limit of a kind."""


@pytest.mark.parametrize("kind", FOLDS.values(), ids=FOLDS)
def test_the_fold_of_one_claim_grows_with_its_events_alone(kind: Kind) -> None:
    assert growth(kind, 60, 240) <= HIGHEST


@pytest.mark.parametrize("name", PROJECTIONS)
def test_projection_grows_with_the_claims_alone_beyond_what_may_share_a_key(name: str) -> None:
    few = BEYOND.get(name, BEARERS + 10)
    assert growth(PROJECTIONS[name], few, 2 * few, but=TWIN) <= HIGHEST
