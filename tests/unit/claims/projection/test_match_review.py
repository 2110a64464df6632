"""People decide what a doubtful partition means: accepted, refused, taken back, in any order."""

from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from rich.console import Console

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import MatchVerdict
from claimtrail.claims.projection.match_review import MatchReview
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.cli.claims import claim as view
from claimtrail.cli.core.output import Output
from claimtrail.cli.matching import matches as unmatched
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.errors import ConflictError, NotFoundError
from tests.harness.claims.claim_events import NOW, PAYER, day, remitted, submitted
from tests.harness.claims.claim_history import remember
from tests.harness.claims.lineages import (
    NEW,
    OLD,
    OTHER,
    bearing,
    ends,
    found,
    newer,
    old_claim,
    shuffled,
)
from tests.harness.claims.projecting import take
from tests.harness.effort import times
from tests.twins.claims import MemoryClaimStore

pytestmark = [pytest.mark.capability("C3.6"), pytest.mark.capability("C3.7")]

ANNA, BERT = "user:anna", "user:bert"
WHY = "the payer's letter of September 3rd"
STRANGE = "clm_strange"
ORDERS = 60
"""Of files, played of all that there are; whole shuffles are played besides."""


def review(store: MemoryClaimStore, by: str = ANNA) -> MatchReview:
    return MatchReview(store=store, by=by, at=NOW + timedelta(days=1), code_version="0")


def doubtful(frequency: str = "7") -> MemoryClaimStore:
    """A replacement or void that names a number which two claims bear."""
    store = MemoryClaimStore()
    take(store, old_claim(), old_claim(OTHER), newer(frequency))
    return store


def published_of(changes: list, claim_id: str, kind: DetailType) -> list[BusEvent]:  # type: ignore[type-arg]
    return [
        event
        for change in changes
        for event in events_of_change(change)
        if (event.subject_id, event.detail_type) == (claim_id, kind)
    ]


def overtake(store: MemoryClaimStore, *, means: str) -> None:
    """Let Bert decide between what the next one reads and what that one writes."""
    append = store.append_decision

    def overtaken(event: ClaimEvent) -> None:
        store.append_decision = append  # type: ignore[method-assign]
        review(store, BERT).accept(NEW, other=means, why=WHY)
        append(event)

    store.append_decision = overtaken  # type: ignore[method-assign]


def unmatched_of(store: MemoryClaimStore) -> list[str]:
    return [match.claim_id for match in store.list_unmatched(payer_id=PAYER, limit=9)]


def test_given_a_person_accepts_a_claim_then_the_replacement_is_its_and_leaves_the_list() -> None:
    store = doubtful()
    changes = remember(store)

    take(store, [review(store).accept(NEW, other=OTHER, why=WHY)])

    assert unmatched_of(store) == []
    assert found(store, OLD).superseded_by == ()
    [successor] = found(store, OTHER).superseded_by
    assert (successor.claim_id, successor.rule) == (NEW, "lineage@1/person")
    assert found(store, NEW).supersedes is not None
    for claim_id in (NEW, OTHER):
        [decision] = found(store, claim_id).match_decisions
        assert (decision.by, decision.why, decision.accepted) == (ANNA, WHY, OTHER)
        [published] = published_of(changes, claim_id, ClaimDetailType.CLAIM_MATCH_DECIDED)
        assert published.actor == ANNA
        assert published.source_sha256 == decision.source.sha256
        assert (published.detail["accepted"], published.detail["why"]) == (OTHER, WHY)
    assert found(store, OLD).match_decisions == ()


def test_given_a_person_accepts_a_claim_then_a_void_voids_it() -> None:
    store = doubtful("8")

    take(store, [review(store).accept(NEW, other=OLD, why=WHY)])

    assert found(store, OLD).state is State.VOIDED
    assert found(store, OTHER).state is State.DENIED


