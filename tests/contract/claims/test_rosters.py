"""Submitted sets and what acknowledges them find each other in every claim store."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.fan_out import fan_out
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import PAYER, ack999, day, submitted, ta1
from tests.harness.claims.projecting import project_one


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
        project_one(store, claim_id)

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
