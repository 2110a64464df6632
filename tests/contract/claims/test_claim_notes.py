"""Notes of people on claims, in every claim store."""

from datetime import timedelta

import pytest

from claimtrail.claims.notes import note_on
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.claims.counted_claims import NOW

pytestmark = pytest.mark.capability("C8.1")


def test_notes_come_in_order_and_the_first_of_an_id_stays(store: Store) -> None:
    first = note_on(CLAIM_ID, "called the payer", by="user:ann", at=NOW)
    again = note_on(CLAIM_ID, "called  the payer", by="user:ann", at=NOW + timedelta(hours=1))
    earlier = note_on(CLAIM_ID, "asked for records", by="user:bo", at=NOW - timedelta(hours=2))

    assert store.append_note(first) == first
    assert store.append_note(again) == first
    store.append_note(earlier)
    store.append_note(note_on("clm_other", "another claim's", by="user:bo", at=NOW))

    assert store.notes_of(CLAIM_ID) == [earlier, first]
    assert store.notes_of("clm_none") == []


def test_a_note_is_no_part_of_what_a_claim_is_made_of(store: Store) -> None:
    store.append_note(note_on(CLAIM_ID, "called the payer", by="user:ann", at=NOW))

    partition = store.partition_of(CLAIM_ID)

    assert partition.events == ()
    assert partition.change is None
