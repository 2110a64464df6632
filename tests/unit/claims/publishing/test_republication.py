"""Stored items that were never published are published again; the others count once."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.claims.projection.projection import project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.projection.reprojection import reproject_stored
from claimtrail.claims.publishing.publication import Publication
from claimtrail.claims.publishing.republication import Republished, republish
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.recorded import Span
from claimtrail.kernel.deadline import Deadline
from tests.harness.claims.claim_events import INFERRING, NOW, accepted_claim, remitted, submitted
from tests.harness.claims.projecting import Never
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue
from tests.twins.kernel import MemoryPublisher
from tests.twins.trail import MemoryRowSink

pytestmark = pytest.mark.capability("C3.3")
EVER = Span(NOW - timedelta(days=400), NOW + timedelta(days=1))
CLAIMS = ("clm_one", "clm_two", "clm_three")


class Queue:
    """Messages; how many were handed over at once."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer_all(self, messages: Iterable[str]) -> None:
        self.messages.extend(messages)


class Published:
    """A trail and a bus, as their readers see them: each row and event by its id."""

    def __init__(self, store: MemoryClaimStore) -> None:
        self.bus, self.sink = MemoryPublisher(), MemoryRowSink()
        self.publication = Publication(
            publisher=self.bus, sink=self.sink, shelf=store, figures=FigureQueue()
        )

    def take(self, items: list[StoredItem]) -> None:
        self.publication.take_items(items, deferral=Never())

    @property
    def trail(self) -> dict[str, dict[tuple[str, ...], str]]:
        return {
            name: {
                tuple(str(row[column]) for column in DATASETS[name].key): json.dumps(
                    row, sort_keys=True
                )
                for row in rows
            }
            for name, rows in self.sink.rows.items()
        }

    @property
    def changed(self) -> set[str]:
        """The ids of all that the bus said of single claims, whatever they were grouped with."""
        return {
            one["event_id"]
            for event in self.bus.events.values()
            for one in event.detail.get("claims", [{"event_id": event.event_id}])
        }


@pytest.fixture
def store() -> MemoryClaimStore:
    store = MemoryClaimStore()
    for number, claim_id in enumerate(CLAIMS):
        events = [*accepted_claim(), remitted(16, 80, "CO-45:20")][: number + 2]
        store.append_events([one.model_copy(update={"claim_id": claim_id}) for one in events])
        project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    return store


def work_off(queue: Queue, published: Published) -> None:
    for message in queue.messages:
        published.publication.take_message(message)


def test_a_trail_that_lacks_nothing_is_the_same_afterwards(store: MemoryClaimStore) -> None:
    published = Published(store)
    published.take(store.stored_items(ItemKind.EVENT, ItemKind.CHANGE))
    trail, changed = published.trail, published.changed
    queue = Queue()

    for _ in range(2):
        republish(store.pages_of_items(), EVER, again=queue)
    work_off(queue, published)

    assert published.trail == trail
    assert published.changed == changed


@pytest.mark.parametrize("lost", range(6))
def test_publications_that_were_lost_are_there_again(store: MemoryClaimStore, lost: int) -> None:
    items = store.stored_items(ItemKind.EVENT, ItemKind.CHANGE)
    whole, torn = Published(store), Published(store)
    whole.take(items)
    torn.take([one for number, one in enumerate(items) if number % 6 != lost])
    assert torn.trail != whole.trail
    queue = Queue()

    done = republish(store.pages_of_items(), EVER, again=queue)
    work_off(queue, torn)

    assert torn.trail == whole.trail
    assert torn.changed == whole.changed
    assert done.events + done.versions == len(queue.messages) == len(items)


def test_a_dry_run_counts_and_sends_nothing(store: MemoryClaimStore) -> None:
    told: list[Republished] = []

    done = republish(store.pages_of_items(), EVER, again=None, progress=told.append)

    assert (done.events, done.versions) == (9, 3)
    assert told[-1] == done
    assert [one.read for one in told] == sorted(one.read for one in told)
    assert len(told) == len(list(store.pages_of_items()))


@pytest.mark.parametrize(
    ("hours", "events", "versions"), [(-1, 0, 0), (0, 9, 3), (1, 9, 0), (24, 9, 0), (25, 0, 0)]
)
def test_only_what_may_be_of_the_time_is_published(
    store: MemoryClaimStore, hours: int, events: int, versions: int
) -> None:
    """An event may have waited for a day when it was stored; a version says when it was."""
    assert submitted(1).recorded_at == NOW
    start = NOW + timedelta(hours=hours)

    done = republish(store.pages_of_items(), Span(start, start + timedelta(minutes=1)), again=None)

    assert (done.events, done.versions) == (events, versions)


def test_events_whose_projection_was_lost_are_folded_though_no_list_names_their_claim() -> None:
    store = MemoryClaimStore()
    store.append_events(accepted_claim())
    queue, never = Queue(), _without_end()
    assert store.find("clm_test") is None

    read, sent = reproject_stored(store.pages_of_items(), EVER, again=queue)
    projector = Projector(
        store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW, deadline=never
    )
    for message in queue.messages:
        projector.take_message(message)

    assert store.find("clm_test")
    assert (read, sent) == (len(store.stored_items(ItemKind.EVENT)), len(queue.messages))


def _without_end() -> Deadline:
    return lambda: float("inf")
