"""One suite for both stores of receipts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.intake.model.receipt import (
    TAKEN,
    AppendedChunk,
    CheckedChunk,
    Delivery,
    FileReceipt,
    FileStatus,
    RangeResult,
    SetOutcome,
    SetVerdict,
)
from claimtrail.intake.model.release import Release, ReleasedSet, release_id
from claimtrail.intake.ports import FileStore
from claimtrail.kernel.errors import ConflictError
from claimtrail.x12.chunks.chunk_reader import PartResult
from claimtrail.x12.extract.remittance_835 import RemittanceTotals
from claimtrail.x12.model import ProviderAdjustment, SetAcceptance, TransactionType
from claimtrail.x12.model.findings import Finding, Severity
from tests.harness.aws.claim_tables import make_claim_table
from tests.twins.intake import MemoryFileStore

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> FileStore:
    if request.param == "memory":
        return MemoryFileStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoFileStore(dynamodb, make_claim_table(dynamodb))


def a_receipt(**changes: Any) -> FileReceipt:
    receipt = FileReceipt(
        file_id="fil_one",
        partner_id="payer-a",
        sha256="ab" * 32,
        name="era.x12",
        size=1234,
        channel="sftp",
        received_at=AT,
        recorded_at=AT,
        delivery_id="dlv_one",
        status=FileStatus.RECEIVING,
        code_version="test",
        transaction_types=(TransactionType.REMITTANCE,),
        findings=(a_finding(),),
    )
    return receipt.model_copy(update=changes)


def a_finding() -> Finding:
    return Finding(
        code="X12_JUNK", severity=Severity.WARNING, text="text", next_step="next", offset=7
    )


def a_result(start: int, **changes: Any) -> RangeResult:
    outcome = SetOutcome(
        identifier="835",
        control_number="0001",
        start=start,
        end=start + 10,
        verdict=SetAcceptance.ACCEPTED,
        segment_count=4,
        findings=(a_finding(),),
    )
    result = RangeResult(
        schema_version=1,
        file_id="fil_one",
        start=start,
        finished_at=AT,
        set_range="{}",
        sets=(outcome,),
    )
    return result.model_copy(update=changes)


def a_delivery(**changes: Any) -> Delivery:
    delivery = Delivery(
        delivery_id="dlv_one",
        file_id="fil_one",
        partner_id="payer-a",
        name="era.x12",
        channel="s3",
        delivered_at=AT,
    )
    return delivery.model_copy(update=changes)


def test_an_unknown_content_has_no_receipt(store: FileStore) -> None:
    assert store.find(file_id="fil_one", partner_id="payer-a") is None
    assert store.receipts_of("fil_one") == []


def test_a_new_receipt_is_kept_as_it_is(store: FileStore) -> None:
    store.begin(a_receipt(), previous=None)

    assert store.find(file_id="fil_one", partner_id="payer-a") == a_receipt()


def test_two_workers_cannot_both_begin_the_same_content(store: FileStore) -> None:
    store.begin(a_receipt(), previous=None)

    with pytest.raises(ConflictError, match="RECEIPT_CONFLICT"):
        store.begin(a_receipt(delivery_id="dlv_two"), previous=None)


def test_a_crashed_attempt_is_resumed(store: FileStore) -> None:
    store.begin(a_receipt(), previous=None)

    store.begin(a_receipt(set_count=3), previous=a_receipt())

    found = store.find(file_id="fil_one", partner_id="payer-a")
    assert found is not None
    assert found.set_count == 3


@pytest.mark.parametrize(
    "moved_on", [{"status": FileStatus.QUEUED}, {"delivery_id": "dlv_other"}], ids=str
)
def test_a_receipt_that_moved_on_is_not_begun_again(
    store: FileStore, moved_on: dict[str, Any]
) -> None:
    store.begin(a_receipt(**moved_on), previous=None)

    with pytest.raises(ConflictError):
        store.begin(a_receipt(), previous=a_receipt())


def test_a_receipt_advances_from_an_expected_status_only(store: FileStore) -> None:
    store.begin(a_receipt(), previous=None)
    queued = a_receipt(status=FileStatus.QUEUED)

    assert store.advance(queued, expected=frozenset({FileStatus.RECEIVING}))
    assert not store.advance(queued, expected=frozenset({FileStatus.RECEIVING}))
    assert store.advance(a_receipt(status=FileStatus.INGESTED), expected=TAKEN)
    assert not store.advance(a_receipt(file_id="fil_other"), expected=TAKEN)


def test_one_content_has_a_receipt_for_each_dropbox(store: FileStore) -> None:
    store.begin(a_receipt(partner_id="payer-b"), previous=None)
    store.begin(a_receipt(), previous=None)

    assert [item.partner_id for item in store.receipts_of("fil_one")] == ["payer-a", "payer-b"]


def test_a_delivery_is_remembered_once(store: FileStore) -> None:
    store.record_delivery(a_delivery())
    store.record_delivery(a_delivery(name="changed.x12"))

    assert store.deliveries_of("fil_one") == [a_delivery()]


def test_deliveries_come_in_order_of_time(store: FileStore) -> None:
    later = a_delivery(delivery_id="dlv_a", delivered_at=AT + timedelta(hours=1))
    store.record_delivery(later)
    store.record_delivery(a_delivery())

    assert store.deliveries_of("fil_one") == [a_delivery(), later]


def test_ranges_are_kept_once_and_counted_however_often_they_come(store: FileStore) -> None:
    assert store.save_range(a_result(5000)) == {5000}
    assert store.save_range(a_result(5000, set_range="other")) == {5000}
    assert store.save_range(a_result(106)) == {106, 5000}

    assert store.ranges_of("fil_one") == [a_result(106), a_result(5000)]


def a_checked_chunk(ordinal: int, **changes: Any) -> CheckedChunk:
    adjustment = ProviderAdjustment(
        provider_identifier="1234567893",
        fiscal_period_end=DAY,
        reason_code="WO",
        reference="",
        amount=Decimal("25.00"),
    )
    part = PartResult(
        ordinal=ordinal,
        head_segments=9,
        segments=2_000,
        findings=(a_finding(),) * 201,
        late_findings=(a_finding(),) * 201,
        totals=RemittanceTotals(
            claim_count=3,
            paid=Decimal("-12.30"),
            provider_adjustments=(adjustment,),
            complete=True,
        ),
        begins=("7", "1", "2", "3"),
        ends=("9", "1", "2", "3"),
        fits=True,
    )
    chunk = CheckedChunk(
        file_id="fil_one", set_start=106, split_id="0a0b0c0d", ordinal=ordinal, part=part
    )
    return chunk.model_copy(update=changes)


def an_appended_chunk(ordinal: int, **changes: Any) -> AppendedChunk:
    chunk = AppendedChunk(
        file_id="fil_one",
        set_start=106,
        split_id="0a0b0c0d",
        ordinal=ordinal,
        finished_at=AT,
        record_count=4,
        event_count=4,
    )
    return chunk.model_copy(update=changes)


def test_chunks_are_kept_once_and_counted_by_step_and_cut(store: FileStore) -> None:
    assert store.save_chunk(a_checked_chunk(10)) == {10}
    assert store.save_chunk(a_checked_chunk(10, part=a_checked_chunk(11).part)) == {10}
    assert store.save_chunk(a_checked_chunk(2)) == {2, 10}
    assert store.save_chunk(a_checked_chunk(3, split_id="ffffffff")) == {3}
    assert store.save_chunk(a_checked_chunk(3, set_start=9)) == {3}
    assert store.save_chunk(an_appended_chunk(2)) == {2}
    store.save_range(a_result(106))

    place = {"file_id": "fil_one", "set_start": 106, "split_id": "0a0b0c0d"}
    assert store.checked_chunks(**place) == [a_checked_chunk(2), a_checked_chunk(10)]
    assert store.appended_chunks(**place) == [an_appended_chunk(2)]
    assert store.ranges_of("fil_one") == [a_result(106)]


def test_the_first_verdict_on_a_set_stays(store: FileStore) -> None:
    assert store.find_verdict(file_id="fil_one", set_start=106) is None
    [outcome] = a_result(106).sets
    verdict = SetVerdict(
        file_id="fil_one", start=106, decided_at=AT, outcome=outcome, at_claims=True
    )

    store.save_verdict(verdict)
    store.save_verdict(verdict.model_copy(update={"at_claims": False}))

    assert store.find_verdict(file_id="fil_one", set_start=106) == verdict


def test_a_result_full_of_findings_fits_an_item(store: FileStore) -> None:
    [outcome] = a_result(106).sets
    full = a_result(106, sets=(outcome.model_copy(update={"findings": (a_finding(),) * 900}),))

    store.save_range(full)

    assert store.ranges_of("fil_one") == [full]


def test_receipts_of_a_day_come_in_order_of_arrival(store: FileStore) -> None:
    for number in (2, 0, 1):
        receipt = a_receipt(file_id=f"fil_{number}", received_at=AT + timedelta(minutes=number))
        store.begin(receipt, previous=None)
    store.begin(a_receipt(received_at=AT + timedelta(days=1)), previous=None)

    found = store.list_by_day(day=DAY, limit=10)

    assert [item.file_id for item in found] == ["fil_0", "fil_1", "fil_2"]
    assert [item.file_id for item in store.list_by_day(day=DAY, limit=2)] == ["fil_0", "fil_1"]


def a_release(*starts: int, **changes: Any) -> Release:
    release = Release(
        release_id=release_id(file_id="fil_one", partner_id="payer-a", set_starts=starts),
        file_id="fil_one",
        partner_id="payer-a",
        set_starts=starts,
        released_at=AT,
        by="user:dana",
        why="confirmed by phone",
        code_version="test",
    )
    return release.model_copy(update=changes)


def a_released_set(release: Release, start: int) -> ReleasedSet:
    outcome = SetOutcome(
        identifier="835",
        control_number="0001",
        start=start,
        end=start + 100,
        verdict=SetAcceptance.REJECTED,
        segment_count=9,
        event_count=2,
    )
    return ReleasedSet(
        release_id=release.release_id,
        file_id=release.file_id,
        start=start,
        finished_at=AT,
        outcome=outcome,
    )


@pytest.mark.capability("C7.6")
def test_the_first_release_of_the_same_sets_stays(store: FileStore) -> None:
    first = a_release(300, 900)
    again = a_release(900, 300, by="user:lee", released_at=AT + timedelta(hours=1))
    other = a_release(1500, released_at=AT + timedelta(hours=2))

    assert [store.save_release(one) for one in (first, again, other)] == [first, first, other]
    assert store.releases_of("fil_one") == [first, other]
    assert store.releases_of("fil_two") == []


@pytest.mark.capability("C7.6")
def test_released_sets_are_counted_by_release_and_the_first_result_stays(store: FileStore) -> None:
    release, other = a_release(300, 900), a_release(1500)

    assert store.save_released(a_released_set(release, 900)) == {900}
    assert store.save_released(a_released_set(other, 1500)) == {1500}
    assert store.save_released(a_released_set(release, 300)) == {300, 900}
    changed = a_released_set(release, 300).model_copy(update={"finished_at": AT + timedelta(1)})
    assert store.save_released(changed) == {300, 900}
    found = store.released_of("fil_one")
    assert [one.start for one in found] == [300, 900, 1500]
    assert found[0].finished_at == AT
