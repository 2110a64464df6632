"""Batches that were sent, their statuses and the results, in every claim store."""

from dataclasses import replace

import pytest

from claimtrail.claims.matching.batch_model import DIFFERS, NOT_SENT
from tests.contract.claims.conftest import Store
from tests.harness.claims.batches import KEY, MEMBERS, READ, ROSTER, refusal, result_of
from tests.harness.claims.claim_events import PAYER


@pytest.mark.capability("C1.8")
def test_a_batch_is_read_with_all_that_is_known_of_it(store: Store) -> None:
    status = refusal()
    more = replace(ROSTER, offset=900, members=MEMBERS[:1])
    for _ in range(2):
        store.append_batch_roster(ROSTER)
        store.append_batch_roster(more)
        store.append_batch_read(READ)
        store.append_batch_status(status)
    store.append_batch_roster(replace(ROSTER, batch_key="batch:other"))

    batch = store.batch_of(KEY)
    assert sorted(batch.rosters, key=lambda one: one.offset) == [ROSTER, more]
    assert (batch.read, batch.statuses, batch.results) == ((READ,), (status,), ())


@pytest.mark.capability("C1.8")
def test_a_status_that_decides_nothing_stands_with_its_file_alone(store: Store) -> None:
    status = refusal(has_children=True)
    store.append_batch_status(status)

    assert store.batch_of(KEY).statuses == ()
    assert store.batch_statuses_of(status.event.source.file_id) == [status]


@pytest.mark.capability("C1.8")
def test_the_result_with_the_highest_version_stands(store: Store) -> None:
    status = refusal()
    waiting, agreed = result_of(status), result_of(status, ROSTER)

    assert store.save_batch_result(waiting)
    assert store.list_batch_exceptions(payer_id=PAYER, limit=5) == [waiting]
    assert store.save_batch_result(agreed)
    assert not store.save_batch_result(agreed)
    assert not store.save_batch_result(waiting)
    assert store.batch_of(KEY).results == (agreed,)
    assert store.list_batch_exceptions(payer_id=PAYER, limit=5) == []


@pytest.mark.capability("C1.8")
def test_batch_exceptions_are_listed_by_payer(store: Store) -> None:
    first = result_of(refusal())
    second = result_of(refusal(status_id="evt_second"), replace(ROSTER, members=MEMBERS[:1]))
    other = replace(first, payer_id="another-payer", batch_key="batch:other")
    for result in (first, second, other):
        store.save_batch_result(result)

    found = store.list_batch_exceptions(payer_id=PAYER, limit=5)
    assert {one.reason for one in found} == {NOT_SENT, DIFFERS}
    assert len(store.list_batch_exceptions(payer_id=PAYER, limit=1)) == 1
