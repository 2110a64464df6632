"""By what claims are listed in every claim store: state, day of submission, what falls due."""

from datetime import date, timedelta

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.overdue import ExceptionOpener
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    NOW,
    PAYER,
    ack999,
    day,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import project_one


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
def test_claims_are_found_by_the_day_on_which_they_escalate(store: Store) -> None:
    for number in range(6):
        claim_id = f"clm_{number}"
        store.append_events(
            [submitted(1, claim_id=claim_id), front_end(2, "A2", claim_id=claim_id)]
        )
        project_one(store, claim_id)
    due = day(33)

    assert [claim.claim_id for claim in store.list_due(day=due, limit=10)] == [
        f"clm_{number}" for number in range(6)
    ]
    assert len(store.list_due(day=due, limit=4)) == 4
    assert store.list_due(day=day(32), limit=10) == []

    store.append_events([remitted(16, 80, "CO-45:20", claim_id="clm_0")])
    project_one(store, "clm_0")
    assert len(store.list_due(day=due, limit=10)) == 5


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
