"""The in-memory twin of the claim table, for tests and benchmarks; one module for each port."""

from tests.twins.claims.batches import MemoryBatches
from tests.twins.claims.changes import MemoryChanges
from tests.twins.claims.entities import MemoryEntities
from tests.twins.claims.events import MemoryEvents
from tests.twins.claims.listings import MemoryListings
from tests.twins.claims.matching import MemoryMatches
from tests.twins.claims.notes import MemoryNotes
from tests.twins.claims.rosters import MemoryRosters
from tests.twins.claims.search import MemorySearch
from tests.twins.claims.terms import MemoryTerms


class MemoryClaimStore(
    MemoryEvents,
    MemoryMatches,
    MemorySearch,
    MemoryNotes,
    MemoryChanges,
    MemoryRosters,
    MemoryEntities,
    MemoryTerms,
    MemoryBatches,
    MemoryListings,
):
    """All ports of the stored claims."""
