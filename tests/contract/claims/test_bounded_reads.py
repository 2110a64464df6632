"""No read for projection is longer than the limits say, in every claim store."""

from dataclasses import replace
from datetime import date

import pytest

from claimtrail.claims.facts.limits import ACKNOWLEDGMENTS, AWAITING_CLAIMS, BEARERS, EVENTS
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import CLAIM_ID, PAYER, ack999, answer, submitted

pytestmark = pytest.mark.capability("C3.1")


def test_a_partition_is_read_up_to_a_number_of_events(store: Store) -> None:
    store.append_events([answer(3, "P1", file=f"f{number}") for number in range(30)])

    assert len(store.partition_of(CLAIM_ID).events) == 30
    of_each = store.partition_of(CLAIM_ID, most=20)
    assert (len(of_each.events), of_each.cut_sources, of_each.is_cut) == (20, (PAYER,), False)
    in_all = store.partition_of(CLAIM_ID, in_all=10)
    assert (len(in_all.events), in_all.is_cut) == (11, True)


def test_the_whole_of_a_claim_is_read_for_who_asks_for_it(store: Store) -> None:
    events = [answer(3, "P1", file=f"f{number}") for number in range(EVENTS + 5)]
    store.append_new_events(events)

    assert len(store.events_of(CLAIM_ID)) == EVENTS + 1
    assert len(store.history_of(CLAIM_ID)) == EVENTS + 5


def test_who_shares_a_key_is_read_as_far_as_it_matters(store: Store) -> None:
    for number in range(BEARERS + 5):
        store.append_match_keys(
            f"clm_{number}", ("pccn:a",), awaiting_match=number < AWAITING_CLAIMS + 5
        )

    assert len(store.claims_bearing("pccn:a")) == BEARERS + 2
    assert len(store.claims_awaiting("pccn:a")) == AWAITING_CLAIMS + 2
    assert store.awaited_among(["pccn:a", "pccn:b"]) == {"pccn:a"}


def test_acknowledgments_of_a_set_are_read_up_to_one_too_many(store: Store) -> None:
    roster = Roster(
        payer_id=PAYER,
        interchange_control_number="1",
        group_control_number="2",
        set_control_number="3",
        file_id="fil_1",
        offset=0,
        claim_ids=(CLAIM_ID,),
        submitted_on=date(2026, 10, 1),
    )
    store.append_roster(roster)
    first = SubmissionAcknowledgment(
        payer_id=PAYER,
        interchange_control_number=None,
        group_control_number="2",
        set_control_number="3",
        event=submitted(1),
    )
    for number in range(ACKNOWLEDGMENTS + 5):
        store.append_acknowledgment(replace(first, event=ack999(1, file=f"f{number}")))

    assert len(store.acknowledgments_for(roster)) == ACKNOWLEDGMENTS + 1
    assert list(store.rosters_for(first)) == [roster]
