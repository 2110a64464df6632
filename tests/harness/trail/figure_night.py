"""A stage whose claims, figures and lake a test lets differ, before a night's comparison."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper
from claimtrail.analytics.figures.lake import LakeClaims
from claimtrail.analytics.figures.reconciliation import FigureReconciliation, ReconciledFigures
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.publishing.claim_rows import claim_version_row
from claimtrail.claims.rows.claims import CLAIM_VERSIONS
from tests.harness.claims.claim_figures import EVERY_ROW, rows_of
from tests.harness.claims.counted_claims import NOW, counted_claim
from tests.harness.claims.projecting import change_to
from tests.harness.trail.local_lake import LocalLake
from tests.twins.figures import GivenClaims, MemoryFigureStore
from tests.twins.tickets import MemoryTicketStore

BEFORE = NOW - timedelta(hours=3)


class Night:
    """A stage whose claims, figures and lake a test lets differ."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.claims = GivenClaims(*claims)
        self.recorded = list(self.claims.claims.values())
        """The versions that the trail has."""
        self.store = MemoryFigureStore(lambda: NOW)
        self.keeper = FigureKeeper(
            store=self.store, claims=self.claims, tickets=MemoryTicketStore()
        )
        self.count(*self.claims.claims)

    def count(self, *claim_ids: str) -> None:
        """Count claims as they are stored."""
        self.keeper.count(ChangedSubjects(claim_ids=frozenset(claim_ids)))

    def reconciled(self) -> ReconciledFigures:
        """Return the result of the night's run."""
        rows = [claim_version_row(change_to(claim)) for claim in self.recorded]
        lake = LocalLake({CLAIM_VERSIONS.name: rows})

        def ask(sql: str) -> Iterator[Sequence[Any]]:
            return iter([tuple(row.values()) for row in lake.ask(sql)])

        try:
            return FigureReconciliation(
                keeper=self.keeper, lake=LakeClaims(ask=ask), clock=lambda: NOW
            ).run()
        finally:
            lake.close()

    @property
    def is_exact(self) -> bool:
        """Return whether the figures are what the stored claims add up to."""
        return self.store.read(EVERY_ROW).rows == rows_of(self.claims.claims.values())


def stored(claim_id: str, **fields: Any) -> Claim:
    return counted_claim(claim_id, **({"updated_at": BEFORE} | fields))
