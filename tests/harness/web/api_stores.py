"""Things that callers of the API change: an incident that is open."""

from datetime import UTC, datetime

from claimtrail.incidents.causes import TRANSACTION_REJECTED, Cause
from claimtrail.incidents.model import Incident, next_version, opened
from tests.harness.web.page_stores import PageStores

AT = datetime(2026, 11, 9, 9, tzinfo=UTC)
CAUSE = Cause(kind=TRANSACTION_REJECTED, code="X12_SEGMENT_COUNT", party="cedar-medicare")


def open_incident(stores: PageStores) -> Incident:
    """Store an incident."""
    made = next_version(opened(CAUSE, at=AT).model_copy(update={"version": 0}))
    assert stores.incidents.save(made)
    return made
