"""Figures are exact however the messages come: twice, late, out of order, or after a crash."""

import random
from collections.abc import Callable, Iterable, Iterator

import pytest
from pydantic import ValidationError

from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper
from claimtrail.analytics.figures.ports import FigureStore
from claimtrail.analytics.figures.rebuild import rebuild_figures
from claimtrail.bootstrap.analytics.figures import changed_subjects
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.messages import ChangedClaimsMessage
from claimtrail.claims.publishing.publication import CLAIMS_PER_MESSAGE, Publication
from tests.harness.claims.claim_figures import EVERY_ROW, rows_of
from tests.harness.claims.counted_claims import NOW, counted_claim
from tests.harness.claims.projecting import Never, change_to, item_of_change
from tests.harness.pipelines.pipeline import SimulatedCrash
from tests.twins.claims import MemoryClaimStore
from tests.twins.figures import FigureQueue, GivenClaims, MemoryFigureStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.tickets import MemoryTicketStore
from tests.twins.trail import MemoryRowSink

pytestmark = [pytest.mark.capability("C8.5"), pytest.mark.capability("C1.2")]
CLAIMS = 12
STATES = (State.SUBMITTED, State.ACCEPTED, State.DENIED, State.PAID, State.VOIDED)


def keeper_of(store: FigureStore, claims: GivenClaims) -> FigureKeeper:
    return FigureKeeper(store=store, claims=claims, tickets=MemoryTicketStore())


def versions(seed: int) -> list[Claim]:
    """Return several versions of each claim, in the order in which they are stored."""
    chance = random.Random(seed)  # noqa: S311 - samples, no secret
    made = [
        counted_claim(
            f"clm_{number}",
            version=version,
            payer=f"payer-{number % 2}",
            facility=f"facility-{number % 3}",
            state=chance.choice(STATES),
            paid=chance.randrange(100),
        )
        for version in range(1, 5)
        for number in range(CLAIMS)
    ]
    return sorted(made, key=lambda one: (chance.random() + one.version, one.claim_id))


class DiesSometimes:
    """Lets a worker die now and then, at any pulse of the store."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.deaths = 0

    def __call__(self, _: str) -> None:
        if self.chance.random() < 0.05:
            self.deaths += 1
            raise SimulatedCrash


@pytest.mark.parametrize("seed", range(30))
def test_messages_in_any_order_twice_lost_and_tried_again_leave_exact_figures(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a schedule, no secret
    dies = DiesSometimes(chance)
    store, stored = MemoryFigureStore(lambda: NOW, checkpoint=dies), GivenClaims()
    keeper = keeper_of(store, stored)
    waiting: list[ChangedSubjects] = []
    for claim in versions(seed):
        stored.give(claim)
        named = chance.sample(sorted(stored.claims), min(3, len(stored.claims)))
        waiting.append(ChangedSubjects(claim_ids=frozenset({claim.claim_id, *named})))
        if chance.random() < 0.5:
            _take_one(keeper, waiting, chance)
    while waiting:
        _take_one(keeper, waiting, chance)

    assert store.read(EVERY_ROW).rows == rows_of(stored.claims.values())
    assert dies.deaths


def _take_one(keeper: FigureKeeper, waiting: list[ChangedSubjects], chance: random.Random) -> None:
    """Work off a message; one that was lost, or is repeated, stays."""
    message = chance.choice(waiting)
    try:
        keeper.count(message)
    except SimulatedCrash:
        return
    if chance.random() < 0.8:
        waiting.remove(message)


@pytest.mark.parametrize("seed", range(5))
def test_a_slow_worker_that_read_an_older_version_does_no_harm(seed: int) -> None:
    store = MemoryFigureStore(lambda: NOW)
    claims = versions(seed)
    newest = {claim.claim_id: claim for claim in sorted(claims, key=lambda one: one.version)}
    random.Random(seed).shuffle(claims)  # noqa: S311 - a schedule, no secret
    for claim in claims:
        read_then = GivenClaims(claim)
        keeper_of(store, read_then).count(ChangedSubjects(claim_ids=frozenset({claim.claim_id})))

    assert store.read(EVERY_ROW).rows == rows_of(newest.values())


def test_claims_that_changed_before_are_counted_by_a_rebuild_with_those_that_change_meanwhile() -> (
    None
):
    store, stored = MemoryFigureStore(lambda: NOW), GivenClaims()
    stored.give(*(counted_claim(f"clm_{number}") for number in range(40)))
    keeper = keeper_of(store, stored)
    keeper.count(ChangedSubjects(claim_ids=frozenset({"clm_0", "clm_1"})))
    before = store.read(EVERY_ROW).rows

    def ids() -> list[str]:
        """Return the claims, of which some change while they are listed."""
        assert store.read(EVERY_ROW).rows == before
        for number in (0, 7):
            stored.give(counted_claim(f"clm_{number}", version=2, state=State.PAID, paid=100))
            keeper.count(ChangedSubjects(claim_ids=frozenset({f"clm_{number}"})))
        return sorted(stored.claims)

    done = rebuild_figures(keeper, claim_ids=_late(ids), ticket_ids=())

    assert done.claims == 40
    assert store.read(EVERY_ROW).rows == rows_of(stored.claims.values())
    assert not store.read(EVERY_ROW).is_rebuilding


def _late(ids: Callable[[], list[str]]) -> Iterator[str]:
    yield from ids()


def test_publication_names_each_claim_that_changed_and_none_of_a_test() -> None:
    queue = FigureQueue()
    publication = Publication(
        publisher=MemoryPublisher(),
        sink=MemoryRowSink(),
        shelf=MemoryClaimStore(),
        figures=queue,
    )
    claims = [counted_claim(f"clm_{number}") for number in range(CLAIMS_PER_MESSAGE + 1)]
    claims += [counted_claim("clm_0", version=2), counted_claim("clm_test", payer="synthetic-x")]

    publication.take_items([item_of_change(change_to(claim)) for claim in claims], deferral=Never())

    named = [ChangedClaimsMessage.model_validate_json(text).claim_ids for text in queue.messages]
    assert [len(ids) for ids in named] == [CLAIMS_PER_MESSAGE, 1]
    assert {one for ids in named for one in ids} == {
        f"clm_{number}" for number in range(CLAIMS_PER_MESSAGE + 1)
    }


def test_a_change_whose_claim_cannot_be_queued_is_deferred() -> None:
    class Broken(FigureQueue):
        def defer_all(self, messages: Iterable[str]) -> None:
            raise TimeoutError(f"the queue is slow: {len(list(messages))}")

    class Deferred:
        def __init__(self) -> None:
            self.messages: list[str] = []

        def defer(self, message: str) -> None:
            self.messages.append(message)

    publication = Publication(
        publisher=MemoryPublisher(),
        sink=MemoryRowSink(),
        shelf=MemoryClaimStore(),
        figures=Broken(),
    )
    deferred = Deferred()

    done = publication.take_items([item_of_change(change_to(counted_claim()))], deferral=deferred)

    assert done.errors == ("TimeoutError",)
    assert len(deferred.messages) == 1


def test_a_message_that_names_nothing_known_is_refused() -> None:
    with pytest.raises(ValidationError):
        changed_subjects('{"files": []}')
    assert changed_subjects('{"claim_ids": ["clm_1"]}').claim_ids == {"clm_1"}
