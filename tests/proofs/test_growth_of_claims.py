"""The work of projection grows with what comes and with nothing else, by counted operations."""

import pytest

from claimtrail.claims.facts.limits import AWAITING_CLAIMS, BEARERS, LINEAGE
from claimtrail.claims.projection.projector import Projector
from tests.benchmarks.growth_claims import FOLDS, PROJECTIONS, Kind, lineage_batches
from tests.harness.claims.claim_events import INFERRING, NOW
from tests.harness.claims.projecting import Never, item_of
from tests.harness.growth.operations import growth
from tests.twins.claims import MemoryClaimStore
from tests.twins.claims.memory import Kept

pytestmark = pytest.mark.capability("C3.1")

HIGHEST = 1.15
"""Of linear work, with a sort within it."""
TWIN = tuple(
    f"tests/twins/claims/{name}.py" for name in ("changes", "events", "memory", "matching")
)
"""The table in memory looks through all of a partition, which DynamoDB does not."""
BEYOND = {"awaiting_by_one_key": AWAITING_CLAIMS + 5}
"""The number that is beyond the limit of a kind."""


class CountingReads(MemoryClaimStore):
    """A table that counts how often a partition is read."""

    reads = 0

    def _of(self, kind: Kept, owner: str) -> list[tuple[str, str]]:
        self.reads += 1
        return super()._of(kind, owner)

    def _whole(self, claim_id: str) -> dict[Kept, dict[str, str]]:
        self.reads += 1
        return super()._whole(claim_id)


@pytest.mark.sampled
@pytest.mark.parametrize("kind", FOLDS.values(), ids=FOLDS)
def test_the_fold_of_one_claim_grows_with_its_events_alone(kind: Kind) -> None:
    assert growth(kind, 60, 240) <= HIGHEST


@pytest.mark.sampled
@pytest.mark.parametrize("name", sorted(PROJECTIONS.keys() - {"lineage"}))
def test_projection_grows_with_the_claims_alone_beyond_what_may_share_a_key(name: str) -> None:
    few = BEYOND.get(name, BEARERS + 10)
    assert growth(PROJECTIONS[name], few, 2 * few, but=TWIN) <= HIGHEST


def test_each_claim_of_a_lineage_beyond_the_limit_costs_the_same() -> None:
    store = CountingReads()
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    counted = [0]
    for batch in lineage_batches(3 * LINEAGE):
        store.append_events(batch)
        projector.take_items([item_of(event) for event in batch], deferral=Never())
        counted.append(store.reads)

    second, third = (counted[at + LINEAGE] - counted[at] for at in (LINEAGE, 2 * LINEAGE))
    assert third == second > 0
