"""Publications of a claim are recorded with it: the bus brings it to the trail no more."""

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED, Publication
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, remitted, submitted
from tests.harness.claims.claim_history import remember
from tests.harness.claims.projecting import Never, item_of_change
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryRowSink


@pytest.mark.capability("C3.3")
def test_each_event_told_of_a_claim_is_a_row_of_the_trail() -> None:
    store, bus, sink = MemoryClaimStore(), MemoryPublisher(), MemoryRowSink()
    changes = remember(store)
    for event in (remitted(16, 80, "CO-45:20"), submitted(1)):
        store.append_events([event])
        project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    items = list(map(item_of_change, changes))

    publication = Publication(publisher=bus, sink=sink, shelf=store, figures=FigureQueue())
    publication.take_items(items, deferral=Never())

    published = list(bus.events.values())
    assert {event.detail_type.value for event in published} == {
        "claim.held",
        "claim.released",
        "claims.status_changed",
    }
    assert {event.detail_type for event in published} <= RECORDED_WHEN_PUBLISHED
    [moved] = [
        event for event in published if event.detail_type is ClaimDetailType.CLAIMS_STATUS_CHANGED
    ]
    [element] = moved.detail["claims"]
    rows = {row["audit_id"]: row["detail_type"] for row in sink.rows["audit"]}
    alone = {event.event_id: event.detail_type.value for event in published if event is not moved}
    assert rows == {**alone, element["event_id"]: "claim.status_changed"}
