"""A fold taken up from its checkpoint ends as the fold of all events does, to the byte."""

from collections.abc import Iterable
from random import Random

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS, EVENTS_IN_ALL
from claimtrail.claims.facts.statuses import BatchStatusReported
from claimtrail.claims.fold.claim_parts import Matched
from claimtrail.claims.fold.fold import claim_facts, fold_with_checkpoint
from claimtrail.claims.fold.incremental import fold_incrementally
from claimtrail.claims.fold.model import UNTIED, Claim, FoldCheckpoint
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.review.hold_deadlines import as_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import follow, project
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.partitions import Partition
from tests.harness.claims import projecting
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    HOLDING,
    INFERRING,
    NOW,
    PAYER,
    about,
    ack999,
    answer,
    event_of,
    front_end,
    remitted,
    submitted,
    ta1,
)
from tests.twins.claims import MemoryClaimStore

SEEDS = 120


class CountedStore(MemoryClaimStore):
    """Counts how often a claim's whole partition is read."""

    def __init__(self) -> None:
        super().__init__()
        self.partitions = 0

    def partition_of(
        self, claim_id: str, *, most: int = EVENTS, in_all: int = EVENTS_IN_ALL
    ) -> Partition:
        self.partitions += 1
        return super().partition_of(claim_id, most=most, in_all=in_all)


def take(store: MemoryClaimStore, *events: ClaimEvent, policy: PayerPolicy = INFERRING) -> None:
    """Store events, and what the stream then causes by one batch."""
    projecting.take(store, list(events), policy=policy)


def a_life(chance: Random) -> list[ClaimEvent]:
    """Some of what may be said about a claim, in order of its days."""
    said = [
        submitted(1),
        ta1(1),
        ack999(1, chance.choice("AER")),
        front_end(2, chance.choice(("A2", "A3", "A7", "A1"))),
        front_end(3, chance.choice(("A5", "A2", "ZZ"))),
        *_by_several(chance),
        *(
            answer(chance.randint(4, 20), chance.choice(("P1", "P2", "F1", "R0", "E0", "XX")))
            for _ in range(chance.randint(0, 4))
        ),
    ]
    if chance.random() < 0.3:
        said.append(submitted(chance.randint(5, 15), frequency=chance.choice("1178")))
    if chance.random() < 0.3:
        said.append(remitted(chance.randint(4, 20), 80, "CO-45:20"))
    kept = [event for event in said if chance.random() < 0.85]
    return sorted(kept or said, key=lambda event: event.effective_on)


def _by_several(chance: Random) -> list[ClaimEvent]:
    """Words under other numbers, of other payers, of a whole batch, and with faults."""
    said = answer(chance.randint(4, 20), chance.choice(("P1", "P3", "F1")))
    batch = BatchStatusReported(
        level="receiver",
        from_clearinghouse=chance.random() < 0.5,
        statuses=front_end(3, chance.choice(("A1", "A2", "A3"))).fact.statuses,  # type: ignore[union-attr]
        claim_count=None,
        charge_cents=None,
    )
    every = [
        about(said, payer_claim_control_number=chance.choice(("ICN-2", "icnsecret1", ""))),
        about(said, payer=chance.choice((PAYER, "other-payer"))),
        about(said, faults=("X12_ELEMENT_MISSING",)),
        about(front_end(2, "A2"), from_clearinghouse=True),
        event_of(batch, 3),
    ]
    return [event for event in every if chance.random() < 0.2]


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("policy", [INFERRING, HOLDING], ids=["infers", "holds"])
def test_however_events_come_the_claim_is_the_fold_of_those_that_came(policy: PayerPolicy) -> None:
    resumed = 0
    for seed in range(SEEDS):
        chance = Random(seed)  # noqa: S311 - an order of arrival, no secret
        life = a_life(chance)
        for _ in range(chance.randint(0, 3)):  # some come late, some twice
            life.insert(chance.randrange(len(life) + 1), chance.choice(life))
        store, came = CountedStore(), []
        while life:
            batch, life = life[: (size := chance.randint(1, 3))], life[size:]
            came += batch
            read = store.partitions

            take(store, *batch, policy=policy)

            expected, checkpoint = fold_with_checkpoint(
                claim_facts(came), claim_id=CLAIM_ID, policy=lambda _: policy, now=NOW
            )
            expected = as_of(expected, NOW.date())
            change = store.find_change(CLAIM_ID)
            assert change is not None
            same = expected.model_copy(update={"version": change.version})
            assert documents.dump_claim(change.claim) == documents.dump_claim(same), f"seed {seed}"
            assert change.checkpoint == checkpoint, f"seed {seed}"
            resumed += store.partitions == read
    assert resumed > SEEDS // 2, "hardly any fold was taken up where it stood"


