"""One claim that takes too much is preserved, and nobody else waits for it."""

from collections.abc import Iterator

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import (
    EVENTS,
    EVENTS_IN_ALL,
    EVENTS_ON_STREAM,
    LIMITS,
    LINKS,
    RECEIVES,
    ClaimLimit,
)
from claimtrail.claims.fold.claim_parts import Held
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import Candidate, MatchMethod
from claimtrail.claims.projection import lineages, projection
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.projection.preserved_claims import (
    counted,
    is_left_out,
    is_preserved,
    unheard_sources,
    with_cut_sources,
)
from claimtrail.claims.projection.projection import project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.projection.reprojection import reproject
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.store.partitions import Partition
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    accepted_claim,
    answer,
    folded,
    remitted,
    submitted,
)
from tests.harness.claims.claim_history import remember
from tests.harness.claims.lineages import bearing
from tests.harness.claims.projecting import item_of, project_one
from tests.twins.claims import MemoryClaimStore
from tools.docs import claim_limits_page
from tools.docs.render import DOCS

pytestmark = pytest.mark.capability("C3.1")
OTHERS = "clm_of_another_partner"


class Queue:
    """A Deferral that keeps its messages until they are received."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer(self, message: str) -> None:
        self.messages.append(message)

    def receive(self) -> str:
        return self.messages.pop(0)


class Counting(MemoryClaimStore):
    """A table that counts what is read of claims' partitions."""

    def __init__(self) -> None:
        super().__init__()
        self.partitions = 0
        self.events = 0
        self.read_by_number: list[str] = []

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        self.read_by_number.append(claim_id)
        return super().events_of(claim_id)

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        found = super().partition_of(claim_id, most=most, in_all=in_all)
        self.partitions += 1
        self.events += len(found.events)
        return found


class Worker:
    """A projector over a table in memory, with its queue and a clock of the time that is left."""

    def __init__(self, *, seconds: Iterator[float] | None = None) -> None:
        self.store = Counting()
        self.queue = Queue()
        left = seconds or iter(lambda: 60.0, None)
        self.projector = Projector(
            store=self.store,
            reader=self.store,
            policy=lambda _: INFERRING,
            clock=lambda: NOW,
            deadline=lambda: next(left),
        )

    def take(self, *events: ClaimEvent) -> None:
        self.store.append_events(list(events))
        self.projector.take_items([item_of(event) for event in events], deferral=self.queue)

    def take_message(self, *, receives: int = 1) -> None:
        message = self.queue.receive()
        self.projector.take_message(message, deferral=self.queue, receives=receives)

    def work_off(self) -> None:
        while self.queue.messages:
            self.take_message()

    def claim(self, claim_id: str = CLAIM_ID) -> Claim:
        found = self.store.find(claim_id)
        assert found is not None
        return found


def asked(number: int) -> ClaimEvent:
    return answer(3, "P1", file=f"277-{number}")


def flooded(worker: Worker) -> list[ClaimEvent]:
    """A claim that stands at IN_PROCESS, and one event too many for it; the events."""
    events = [*accepted_claim(), *(asked(number) for number in range(EVENTS - 2))]
    worker.take(*events[:4])
    worker.store.append_events(events)
    worker.take(events[-1])
    worker.work_off()
    return events


def test_a_claim_with_too_many_events_keeps_its_state_and_is_an_exception() -> None:
    worker = Worker()
    changes = remember(worker.store)

    flooded(worker)

    claim = worker.claim()
    [found] = open_exceptions(claim)
    assert claim.state is State.IN_PROCESS
    assert (found.reason, found.says) == (
        "too_many_events",
        f"IN_PROCESS found={EVENTS + 1} limit={EVENTS}",
    )
    assert "--whole" in found.next_step
    assert worker.store.list_exceptions(payer_id=claim.payer_id, limit=5) == [claim]
    published = [event.detail_type for event in events_of_change(changes[-1])]
    assert published == [ClaimDetailType.CLAIM_HELD, ClaimDetailType.CLAIM_EXCEPTION_OPENED]


def test_further_events_of_a_claim_that_is_preserved_are_stored_and_not_read() -> None:
    worker = Worker()
    flooded(worker)
    version, read = worker.claim().version, worker.store.partitions

    worker.take(*(asked(number) for number in range(EVENTS, EVENTS + 100)))

    assert (worker.claim().version, worker.store.partitions) == (version, read)
    assert not worker.queue.messages
    assert len(worker.store.history_of(CLAIM_ID)) == EVENTS + 101


