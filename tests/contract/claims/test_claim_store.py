"""What every claim store does, in memory and in DynamoDB alike."""

from datetime import date, timedelta
from typing import Any

import pytest

from claimtrail.claims import documents, keys
from claimtrail.claims.events import ClaimEvent, MatchDecided
from claimtrail.claims.exceptions import Raiser
from claimtrail.claims.match_desk import MatchDesk
from claimtrail.claims.match_up import match_up
from claimtrail.claims.matching import Candidate, Match, Method, Relation, Verdict
from claimtrail.claims.ports import (
    Change,
    ClaimStore,
    Roster,
    StoredItem,
    SubmissionAcknowledgment,
)
from claimtrail.claims.projection import fan_out, next_change, project
from claimtrail.claims.rulings import decision_event
from claimtrail.claims.states import State
from claimtrail.kernel.errors import ConflictError, NotFoundError
from tests.contract.claims.conftest import Store
from tests.support.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    accepted_claim,
    ack999,
    answer,
    day,
    front_end,
    remitted,
    submitted,
    ta1,
)
from tests.support.lineages import NEW, OLD, OTHER, newer, old_claim


def _project(store: ClaimStore, claim_id: str = CLAIM_ID) -> Change | None:
    return project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)


def _roster(*claim_ids: str, **changes: Any) -> Roster:
    fields: dict[str, Any] = {
        "payer_id": PAYER,
        "interchange_control_number": "000000001",
        "group_control_number": "1",
        "set_control_number": "0001",
        "file_id": "fil_837",
        "offset": 0,
        "claim_ids": claim_ids,
    }
    return Roster(**(fields | changes))


def _acknowledgment(
    *, interchange: str | None = None, group: str | None = "1", number: str | None = "0001"
) -> SubmissionAcknowledgment:
    event = ta1(1, "R", claim_id="") if interchange else ack999(1, claim_id="")
    return SubmissionAcknowledgment(
        payer_id=PAYER,
        interchange_control_number=interchange,
        group_control_number=group,
        set_control_number=number,
        event=event,
    )


def test_events_are_kept_once_and_the_first_delivery_stays(store: Store) -> None:
    event = submitted(1)
    again = submitted(1, recorded_at=NOW + timedelta(hours=1))
    assert again.event_id == event.event_id

    store.append_events([event, ack999(1)])
    store.append_events([again, front_end(2, "A2")])

    found = {item.event_id: item for item in store.events_of(CLAIM_ID)}
    assert len(found) == 3
    assert found[event.event_id] == event
    assert store.events_of("clm_unknown") == []


def test_many_events_are_appended_at_once(store: Store) -> None:
    events = [answer(9, "P1", file=f"file {number}") for number in range(60)]

    store.append_events([*events, *events])

    assert len(store.events_of(CLAIM_ID)) == 60


def test_an_event_with_a_thousand_lines_fits(store: Store) -> None:
    event = submitted(1)
    line = event.fact.lines[0]  # type: ignore[union-attr]
    lines = tuple(line.model_copy(update={"number": str(number)}) for number in range(2000))
    big = event.model_copy(update={"fact": event.fact.model_copy(update={"lines": lines})})

    store.append_events([big])

    assert store.events_of(CLAIM_ID) == [big]


@pytest.mark.capability("C3.3")
def test_a_projection_stores_the_claim_and_the_change(store: Store) -> None:
    store.append_events(accepted_claim())

    change = _project(store)

    assert change is not None
    assert (change.version, change.before, change.claim.state) == (1, None, State.ACCEPTED)
    assert store.find(CLAIM_ID) == change.claim
    assert store.find_change(CLAIM_ID) == change
    assert set(change.cause_event_ids) == {event.event_id for event in accepted_claim()}


def test_projecting_again_changes_nothing_until_something_comes(store: Store) -> None:
    store.append_events(accepted_claim())
    _project(store)

    assert _project(store) is None

    store.append_events([remitted(16, 80, "CO-45:20")])
    second = _project(store)
    assert second is not None
    assert (second.version, second.before, second.claim.state) == (2, State.ACCEPTED, State.PAID)
    assert second.cause_event_ids == (remitted(16, 80, "CO-45:20").event_id,)
    assert store.find_change(CLAIM_ID) == second