def test_given_a_person_refuses_then_nothing_is_superseded_until_a_new_candidate_comes() -> None:
    store = doubtful()
    take(store, [review(store).reject(NEW, why=WHY)])
    assert unmatched_of(store) == []
    match = store.find_match(NEW)
    assert match is not None
    assert (match.verdict, match.candidates) == (MatchVerdict.UNMATCHED, ())
    assert found(store, OLD).superseded_by == found(store, OTHER).superseded_by == ()

    third, fourth = "clm_third", "clm_fourth"
    take(store, old_claim(third), old_claim(fourth))

    [match] = store.list_unmatched(payer_id=PAYER, limit=9)
    assert {one.claim_id for one in match.candidates} == {third, fourth}
    take(store, [review(store, BERT).accept(NEW, other=third, why=WHY)])
    assert found(store, third).is_hidden


def test_given_a_decision_is_withdrawn_then_all_is_as_before_and_in_doubt() -> None:
    store = doubtful("8")
    before = found(store, OLD)
    changes = remember(store)
    take(store, [review(store).accept(NEW, other=OLD, why=WHY)])

    take(store, [review(store, BERT).withdraw(NEW, why="a typing error")])

    old = found(store, OLD)
    unsaved = {"version": 0}
    assert old.model_copy(update=unsaved) == before.model_copy(update=unsaved)
    assert unmatched_of(store) == [NEW]
    [published] = published_of(changes, OLD, ClaimDetailType.CLAIM_REINSTATED)
    assert published.detail["by_claim_id"] == NEW
    assert [(each.by, each.decision) for each in found(store, NEW).match_decisions] == [
        (ANNA, "ACCEPTED"),
        (BERT, "WITHDRAWN"),
    ]
    take(store, [review(store, BERT).accept(NEW, other=OTHER, why=WHY)])
    assert found(store, OTHER).state is State.VOIDED


def test_deciding_the_same_again_adds_nothing() -> None:
    store = doubtful()

    for step in (
        lambda who: review(store, who).accept(NEW, other=OLD, why=WHY),
        lambda who: review(store, who).withdraw(NEW, why=WHY),
        lambda who: review(store, who).reject(NEW, why=WHY),
    ):
        first = step(ANNA)
        take(store, [first])
        version = found(store, NEW).version
        assert step(BERT) == first
        take(store, [first])
        assert found(store, NEW).version == version


def test_who_decides_otherwise_later_is_reported_what_stands() -> None:
    store = doubtful()
    take(store, [review(store).accept(NEW, other=OLD, why=WHY)])

    for other in (
        lambda: review(store, BERT).accept(NEW, other=OTHER, why=WHY),
        lambda: review(store, BERT).reject(NEW, why=WHY),
    ):
        with pytest.raises(ConflictError, match=f"MATCH_DECIDED_ALREADY: {ANNA}.*withdraw"):
            other()
    assert found(store, OLD).is_hidden


def test_of_two_who_decide_at_once_the_second_is_reported() -> None:
    store = doubtful()
    overtake(store, means=OTHER)

    with pytest.raises(ConflictError, match="DECISION_CONFLICT: somebody else decided"):
        review(store).accept(NEW, other=OLD, why=WHY)

    [decision] = [event for event in store.events_of(NEW) if event.kind == "match_decided"]
    assert decision.source.partner_id == BERT


def test_of_two_who_decide_the_same_at_once_neither_is_troubled() -> None:
    store = doubtful()
    overtake(store, means=OLD)

    assert review(store).accept(NEW, other=OLD, why=WHY).source.partner_id == BERT


@pytest.mark.parametrize(
    ("claim_id", "means", "code"),
    [
        (NEW, "clm_nobody", "MATCH_NO_CANDIDATE"),
        (OLD, OTHER, "MATCH_NOT_IN_DOUBT"),
        ("clm_nobody", OLD, "MATCH_NOT_IN_DOUBT"),
    ],
)
def test_only_what_is_in_doubt_is_decided(claim_id: str, means: str, code: str) -> None:
    store = doubtful()

    with pytest.raises(NotFoundError, match=f"{code}.*claimtrail unmatched"):
        review(store).accept(claim_id, other=means, why=WHY)
    with pytest.raises(NotFoundError, match="MATCH_NOT_DECIDED"):
        review(store).withdraw(NEW, why=WHY)


