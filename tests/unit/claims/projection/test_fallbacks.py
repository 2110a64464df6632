"""Work that fails for a batch as a whole is done one by one, and counted with its error."""

from typing import Any

import pytest

from claimtrail.claims.projection.projected import Projected
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.publishing.publication import Publication
from tests.harness.claims.claim_events import INFERRING, NOW, submitted
from tests.harness.claims.projecting import Never, item_of, project_one
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryRowSink

pytestmark = pytest.mark.capability("C1.2")
CLAIMS = ("clm_one", "clm_two")


def projected(store: MemoryClaimStore) -> Projected:
    events = [submitted(1, claim_id=claim_id) for claim_id in CLAIMS]
    store.append_events(events)
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    return projector.take_items(map(item_of, events), deferral=Never())


def test_a_batch_that_is_projected_as_a_whole_falls_back_nowhere() -> None:
    assert projected(MemoryClaimStore()).fallbacks == ()


@pytest.mark.parametrize("read", ["recent_changes", "introduce"])
def test_an_error_about_all_claims_is_counted_once_for_the_batch(
    read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryClaimStore()

    def fails(_: object) -> Any:
        raise TimeoutError("the network is down")

    monkeypatch.setattr(store, read, fails)

    done = projected(store)

    assert done.fallbacks == ("TimeoutError",)
    assert (done.changed, done.errors) == (2, ())


def test_an_error_about_one_claim_is_counted_for_that_claim() -> None:
    store = MemoryClaimStore()
    store.append_events([submitted(1, claim_id="clm_one")])
    stored = project_one(store, "clm_one")
    assert stored is not None
    store.recent_changes = lambda _: {}  # type: ignore[method-assign]

    done = projected(store)

    assert done.fallbacks == ("ConflictError",)
    assert all(store.find(claim_id) for claim_id in CLAIMS)


def test_an_error_of_a_whole_publication_is_counted_and_its_items_are_published() -> None:
    events = [submitted(1, claim_id=claim_id) for claim_id in CLAIMS]
    sink = MemoryRowSink()
    send_all, calls = sink.send_all, []

    def fails_once(rows: Any) -> None:
        calls.append(rows)
        if len(calls) == 1:
            raise TimeoutError("the queue is slow")
        send_all(rows)

    sink.send_all = fails_once  # type: ignore[method-assign]
    publication = Publication(
        publisher=MemoryPublisher(), sink=sink, shelf=MemoryClaimStore(), figures=FigureQueue()
    )

    done = publication.take_items(map(item_of, events), deferral=Never())

    assert (done.fallbacks, done.errors) == (("TimeoutError",), ())
    assert len(sink.rows["claim_events"]) == len(events)
