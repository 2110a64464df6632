"""Work that does not fit a worker's time is tried once more, then preserved; nothing is lost."""

from dataclasses import replace
from itertools import count

import pytest

from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.receive.dependencies import ReceiveOutcome
from claimtrail.intake.receive.receive_file import receive_file
from claimtrail.kernel.deadline import ATTEMPTS, MARGIN_MS, OutOfTimeError, Turn
from tests.harness.files.hostile_files import body_of, group, interchange, one_set
from tests.harness.files.x12_files import CLAIM_837P, REMITTANCE_835
from tests.harness.intake.intake_fixture import IntakeFixture

PAYER, BILLER = "larkspur-commercial", "billing"
SOUND = one_set(REMITTANCE_835, body_of(REMITTANCE_835)).replace(
    b"NORTHPAY       ", b"LARKSPUR       "
)
SUBMITTED = one_set(CLAIM_837P, body_of(CLAIM_837P)).replace(b"NORTHPAY       ", b"HARBORLIGHT    ")


def running_out(after: int, *, attempt: int) -> Turn:
    """A turn whose time is up when it was asked for that often."""
    asked = count()
    return Turn(lambda: 60_000 if next(asked) < after else 0, attempt, MARGIN_MS)


def receipt_of(intake: IntakeFixture) -> FileReceipt:
    [receipt] = intake.files.receipts.values()
    return receipt


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_file_that_does_not_fit_comes_again_and_is_then_quarantined_with_its_bytes(
    after: int,
) -> None:
    intake = IntakeFixture()
    arrival = intake.arrive(f"{PAYER}/slow.835", SOUND)

    with pytest.raises(OutOfTimeError):
        receive_file(arrival, deps=replace(intake.receiving, turn=running_out(after, attempt=1)))
    assert not intake.quarantine.objects
    assert not intake.queue.messages

    turn = running_out(after, attempt=ATTEMPTS)
    received = receive_file(arrival, deps=replace(intake.receiving, turn=turn))

    assert received.outcome is ReceiveOutcome.QUARANTINED
    assert received.reason == IntakeFindingCode.OUT_OF_TIME
    assert list(intake.quarantine.objects.values()) == [SOUND]
    assert [detail["reason"] for detail in intake.details_of("file.quarantined")] == [
        IntakeFindingCode.OUT_OF_TIME
    ]


def test_a_file_that_was_preserved_is_read_when_it_is_dropped_again() -> None:
    intake = IntakeFixture()
    arrival = intake.arrive(f"{PAYER}/slow.835", SOUND)
    turn = running_out(0, attempt=ATTEMPTS)
    receive_file(arrival, deps=replace(intake.receiving, turn=turn))

    intake.drop(f"{PAYER}/again.835", SOUND)
    intake.ingest()

    assert receipt_of(intake).status is FileStatus.INGESTED


@pytest.mark.capability("C2.3")
def test_a_range_that_does_not_fit_comes_again_and_its_sets_are_then_held() -> None:
    intake = IntakeFixture()
    intake.drop(f"{PAYER}/slow.835", SOUND)
    [message] = intake.queue.messages

    with pytest.raises(OutOfTimeError):
        ingest_range(message, deps=replace(intake.ingesting, turn=running_out(0, attempt=1)))
    assert not receipt_of(intake).completed_at

    turn = running_out(0, attempt=ATTEMPTS)
    ingested = ingest_range(message, deps=replace(intake.ingesting, turn=turn))

    assert ingested.rejected_set_count == 1
    receipt = receipt_of(intake)
    assert receipt.status is FileStatus.REJECTED
    assert [found.code for found in receipt.findings] == [IntakeFindingCode.OUT_OF_TIME]
    assert [detail["finding_codes"] for detail in intake.details_of("transaction.rejected")] == [
        [IntakeFindingCode.OUT_OF_TIME]
    ]
    assert list(intake.archive.objects.values()) == [SOUND]


def test_sets_that_were_taken_before_the_time_was_up_keep_what_became_of_them() -> None:
    one = f"ST*835*0001~{body_of(REMITTANCE_835)}"
    one += f"SE*{one.count('~') + 1}*0001~"
    other = one.replace("*0001~", "*0002~").replace("PCN-", "PCX-")
    data = interchange(group(one + other, count=2)).encode()
    seen = set()

    for after in range(40):
        trial = world_with_file(data)
        [message] = trial.queue.messages
        turn = running_out(after, attempt=ATTEMPTS)
        ingest_range(message, deps=replace(trial.ingesting, turn=turn))
        receipt = receipt_of(trial)
        seen.add((receipt.accepted_set_count, receipt.rejected_set_count))
        if receipt.status is FileStatus.INGESTED:
            break
        assert receipt.completed_at is not None

    assert {(0, 2), (1, 1), (2, 0)} <= seen


def world_with_file(data: bytes) -> IntakeFixture:
    intake = IntakeFixture()
    intake.drop(f"{PAYER}/two.835", data.replace(b"NORTHPAY       ", b"LARKSPUR       "))
    return intake


def test_a_large_set_that_cannot_be_checked_in_time_is_held_as_a_whole() -> None:
    intake = IntakeFixture(chunk_size=500)
    intake.drop(f"{BILLER}/slow.837", SUBMITTED)
    [message] = intake.queue.messages
    assert message.chunk is not None

    turn = running_out(0, attempt=ATTEMPTS)
    ingested = ingest_range(message, deps=replace(intake.ingesting, turn=turn))

    assert ingested.rejected_set_count == 1
    assert [found.code for found in receipt_of(intake).findings] == [IntakeFindingCode.OUT_OF_TIME]
    assert not intake.queue.messages[1:]


def test_a_chunk_of_an_accepted_set_waits_for_a_person() -> None:
    intake = IntakeFixture(chunk_size=500)
    intake.drop(f"{BILLER}/slow.837", SUBMITTED)
    ingest_range(intake.queue.messages.pop(0), deps=intake.ingesting)
    [message, *_] = intake.queue.messages

    with pytest.raises(OutOfTimeError):
        ingest_range(message, deps=replace(intake.ingesting, turn=running_out(0, attempt=9)))

    intake.ingest()
    assert receipt_of(intake).status is FileStatus.INGESTED


def test_the_margin_is_a_part_of_a_short_time_limit() -> None:
    turn = Turn.within(lambda: 4_000, attempt=1)

    assert turn.margin_ms == 1_000
    turn.check()
