"""Partitions that mean one another in every claim store: keys, decisions, links, people's word."""

import pytest

from claimtrail.claims.facts.decisions import MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import Candidate, Match, MatchMethod, MatchVerdict, Relation
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.claims.projection.matching import match_up
from claimtrail.kernel.errors import ConflictError
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    NOW,
    PAYER,
    accepted_claim,
    ack999,
    front_end,
    submitted,
)
from tests.harness.claims.lineages import NEW, OLD, OTHER, newer, old_claim
from tests.harness.claims.projecting import item_of_change, project_one


def _match(version: int, target: str, verdict: MatchVerdict = MatchVerdict.MATCHED) -> Match:
    candidate = Candidate(
        claim_id="clm_ours", method=MatchMethod.SCORE, confidence=70, features=("charge",)
    )
    return Match(
        claim_id="clm_strange",
        version=version,
        payer_id=PAYER,
        verdict=verdict,
        target=target,
        rule="matching@1",
        candidates=(candidate,),
    )


@pytest.mark.capability("C3.6")
def test_a_claim_is_found_by_what_else_names_it(store: Store) -> None:
    for claim_id in ("clm_ours", "clm_strange", "clm_ours"):
        store.append_match_keys(claim_id, ("pccn:a", "near:b"))

    assert store.claims_bearing("pccn:a") == ["clm_ours", "clm_strange"]
    assert store.claims_bearing("pccn:unknown") == []


@pytest.mark.capability("C3.6")
def test_a_claim_that_awaits_another_is_found_by_those_who_bear_the_key(store: Store) -> None:
    store.append_match_keys("clm_ours", ("pccn:a",))
    store.append_match_keys("clm_strange", ("pccn:a",), awaiting_match=True)

    assert store.claims_awaiting("pccn:a") == ["clm_strange"]
    assert store.claims_bearing("pccn:a") == ["clm_ours", "clm_strange"]
    assert store.claims_awaiting("pccn:unknown") == []


@pytest.mark.capability("C3.7")
def test_a_replacement_under_another_number_is_linked_to_the_claim_it_supersedes(
    store: Store,
) -> None:
    number = {"payer_claim_control_number": "ICN-OLD"}

    def named(event: ClaimEvent) -> ClaimEvent:
        fact = event.fact.model_copy(update=number)
        return event.model_copy(update={"match_keys": ("pccn:old",), "fact": fact})

    store.append_events([submitted(1), ack999(1), named(front_end(2, "A2"))])
    store.append_events([named(submitted(20, frequency="7", claim_id="clm_new"))])
    for claim_id in (CLAIM_ID, "clm_new"):
        for concerned in (claim_id, *match_up(claim_id, store.partition_of(claim_id), store=store)):
            project_one(store, concerned)

    old, new = store.find(CLAIM_ID), store.find("clm_new")
    assert old is not None
    assert new is not None
    assert [one.claim_id for one in old.superseded_by] == ["clm_new"]
    assert new.supersedes is not None
    assert new.supersedes.claim_id == CLAIM_ID
    assert store.links_of(CLAIM_ID)[0].relation is Relation.LINEAGE


def test_a_decision_stands_with_its_link_and_takes_it_along(store: Store) -> None:
    first, second = _match(1, "clm_ours"), _match(2, "clm_other")

    store.save_match(first, previous=None)
    assert store.links_of("clm_ours") == [first]
    store.save_match(second, previous=first)

    assert store.find_match("clm_strange") == second
    assert (store.links_of("clm_ours"), store.links_of("clm_other")) == ([], [second])


def test_a_decision_on_an_outdated_one_is_refused(store: Store) -> None:
    store.save_match(_match(1, "clm_ours"), previous=None)

    with pytest.raises(ConflictError, match="MATCH_CONFLICT"):
        store.save_match(_match(1, "clm_other"), previous=None)
    assert store.links_of("clm_other") == []