@pytest.mark.capability("C3.2")
def test_events_in_order_are_folded_without_reading_the_partition() -> None:
    store = CountedStore()
    take(store, submitted(1))

    for event in (ta1(1), ack999(1), front_end(2, "A2"), answer(9, "P1"), answer(9, "P1")):
        take(store, event)

    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert (claim.state, claim.event_count, claim.version) == (State.IN_PROCESS, 5, 5)
    assert store.partitions == 0


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize(
    "late",
    [ta1(1), front_end(2, "A3"), submitted(20, frequency="7"), remitted(16, 80, "CO-45:20")],
    ids=["a TA1", "a 277CA", "a replacement", "a remittance"],
)
def test_what_comes_late_or_needs_more_than_the_claim_has_the_partition_read(
    late: ClaimEvent,
) -> None:
    store = CountedStore()
    take(store, submitted(1))
    take(store, ack999(2), answer(9, "P1"))
    read, version = store.partitions, _version(store)

    take(store, late)

    assert (_version(store), store.partitions) == (version + 1, read + 1)


def _version(store: MemoryClaimStore) -> int:
    claim = store.find(CLAIM_ID)
    return claim.version if claim else 0


@pytest.mark.capability("C1.2")
def test_a_writer_that_saw_an_outdated_claim_reads_its_partition() -> None:
    class Outdated(CountedStore):
        """Answers a read at half the price with what stood before."""

        def __init__(self) -> None:
            super().__init__()
            self.old: dict[str, Change] = {}

        def recent_changes(self, claim_ids: Iterable[str]) -> dict[str, Change]:
            return {claim_id: self.old[claim_id] for claim_id in claim_ids if claim_id in self.old}

    store = Outdated()
    take(store, submitted(1))
    old = store.find_change(CLAIM_ID)
    assert old is not None
    store.old = {CLAIM_ID: old}
    take(store, ack999(1))

    take(store, front_end(2, "A2"))

    claim = store.find(CLAIM_ID)
    assert claim is not None
    assert (claim.state, claim.event_count) == (State.ACCEPTED, 3)


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("port", ["recent_changes", "introduce", "save_each"])
def test_what_cannot_be_done_for_all_claims_together_is_done_for_each(
    port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing at all was stored together, for whatever reason."""
    store = CountedStore()

    def fails(*_: object) -> dict[str, str]:
        if port == "save_each":
            return dict.fromkeys(("clm_one", "clm_two"), "ClientError")
        raise RuntimeError("the network is down")

    monkeypatch.setattr(store, port, fails)
    take(store, submitted(1, claim_id="clm_one"), submitted(1, claim_id="clm_two"))

    claims = [store.find(claim_id) for claim_id in ("clm_one", "clm_two")]
    assert [claim.version for claim in claims if claim] == [1, 1]
    assert store.partitions == 2


@pytest.mark.capability("C3.6")
def test_a_key_is_reported_to_all_before_the_claim_is_stored_as_bearing_it() -> None:
    """A crash in between has it published again; one that others folded is not published yet."""
    store = CountedStore()
    named = front_end(2, "A2").model_copy(update={"match_keys": ("pccn:a",)})
    take(store, submitted(1))
    store.append_events([named])
    project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    assert store.claims_bearing("pccn:a") == []

    take(store, named)

    assert store.claims_bearing("pccn:a") == [CLAIM_ID]


def _resumable() -> tuple[Claim, FoldCheckpoint]:
    claim, checkpoint = fold_with_checkpoint(
        claim_facts([submitted(1)]), claim_id=CLAIM_ID, policy=lambda _: INFERRING, now=NOW
    )
    assert checkpoint is not None
    return claim, checkpoint


def test_news_that_is_known_gives_the_claim_back() -> None:
    claim, checkpoint = _resumable()

    found = fold_incrementally(
        claim, checkpoint, [submitted(1)], policy=lambda _: INFERRING, now=NOW
    )

    assert found == (claim, checkpoint)


def test_a_claim_that_others_play_a_part_in_has_no_checkpoint() -> None:
    tie = Matched(claim_id="clm_x", method="pccn", confidence=100, features=(), rule="matching@1")
    ties = UNTIED.model_copy(update={"matches": (tie,)})

    claim, checkpoint = fold_with_checkpoint(
        claim_facts([submitted(1)]),
        claim_id=CLAIM_ID,
        policy=lambda _: INFERRING,
        now=NOW,
        ties=ties,
    )

    assert checkpoint is None
    change = Change(claim_id=CLAIM_ID, version=1, before=None, claim=claim, cause_event_ids=())
    assert follow(change, [ack999(1)], policy=lambda _: INFERRING, clock=lambda: NOW) is None