def test_a_claim_without_events_is_not_projected(store: Store) -> None:
    assert _project(store, "clm_unknown") is None
    assert store.find("clm_unknown") is None


def test_a_writer_with_an_outdated_version_is_refused(store: Store) -> None:
    store.append_events(accepted_claim())
    first = next_change(
        CLAIM_ID, accepted_claim(), stored=None, policy=lambda _: INFERRING, clock=lambda: NOW
    )
    assert first is not None
    store.save(first)

    with pytest.raises(ConflictError, match="CLAIM_VERSION_TAKEN"):
        store.save(first)
    assert store.find_change(CLAIM_ID) == first


def test_what_is_held_is_told_and_released(store: Store) -> None:
    remittance = remitted(16, 80, "CO-45:20")
    store.append_events([remittance])
    held = _project(store)
    store.append_events([submitted(1)])
    released = _project(store)

    assert held is not None
    assert released is not None
    assert (held.claim.state, held.newly_held) == (State.DRAFT, (remittance.event_id,))
    assert (released.claim.state, released.released) == (State.PAID, (remittance.event_id,))


@pytest.mark.parametrize("roster_first", [True, False], ids=["roster first", "ack first"])
@pytest.mark.parametrize(
    ("acknowledgment", "state"),
    [
        (_acknowledgment(), State.SYNTAX_ACCEPTED),
        (_acknowledgment(number=None), State.SYNTAX_ACCEPTED),
        (
            _acknowledgment(interchange="000000001", group=None, number=None),
            State.TRANSMISSION_REJECTED,
        ),
    ],
    ids=["999 on the set", "999 on the group", "TA1"],
)
@pytest.mark.capability("C1.8")
def test_acknowledgments_reach_their_claims_in_either_order(
    store: Store, acknowledgment: SubmissionAcknowledgment, state: State, *, roster_first: bool
) -> None:
    roster = _roster("clm_one", "clm_two")
    other = _roster("clm_other", group_control_number="2", interchange_control_number="000000002")
    claim_ids = ("clm_one", "clm_two", "clm_other")
    store.append_events([submitted(1, claim_id=claim_id) for claim_id in claim_ids])
    store.append_roster(other)
    first, second = (roster, acknowledgment) if roster_first else (acknowledgment, roster)
    for record in (first, second, second):
        if isinstance(record, Roster):
            store.append_roster(record)
        else:
            store.append_acknowledgment(record)
        fan_out(record, store=store)
    for claim_id in claim_ids:
        _project(store, claim_id)

    claims = [store.find(claim_id) for claim_id in claim_ids]
    assert [claim.state for claim in claims if claim] == [state, state, State.SUBMITTED]
    assert [claim.event_count for claim in claims if claim] == [2, 2, 1]


@pytest.mark.parametrize("roster_first", [True, False], ids=["roster first", "ack first"])
def test_given_control_numbers_come_round_again_then_each_year_has_its_own_acknowledgment(
    store: Store, *, roster_first: bool
) -> None:
    last_year = day(1) - timedelta(days=365)
    rosters = [
        _roster("clm_old", submitted_on=last_year, file_id="fil_old"),
        _roster("clm_new", submitted_on=day(1)),
    ]
    store.append_events([submitted(1, claim_id="clm_new"), submitted(1, claim_id="clm_old")])
    records: list[Roster | SubmissionAcknowledgment] = [*rosters, _acknowledgment()]
    for record in records if roster_first else reversed(records):
        if isinstance(record, Roster):
            store.append_roster(record)
        else:
            store.append_acknowledgment(record)
        fan_out(record, store=store)

    assert len(store.events_of("clm_old")) == 1
    assert len(store.events_of("clm_new")) == 2


def test_a_large_set_has_several_rosters(store: Store) -> None:
    rosters = [_roster("clm_one"), _roster("clm_two", offset=5000)]
    for roster in rosters:
        store.append_roster(roster)

    for acknowledgment in (_acknowledgment(), _acknowledgment(number=None)):
        found = store.rosters_for(acknowledgment)
        assert sorted(found, key=lambda roster: roster.offset) == rosters