@pytest.mark.capability("C3.8")
def test_doubtful_matches_are_listed_until_they_are_decided(store: Store) -> None:
    doubt = _match(1, "", MatchVerdict.DOUBTFUL)
    store.save_match(doubt, previous=None)
    assert store.list_unmatched(payer_id=PAYER, limit=5) == [doubt]

    store.save_match(_match(2, "clm_ours"), previous=doubt)

    assert store.list_unmatched(payer_id=PAYER, limit=5) == []
    assert store.list_unmatched(payer_id="other", limit=5) == []


@pytest.mark.capability("C3.7")
def test_of_two_decisions_of_one_number_the_second_is_refused(store: Store) -> None:
    decisions = [
        decision_event(
            MatchDecided(number=1, accepted=means, rejected=(), why="said so"),
            claim_id=CLAIM_ID,
            payer_id=PAYER,
            by="user:anna",
            at=NOW,
            code_version="0",
        )
        for means in ("clm_a", "clm_b")
    ]
    store.append_decision(decisions[0])

    with pytest.raises(ConflictError, match=r"DECISION_CONFLICT.*claimtrail claim"):
        store.append_decision(decisions[1])

    assert store.events_of(CLAIM_ID) == [decisions[0]]


@pytest.mark.capability("C3.7")
def test_a_person_decides_a_doubtful_lineage(store: Store) -> None:
    """As the unit tests have it, by the keys and conditions of either store."""
    store.append_events([*old_claim()[:3], *old_claim(OTHER)[:3], *newer("8")[:1]])

    def settle() -> None:
        for claim_id in (OLD, OTHER, NEW):
            concerned = match_up(claim_id, store.partition_of(claim_id), store=store)
            for one in (claim_id, *concerned):
                project_one(store, one)

    settle()
    assert [match.claim_id for match in store.list_unmatched(payer_id=PAYER, limit=9)] == [NEW]
    review = MatchReview(store=store, by="user:anna", at=NOW, code_version="0")

    decided = review.accept(NEW, other=OLD, why="said so")
    assert review.accept(NEW, other=OLD, why="said so") == decided
    settle()

    claim = store.find(OLD)
    assert claim is not None
    assert (claim.state, [one.by for one in claim.match_decisions]) == (State.VOIDED, ["user:anna"])
    assert store.list_unmatched(payer_id=PAYER, limit=9) == []
    review.withdraw(NEW, why="a typing error")
    settle()
    claim = store.find(OLD)
    assert claim is not None
    assert claim.state is State.ACCEPTED
    assert [match.claim_id for match in store.list_unmatched(payer_id=PAYER, limit=9)] == [NEW]


def test_a_partition_is_read_as_a_whole(store: Store) -> None:
    store.append_events(accepted_claim())
    change = project_one(store)
    assert change is not None
    match, link = _match(1, "clm_other"), _match(1, CLAIM_ID)
    store.save_match(match.model_copy(update={"claim_id": CLAIM_ID}), previous=None)
    store.save_match(link, previous=None)
    store.preserve(item_of_change(change))

    partition = store.partition_of(CLAIM_ID)

    assert (partition.change, partition.links) == (change, (link,))
    assert partition.match is not None
    assert partition.match.target == "clm_other"
    assert {event.event_id for event in partition.events} == set(change.cause_event_ids)
    nothing = store.partition_of("clm_unknown")
    assert (nothing.change, nothing.match, nothing.links, nothing.events) == (None, None, (), ())


@pytest.mark.capability("C3.6")
def test_claims_are_introduced_by_their_keys_and_told_which_of_them_are_awaited(
    store: Store,
) -> None:
    store.append_match_keys("clm_strange", ("pccn:a", "near:b"), awaiting_match=True)

    awaited = store.introduce({"clm_one": ("pccn:a", "trace:c"), "clm_two": ("pccn:d",)})

    assert awaited == {"pccn:a"}
    assert store.claims_bearing("pccn:a") == ["clm_one", "clm_strange"]
    assert store.claims_bearing("pccn:d") == ["clm_two"]
    assert store.introduce({"clm_one": ("pccn:a", "pccn:d"), "clm_two": ()}) == {"pccn:a"}
    assert store.claims_bearing("pccn:d") == ["clm_one", "clm_two"]
    assert store.introduce({}) == set()