def test_a_person_has_a_claim_that_is_preserved_folded_with_all_its_events() -> None:
    worker = Worker()
    events = flooded(worker)

    change = project(
        CLAIM_ID,
        store=worker.store,
        policy=lambda _: INFERRING,
        clock=lambda: NOW,
        most=2 * EVENTS,
    )

    assert change is not None
    assert not is_preserved(change.claim)
    assert change.claim.event_count == len(events)
    assert ClaimDetailType.CLAIM_EXCEPTION_CLOSED in {
        one.detail_type for one in events_of_change(change)
    }


def test_a_claim_that_was_never_projected_is_preserved_too() -> None:
    worker = Worker()
    worker.store.append_events([asked(number) for number in range(EVENTS + 1)])

    assert project_one(worker.store) is not None

    claim = worker.claim()
    assert is_preserved(claim)
    assert claim.state is State.DRAFT
    assert project_one(worker.store) is None


def test_a_claim_that_too_many_numbers_mean_is_preserved() -> None:
    worker = Worker()
    worker.take(bearing(submitted(1), "pccn:known"))
    for number in range(LINKS + 1):
        strange = remitted(5, 80, "CO-45:20", claim_id=f"clm_{number}", file=f"f{number}")
        worker.take(bearing(strange, f"pccn:{number}"))
        match = worker.store.find_match(f"clm_{number}")
        assert match is not None
        worker.store.save_match(
            match.model_copy(update={"target": CLAIM_ID, "version": 2}), previous=match
        )

    project_one(worker.store)

    [held] = worker.claim().held
    assert (held.reason, held.codes) == (
        "too_many_links",
        (f"found={LINKS + 1}", f"limit={LINKS}"),
    )


def test_a_claim_to_which_other_numbers_lend_too_many_events_is_preserved_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker, each, bound = Worker(), 4, 10
    candidate = Candidate(
        claim_id=CLAIM_ID,
        method=MatchMethod.PAYER_CLAIM_CONTROL_NUMBER,
        confidence=100,
        features=("pccn",),
    )
    worker.take(bearing(submitted(1), "pccn:known"))
    for number in range(bound):
        strange = [
            bearing(
                remitted(5, 80, "CO-45:20", claim_id=f"clm_{number}", file=f"f{number}-{part}"),
                f"pccn:{number}",
            )
            for part in range(each)
        ]
        worker.take(*strange)
        match = worker.store.find_match(f"clm_{number}")
        assert match is not None
        worker.store.save_match(
            match.model_copy(update={"target": CLAIM_ID, "version": 2, "candidates": (candidate,)}),
            previous=match,
        )
    monkeypatch.setattr(lineages, "EVENTS_IN_ALL", bound)
    monkeypatch.setattr(projection, "EVENTS_IN_ALL", bound)
    read = worker.store.read_by_number
    read.clear()

    project(CLAIM_ID, store=worker.store, policy=lambda _: INFERRING, clock=lambda: NOW, most=bound)

    [held] = worker.claim().held
    assert held.reason == "too_many_events"
    assert len(read) <= bound // each + 1


def test_a_large_claim_leaves_the_stream_for_the_queue() -> None:
    worker = Worker()
    events = [*accepted_claim(), *(asked(number) for number in range(EVENTS_ON_STREAM))]
    worker.store.append_events(events)

    worker.take(remitted(9, 80, "CO-45:20"))

    assert worker.store.find(CLAIM_ID) is None
    assert worker.queue.messages == [ProjectionMessage(claim_id=CLAIM_ID).text()]
    worker.work_off()
    assert worker.claim().state is State.PAID


def test_claims_that_do_not_fit_into_the_time_that_is_left_go_to_the_queue() -> None:
    worker = Worker(seconds=iter([30.0, 20.0, *[5.0] * 3]))
    claims = [f"clm_{number}" for number in range(4)]
    for claim_id in claims:
        worker.store.append_events([submitted(1, claim_id=claim_id)])

    # Remittances take the partition: the second of four is the last for which there is time.
    worker.take(*(remitted(9, 80, claim_id=claim_id) for claim_id in claims))

    done = [claim_id for claim_id in claims if worker.store.find(claim_id)]
    assert len(done) == 2
    assert len(worker.queue.messages) == 2


def test_a_message_for_which_no_time_is_left_is_sent_again() -> None:
    worker = Worker(seconds=iter([1.0]))
    worker.queue.defer(ProjectionMessage(claim_id=CLAIM_ID).text())

    worker.take_message()

    assert worker.queue.messages == [ProjectionMessage(claim_id=CLAIM_ID).text()]