@pytest.mark.capability("C7.6")
def test_a_payers_record_under_a_unknown_number_is_decided_the_same_way() -> None:
    """Two of our claims fit a remittance equally; the one that is chosen is paid, once."""
    store = MemoryClaimStore()
    near = "near:a"
    record = bearing(remitted(16, 80, "CO-45:20", claim_id=STRANGE), near, number="")
    ours = [bearing(submitted(1, claim_id=claim_id), near, number="") for claim_id in (OLD, OTHER)]
    dated = record.fact.model_copy(update={"service_from": day(1), "service_to": day(1)})
    take(store, ours, [record.model_copy(update={"fact": dated})])
    assert unmatched_of(store) == [STRANGE]

    take(store, [review(store).accept(STRANGE, other=OTHER, why=WHY)])

    chosen = found(store, OTHER)
    assert (chosen.state, chosen.paid_cents) == (State.PAID, 8_000)
    assert [(one.claim_id, one.rule) for one in chosen.matches] == [(STRANGE, "matching@1/person")]
    assert [decision.by for decision in chosen.match_decisions] == [ANNA]
    assert found(store, OLD).paid_cents == 0
    # Less agrees once the other claim is answered itself; what a person said still stands.
    own = bearing(remitted(20, 70, "CO-45:30", claim_id=OTHER), near, number="ICN-OWN")
    take(store, [own])
    assert found(store, STRANGE).matched_to == OTHER
    assert unmatched_of(store) == []

    take(store, [review(store).withdraw(STRANGE, why=WHY)])
    assert found(store, OTHER).paid_cents == 7_000


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("decided", ["accepted", "refused", "taken back"])
def test_a_decision_counts_the_same_in_any_order_of_files(decided: str) -> None:
    expected = doubtful("8")
    first = (
        review(expected).reject(NEW, why=WHY)
        if decided == "refused"
        else review(expected).accept(NEW, other=OLD, why=WHY)
    )
    take(expected, [first])
    decisions = [[first]]
    if decided == "taken back":
        decisions.append([review(expected).withdraw(NEW, why=WHY)])
        take(expected, decisions[-1])
    files = [old_claim(), old_claim(OTHER), newer("8")[:1], newer("8")[1:], *decisions]

    orders = list(permutations(files))
    chance = Random(len(orders))  # noqa: S311 - an order, no secret
    for order in chance.sample(orders, min(len(orders), ORDERS)):
        store = MemoryClaimStore()
        take(store, *order)
        assert ends(store, OLD, OTHER, NEW) == ends(expected, OLD, OTHER, NEW)
        assert unmatched_of(store) == unmatched_of(expected)


@pytest.mark.capability("C3.2")
def test_a_decision_counts_the_same_shuffled_repeated_and_cut_anywhere() -> None:
    expected = doubtful()
    take(expected, [review(expected).accept(NEW, other=OLD, why=WHY)])
    events = [event for claim_id in (OLD, OTHER, NEW) for event in expected.events_of(claim_id)]
    chance = Random(11)  # noqa: S311 - an order, no secret

    for _ in range(times(40)):
        store = MemoryClaimStore()
        take(store, *shuffled(events, chance))
        assert ends(store, OLD, OTHER, NEW) == ends(expected, OLD, OTHER, NEW)


def test_the_list_says_what_is_in_doubt_and_the_claims_say_who_decided(
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = doubtful()
    wide = Output(console=Console(width=240))
    unmatched.show_unmatched(wide, store.list_unmatched(payer_id=PAYER, limit=9))
    assert f"{NEW}" in (text := capsys.readouterr().out)
    assert "replacement or void" in text

    decision = review(store).accept(NEW, other=OLD, why=WHY)
    take(store, [decision])
    unmatched.show_decision(wide, decision)
    assert f"Decision 1 by {ANNA}: accepted {OLD}" in capsys.readouterr().out

    for claim_id in (NEW, OLD):
        view.show_claim(wide, found(store, claim_id))
        text = capsys.readouterr().out
        assert ANNA in text
        assert WHY in text