@pytest.mark.capability("C3.8")
def test_claims_are_listed_by_state_page_by_page_oldest_first(store: Store) -> None:
    for number in range(12):
        claim_id = f"clm_{number:02d}"
        store.append_events(
            [
                submitted(1, claim_id=claim_id),
                front_end(20 - number, "A2", claim_id=claim_id),
            ]
        )
        _project(store, claim_id)
    store.append_events([submitted(1)])
    _project(store)

    pages, after = [], None
    while True:
        claims, after = store.list_claims(
            payer_id=PAYER, state=State.ACCEPTED, limit=5, after=after
        )
        pages.append([claim.claim_id for claim in claims])
        if after is None:
            break

    assert [len(page) for page in pages] == [5, 5, 2]
    listed = [claim_id for page in pages for claim_id in page]
    assert listed == [f"clm_{number:02d}" for number in reversed(range(12))]
    submitted_only, _ = store.list_claims(payer_id=PAYER, state=State.SUBMITTED, limit=5)
    assert [claim.claim_id for claim in submitted_only] == [CLAIM_ID]
    assert store.list_claims(payer_id="other", state=State.ACCEPTED, limit=5) == ([], None)


@pytest.mark.capability("C3.8")
def test_claims_are_listed_by_the_day_of_their_submission_page_by_page(store: Store) -> None:
    for number in range(7):
        claim_id = f"clm_{number}"
        store.append_events([submitted(1 + number // 6, claim_id=claim_id)])
        _project(store, claim_id)

    pages, after = [], None
    while True:
        claims, after = store.list_submitted(payer_id=PAYER, day=day(1), limit=4, after=after)
        pages.append([claim.claim_id for claim in claims])
        if after is None:
            break

    assert pages == [["clm_0", "clm_1", "clm_2", "clm_3"], ["clm_4", "clm_5"]]
    [late], _ = store.list_submitted(payer_id=PAYER, day=day(2), limit=4)
    assert late.claim_id == "clm_6"
    assert store.list_submitted(payer_id="other", day=day(1), limit=4) == ([], None)

    store.append_events([submitted(9, claim_id="clm_0", frequency="7")])
    _project(store, "clm_0")

    again, _ = store.list_submitted(payer_id=PAYER, day=day(9), limit=4)
    assert [claim.claim_id for claim in again] == ["clm_0"]
    left, _ = store.list_submitted(payer_id=PAYER, day=day(1), limit=9)
    assert [claim.claim_id for claim in left] == [f"clm_{number}" for number in range(1, 6)]


@pytest.mark.capability("C4.1")
def test_claims_are_found_by_the_day_on_which_they_escalate(store: Store) -> None:
    for number in range(6):
        claim_id = f"clm_{number}"
        store.append_events(
            [submitted(1, claim_id=claim_id), front_end(2, "A2", claim_id=claim_id)]
        )
        _project(store, claim_id)
    due = day(33)

    assert [claim.claim_id for claim in store.list_due(day=due, limit=10)] == [
        f"clm_{number}" for number in range(6)
    ]
    assert len(store.list_due(day=due, limit=4)) == 4
    assert store.list_due(day=day(32), limit=10) == []

    store.append_events([remitted(16, 80, "CO-45:20", claim_id="clm_0")])
    _project(store, "clm_0")
    assert len(store.list_due(day=due, limit=10)) == 5


@pytest.mark.capability("C3.2")
@pytest.mark.capability("C3.8")
def test_what_is_held_is_found_by_its_day_then_as_an_exception_until_it_heals(
    store: Store,
) -> None:
    for number in range(5):
        store.append_events([front_end(2, "A2", claim_id=f"clm_{number}")])
        _project(store, f"clm_{number}")
    due = date(2026, 11, 25)  # Recorded on a Sunday, three business days.

    assert [claim.claim_id for claim in store.list_waiting(day=due, limit=10)] == [
        f"clm_{number}" for number in range(5)
    ]
    assert len(store.list_waiting(day=due, limit=3)) == 3
    assert store.list_waiting(day=due - timedelta(days=1), limit=10) == []
    assert store.list_exceptions(payer_id=PAYER, limit=10) == []

    assert Raiser(store=store, clock=lambda: NOW + timedelta(days=3)).run() == 5

    assert store.list_waiting(day=due, limit=10) == []
    assert len(store.list_exceptions(payer_id=PAYER, limit=10)) == 5
    assert len(store.list_exceptions(payer_id=PAYER, limit=2)) == 2
    assert store.list_exceptions(payer_id="cedar-medicare", limit=10) == []

    store.append_events([submitted(1, claim_id="clm_0"), ack999(1, claim_id="clm_0")])
    _project(store, "clm_0")
    assert [claim.claim_id for claim in store.list_exceptions(payer_id=PAYER, limit=10)] == [
        f"clm_{number}" for number in range(1, 5)
    ]


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
            _project(store, concerned)

    old, new = store.find(CLAIM_ID), store.find("clm_new")
    assert old is not None
    assert new is not None
    assert [one.claim_id for one in old.superseded_by] == ["clm_new"]
    assert new.supersedes is not None
    assert new.supersedes.claim_id == CLAIM_ID
    assert store.links_of(CLAIM_ID)[0].relation is Relation.LINEAGE


@pytest.mark.capability("C3.1")
def test_a_payers_words_wait_for_review_and_are_decided_once(store: Store) -> None:
    store.append_terms("clm_a", payer_id=PAYER, words=["ODD", "IN LIMBO"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])

    found = store.terms_of(PAYER)

    assert [(review.term, review.version) for review in found] == [("IN LIMBO", 1), ("ODD", 1)]
    assert store.claims_saying("ODD", payer_id=PAYER) == ["clm_a", "clm_b"]
    assert store.claims_saying("ODD", payer_id="cedar-medicare") == []
    assert store.terms_of("cedar-medicare") == []

    decided = found[1].decided(means="F1", by="user:jane", at=NOW, why="guide")
    store.save_term(decided)
    store.append_terms("clm_c", payer_id=PAYER, words=["ODD"])

    assert store.terms_of(PAYER)[1] == decided
    with pytest.raises(ConflictError, match="TERM_TAKEN"):
        store.save_term(decided)


def test_an_item_is_read_by_its_key(store: Store) -> None:
    store.append_events(accepted_claim())
    partition = keys.claim_partition(CLAIM_ID)
    sort = keys.event(accepted_claim()[0].event_id)

    item = store.item_at(partition=partition, sort=sort)

    assert (item.partition, item.sort) == (partition, sort)
    with pytest.raises(NotFoundError, match="ITEM_NOT_FOUND"):
        store.item_at(partition=partition, sort="event#none")


def _match(version: int, target: str, verdict: Verdict = Verdict.MATCHED) -> Match:
    candidate = Candidate(
        claim_id="clm_ours", method=Method.SCORE, confidence=70, features=("charge",)
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
        store.append_aliases(claim_id, ("pccn:a", "near:b"))

    assert store.claims_bearing("pccn:a") == ["clm_ours", "clm_strange"]
    assert store.claims_bearing("pccn:unknown") == []


@pytest.mark.capability("C3.6")
def test_a_claim_that_seeks_another_is_found_by_those_who_bear_the_key(store: Store) -> None:
    store.append_aliases("clm_ours", ("pccn:a",))
    store.append_aliases("clm_strange", ("pccn:a",), seeking=True)

    assert store.seekers_of("pccn:a") == ["clm_strange"]
    assert store.claims_bearing("pccn:a") == ["clm_ours", "clm_strange"]
    assert store.seekers_of("pccn:unknown") == []


def test_a_partition_is_read_as_a_whole(store: Store) -> None:
    store.append_events(accepted_claim())
    change = _project(store)
    assert change is not None
    match, link = _match(1, "clm_other"), _match(1, CLAIM_ID)
    store.save_match(match.model_copy(update={"claim_id": CLAIM_ID}), previous=None)
    store.save_match(link, previous=None)
    store.set_aside(
        StoredItem(
            partition=keys.claim_partition(CLAIM_ID),
            sort=keys.CLAIM,
            document=documents.dump_change(change),
            version=1,
        )
    )

    partition = store.partition_of(CLAIM_ID)

    assert (partition.change, partition.links) == (change, (link,))
    assert partition.match is not None
    assert partition.match.target == "clm_other"
    assert {event.event_id for event in partition.events} == set(change.cause_event_ids)
    nothing = store.partition_of("clm_unknown")
    assert (nothing.change, nothing.match, nothing.links, nothing.events) == (None, None, (), ())


def test_many_claims_are_read_at_once(store: Store) -> None:
    for number in range(3):
        store.append_events([submitted(1, claim_id=f"clm_{number}")])
        _project(store, f"clm_{number}")

    found = store.find_changes(["clm_0", "clm_2", "clm_unknown"])

    assert {claim_id: change.claim.claim_id for claim_id, change in found.items()} == {
        "clm_0": "clm_0",
        "clm_2": "clm_2",
    }
    assert store.find_changes([]) == {}


@pytest.mark.capability("C1.2")
def test_a_version_that_is_set_aside_stays_when_the_next_one_comes(store: Store) -> None:
    store.append_events([submitted(1)])
    first = _project(store)
    assert first is not None
    item = StoredItem(
        partition=keys.claim_partition(CLAIM_ID),
        sort=keys.CLAIM,
        document=documents.dump_change(first),
        version=first.version,
    )

    kept = store.set_aside(item)
    store.append_events([front_end(2, "A2")])
    _project(store)

    stored = store.item_at(partition=kept.partition, sort=kept.sort)
    assert documents.load_change(stored.document) == first


def test_a_decision_stands_with_its_link_and_takes_it_along(store: Store) -> None:
    first, second = _match(1, "clm_ours"), _match(2, "clm_other")

    store.save_match(first, previous=None)
    assert store.links_of("clm_ours") == [first]
    store.save_match(second, previous=first)

    assert store.find_match("clm_strange") == second
    assert (store.links_of("clm_ours"), store.links_of("clm_other")) == ([], [second])


def test_a_decision_on_an_outdated_one_is_refused(store: Store) -> None:
    store.save_match(_match(1, "clm_ours"), previous=None)

    with pytest.raises(ConflictError, match="MATCH_TAKEN"):
        store.save_match(_match(1, "clm_other"), previous=None)
    assert store.links_of("clm_other") == []


@pytest.mark.capability("C3.8")
def test_doubtful_matches_are_listed_until_they_are_decided(store: Store) -> None:
    doubt = _match(1, "", Verdict.DOUBTFUL)
    store.save_match(doubt, previous=None)
    assert store.list_worklist(payer_id=PAYER, limit=5) == [doubt]

    store.save_match(_match(2, "clm_ours"), previous=doubt)

    assert store.list_worklist(payer_id=PAYER, limit=5) == []
    assert store.list_worklist(payer_id="other", limit=5) == []


@pytest.mark.capability("C3.7")
def test_of_two_decisions_of_one_number_the_second_is_refused(store: Store) -> None:
    decisions = [
        decision_event(
            MatchDecided(number=1, means=means, refused=(), why="said so"),
            claim_id=CLAIM_ID,
            payer_id=PAYER,
            by="user:anna",
            at=NOW,
            code_version="0",
        )
        for means in ("clm_a", "clm_b")
    ]
    store.append_decision(decisions[0])

    with pytest.raises(ConflictError, match=r"DECISION_TAKEN.*claimtrail claim"):
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
                _project(store, one)

    settle()
    assert [match.claim_id for match in store.list_worklist(payer_id=PAYER, limit=9)] == [NEW]
    desk = MatchDesk(store=store, by="user:anna", at=NOW, code_version="0")

    decided = desk.accept(NEW, means=OLD, why="said so")
    assert desk.accept(NEW, means=OLD, why="said so") == decided
    settle()

    claim = store.find(OLD)
    assert claim is not None
    assert (claim.state, [one.by for one in claim.rulings]) == (State.VOIDED, ["user:anna"])
    assert store.list_worklist(payer_id=PAYER, limit=9) == []
    desk.take_back(NEW, why="a typing error")
    settle()
    claim = store.find(OLD)
    assert claim is not None
    assert claim.state is State.ACCEPTED
    assert [match.claim_id for match in store.list_worklist(payer_id=PAYER, limit=9)] == [NEW]


@pytest.mark.capability("C3.2")
def test_whoever_knows_that_a_set_is_new_does_not_ask_again(store: Store) -> None:
    """The first batch of a set tells; a batch that is stored already is known by its answer."""
    first, second = [submitted(1)], [ack999(2), front_end(3, "A2")]

    assert store.append_events(first)
    assert store.append_events(second, asking=False)

    assert not store.append_events(first)
    assert not store.append_events([*second, answer(9, "P1")])
    assert len(store.events_of(CLAIM_ID)) == 4