def test_a_claim_that_ended_its_worker_again_and_again_is_preserved_until_a_person_asks() -> None:
    worker = Worker()
    worker.take(submitted(1))
    worker.store.append_events([remitted(9, 80, "CO-45:20")])
    worker.queue.defer(ProjectionMessage(claim_id=CLAIM_ID).text())

    worker.take_message(receives=RECEIVES)

    assert [held.reason for held in worker.claim().held] == ["out_of_time"]
    worker.queue.defer(ProjectionMessage(claim_id=CLAIM_ID).text())
    worker.work_off()
    assert is_preserved(worker.claim())
    reproject([CLAIM_ID], again=worker.queue)
    worker.work_off()
    assert worker.claim().state is State.PAID
    assert not worker.claim().held


def test_a_flood_of_one_claim_delays_nobody_elses() -> None:
    worker = Worker()
    flood = [*accepted_claim(), *(asked(number) for number in range(2 * EVENTS))]
    largest = 0
    for number, start in enumerate(range(0, len(flood), 99)):
        part = flood[start : start + 99]
        before = worker.store.events
        others = f"{OTHERS}_{number}"
        worker.take(*part, submitted(1, claim_id=others), remitted(9, 80, claim_id=others))
        # The other partner's claim is projected by the very step that its records came in.
        assert worker.claim(others).state is State.PAID
        largest = max(largest, worker.store.events - before)
        if worker.queue.messages:
            worker.take_message()

    assert is_preserved(worker.claim())
    assert largest <= EVENTS_ON_STREAM + 3


def test_a_flood_of_one_key_delays_nobody_elses() -> None:
    worker = Worker()
    most = 0
    for number in range(60):
        strange = bearing(remitted(9, 80, claim_id=f"clm_{number}"), "pccn:common")
        claim = bearing(submitted(1, claim_id=f"clm_sent_{number}"), "pccn:common")
        others = f"{OTHERS}_{number}"
        before = worker.store.partitions
        worker.take(strange, claim, submitted(1, claim_id=others))
        assert worker.claim(others).state is State.SUBMITTED
        most = max(most, worker.store.partitions - before)
        worker.work_off()

    assert most <= 2 * LIMITS[ClaimLimit.AWAITING_CLAIMS].most + LIMITS[ClaimLimit.BEARERS].most


def test_the_page_of_limits_is_what_the_table_says() -> None:
    page = (DOCS / "projection-limits.md").read_text(encoding="utf-8")

    assert page == claim_limits_page.render(), "run `make docs`"


def test_what_a_source_without_authority_sends_does_not_bring_a_claim_to_its_limit() -> None:
    claim = folded([*accepted_claim(), answer(3, "P1")])
    foreign = "foxglove-plan"
    events = [about_source(asked(number), foreign) for number in range(3)]
    held = replace_reason(folded(events).held, "other_payer")
    flooded_claim = claim.model_copy(update={"held": held, "event_count": EVENTS + 50})

    marked = with_cut_sources(flooded_claim, events, (foreign,), now=NOW)

    assert is_left_out(marked, (foreign,))
    assert not is_left_out(marked, (PAYER,))
    assert not is_preserved(marked)
    assert unheard_sources(marked) == {foreign}
    assert counted(flooded_claim) == EVENTS + 47


def about_source(event: ClaimEvent, partner_id: str) -> ClaimEvent:
    source = event.source.model_copy(update={"partner_id": partner_id})
    return event.model_copy(update={"source": source})


def replace_reason(held: tuple[Held, ...], reason: str) -> tuple[Held, ...]:
    return tuple(one.model_copy(update={"reason": reason}) for one in held)


def test_of_each_partner_as_many_events_are_read_as_a_claim_may_take() -> None:
    store = MemoryClaimStore()
    mine = [*accepted_claim(), *(asked(number) for number in range(10))]
    foreign = [about_source(asked(number), "foxglove-plan") for number in range(100, 140)]
    store.append_events([*mine, *foreign])

    partition = store.partition_of(CLAIM_ID, most=20)

    assert partition.cut_sources == ("foxglove-plan",)
    assert not partition.is_cut
    assert {event.event_id for event in mine} <= {event.event_id for event in partition.events}
    assert len(partition.events) == len(mine) + 20
    assert store.partition_of(CLAIM_ID, most=20, in_all=30).is_cut


def test_every_limit_says_why_and_what_lies_beyond() -> None:
    assert set(LIMITS) == set(ClaimLimit)
    for bound in LIMITS.values():
        assert bound.most > 0
        assert bound.why
        assert bound.beyond.endswith(".")
