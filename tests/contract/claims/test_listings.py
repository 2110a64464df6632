"""By what claims are listed in every claim store: state, day of submission, what falls due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.claims.projection.projection import project
from claimtrail.claims.store.listing_order import listing_order
from tests.contract.claims.conftest import Store
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    ack999,
    day,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import change_to, project_one
from tests.harness.escalations.pending_claims import pending_claim
from tests.harness.stage.cloud import RunningCloud

LISTED = NOW.date()
"""The day on which pending claims were stored, when their word was late."""
_LETTERS = str.maketrans("0189", "wxyz")
"""Digits that ids of claims do not have."""


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
        project_one(store, claim_id)
    store.append_events([submitted(1)])
    project_one(store)

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
def test_claims_of_payers_are_walked_in_one_order_from_any_place(store: Store) -> None:
    claims = [
        pending_claim(f"clm_{number:03d}".translate(_LETTERS), payer_id=payer).model_copy(
            update={"state": state, "state_since": day(1 + number % 9)}
        )
        for number in range(60)
        for payer in (("a-plan", "b-plan", "c-plan")[number % 3],)
        for state in ((State.ACCEPTED, State.DENIED, State.PAID)[number // 20],)
    ]
    for claim in claims:
        _save_due(store, claim)
    wanted = [one for one in claims if one.payer_id != "c-plan"]

    def walked(*states: State, after: str = "", at_once: int = 7) -> list[str]:
        found = store.walk_claims(
            payer_ids=("b-plan", "a-plan"), states=states, after=after, at_once=at_once
        )
        return [listing_order(one) for one in found]

    def expected(*states: State) -> list[str]:
        return sorted(listing_order(one) for one in wanted if not states or one.state in states)

    every = expected()
    assert walked() == walked(at_once=500) == every
    assert walked(State.PAID, State.ACCEPTED) == expected(State.PAID, State.ACCEPTED)
    assert walked(State.VOIDED) == []
    assert walked(after=every[9]) == every[10:]
    paid = expected(State.PAID)
    assert walked(State.PAID, State.ACCEPTED, after=paid[0]) == paid[1:]


@pytest.mark.capability("C3.8")
def test_claims_are_listed_by_the_day_of_their_submission_page_by_page(store: Store) -> None:
    for number in range(7):
        claim_id = f"clm_{number}"
        store.append_events([submitted(1 + number // 6, claim_id=claim_id)])
        project_one(store, claim_id)

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
    project_one(store, "clm_0")

    again, _ = store.list_submitted(payer_id=PAYER, day=day(9), limit=4)
    assert [claim.claim_id for claim in again] == ["clm_0"]
    left, _ = store.list_submitted(payer_id=PAYER, day=day(1), limit=9)
    assert [claim.claim_id for claim in left] == [f"clm_{number}" for number in range(1, 6)]


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("is_late", [False, True], ids=["to come", "late when stored"])
def test_claims_are_found_by_the_day_on_which_they_escalate_or_were_stored(
    store: Store, *, is_late: bool
) -> None:
    stored_at = NOW if is_late else datetime.combine(day(3), time(), UTC)
    everyone = {f"clm_{number}" for number in range(6)}
    for claim_id in everyone:
        facts = [submitted(1, claim_id=claim_id), front_end(2, "A2", claim_id=claim_id)]
        store.append_events(facts)
        project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: stored_at)
    due = day(33)
    assert is_late == (stored_at.date() > due)
    listed = NOW.date() if is_late else due

    assert [_due_ids(store, listed, limit) for limit in (10, 4, 1)] == [everyone] * 3
    assert _due_ids(store, day(32)) == set()
    assert _due_ids(store, due) == (set() if is_late else everyone)

    store.append_events([remitted(16, 80, "CO-45:20", claim_id="clm_0")])
    project_one(store, "clm_0")
    assert _due_ids(store, listed) == everyone - {"clm_0"}


@pytest.mark.capability("C4.1")
def test_a_delisted_claim_is_listed_again_with_its_next_version(store: Store) -> None:
    for claim_id in ("clm_0", "clm_1"):
        _save_due(store, pending_claim(claim_id))
    first = store.list_due(day=LISTED, limit=10, per_payer=10).claims

    store.delist_due(first)
    store.delist_due(first)
    assert _due_ids(store, LISTED) == set()

    _save_due(store, pending_claim("clm_0", version=2))
    assert _due_ids(store, LISTED) == {"clm_0"}
    store.delist_due(first)
    assert _due_ids(store, LISTED) == {"clm_0"}, "who read the version before delists that alone"
    assert store.find("clm_1") == pending_claim("clm_1")

    for claim_id in ("clm_0", "clm_1", "clm_unknown"):
        store.relist_due(claim_id)
    assert _due_ids(store, LISTED) == {"clm_0", "clm_1"}
    store.delist_due(store.list_due(day=LISTED, limit=10, per_payer=10).claims)
    assert _due_ids(store, LISTED) == set()


@pytest.mark.capability("C4.1")
def test_each_payer_has_its_share_of_a_page_of_due_claims(store: Store) -> None:
    for number in range(40):
        _save_due(store, pending_claim(f"clm_{number:02d}", payer_id="a-large"))
    _save_due(store, pending_claim("clm_z", payer_id="z-small"))

    page = store.list_due(day=LISTED, limit=30, per_payer=8)

    assert page.is_cut
    assert "clm_z" in {claim.claim_id for claim in page.claims}
    assert len(page.claims) <= 2 * 8
    whole = store.list_due(day=LISTED, limit=100, per_payer=400)
    assert (len(whole.claims), whole.is_cut, whole.after) == (41, False, None)


def _due_ids(store: Store, due: date, limit: int = 10) -> set[str]:
    """The claims that are due on a day, page by page; each is listed once."""
    found: list[str] = []
    page = store.list_due(day=due, limit=limit, per_payer=100)
    while True:
        found += [claim.claim_id for claim in page.claims]
        if page.after is None:
            assert len(found) == len(set(found))
            return set(found)
        page = store.list_due(day=due, limit=limit, per_payer=100, after=page.after)


def _save_due(store: Store, claim: Claim) -> None:
    store.save(change_to(claim))


@pytest.mark.capability("C3.2")
@pytest.mark.capability("C3.8")
def test_what_is_held_is_found_by_its_day_then_as_an_exception_until_it_heals(
    store: Store,
) -> None:
    for number in range(5):
        store.append_events([front_end(2, "A2", claim_id=f"clm_{number}")])
        project_one(store, f"clm_{number}")
    due = date(2026, 11, 25)  # Recorded on a Sunday, three business days.

    assert [claim.claim_id for claim in store.list_waiting(day=due, limit=10)] == [
        f"clm_{number}" for number in range(5)
    ]
    assert len(store.list_waiting(day=due, limit=3)) == 3
    assert store.list_waiting(day=due - timedelta(days=1), limit=10) == []
    assert store.list_exceptions(payer_id=PAYER, limit=10) == []

    assert ExceptionOpener(store=store, clock=lambda: NOW + timedelta(days=3)).run() == 5

    assert store.list_waiting(day=due, limit=10) == []
    assert len(store.list_exceptions(payer_id=PAYER, limit=10)) == 5
    assert len(store.list_exceptions(payer_id=PAYER, limit=2)) == 2
    assert store.list_exceptions(payer_id="cedar-medicare", limit=10) == []

    store.append_events([submitted(1, claim_id="clm_0"), ack999(1, claim_id="clm_0")])
    project_one(store, "clm_0")
    assert [claim.claim_id for claim in store.list_exceptions(payer_id=PAYER, limit=10)] == [
        f"clm_{number}" for number in range(1, 5)
    ]


@pytest.mark.cloud
def test_due_claims_of_a_release_that_sorted_them_by_id_are_found_and_delisted(
    cloud: RunningCloud,
) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_claim_table(dynamodb)
    store = DynamoClaimStore(table)
    for number in range(30):
        _save_due(store, pending_claim(f"clm_{number:02d}"))
        if number % 3:
            dynamodb.update_item(
                TableName=table,
                Key={"pk": {"S": f"claim#clm_{number:02d}"}, "sk": {"S": "claim"}},
                UpdateExpression="SET due_sk = :sort",
                ExpressionAttributeValues={":sort": {"S": f"clm_{number:02d}"}},
            )

    assert _due_ids(store, LISTED, limit=7) == {f"clm_{number:02d}" for number in range(30)}

    store.delist_due(store.list_due(day=LISTED, limit=100, per_payer=400).claims)
    assert _due_ids(store, LISTED) == set()
