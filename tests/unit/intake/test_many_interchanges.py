"""Files of very many interchanges: taken a slice at a time, with the outcome of one pass."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.receive.plan_messages import MESSAGE_RANGES
from claimtrail.intake.receive.receive_file import receive_file
from claimtrail.kernel.deadline import ATTEMPTS, OutOfTimeError, Turn
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model.source import MemorySource
from tests.harness.files.bundles import PARTNER, bundle
from tests.harness.intake.intake_fixture import Crash, Faults, IntakeFixture

SQS_BYTES = 256 * 1024
INTERCHANGES = 7
WHOLE = bundle(INTERCHANGES, ask_for_ta1=True).content
PIECES = [b"ISA" + piece for piece in WHOLE.split(b"ISA")[1:]]


def joined(*changed: tuple[int, bytes, bytes]) -> bytes:
    """The bundle with other bytes in some of its interchanges."""
    pieces = list(PIECES)
    for at, old, new in changed:
        assert old in pieces[at], old
        pieces[at] = pieces[at].replace(old, new)
    return b"".join(pieces)


FILES = {
    "sound": WHOLE,
    "a broken set": joined((3, b"BPR*", b"BPX*")),
    "a stranger among them": joined((2, b"JUNIPERFISCAL  ", b"NOBODYATALL    ")),
    "a refused group": joined((4, b"GE*1*", b"GE*7*")),
    "a copy": b"".join([*PIECES, PIECES[1], PIECES[5]]),
    "one number twice": b"".join([*PIECES, PIECES[1].replace(b"CLP*", b"CLP*X", 1)]),
    "junk between": b"JUNK".join(PIECES),
    "strangers alone": WHOLE.replace(b"JUNIPERFISCAL  ", b"NOBODYATALL    "),
    "nothing that is expected": WHOLE.replace(b"ST*835*", b"ST*278*"),
    "no end": joined((6, b"IEA*", b"IEX*")),
}


def end_state(data: bytes, *, slice_size: int) -> dict[str, Any]:
    """All that a user sees of a file, but for the ranges in which it was read."""
    intake = IntakeFixture(slice_size=slice_size)
    receipt = intake.drop_and_ingest(f"{PARTNER}/bundle.835", data)
    return state_of(intake, receipt)


def state_of(intake: IntakeFixture, receipt: FileReceipt) -> dict[str, Any]:
    rows = {
        dataset: {tuple(sorted(row.items())) for row in rows}
        for dataset, rows in intake.rows.rows.items()
    }
    return {
        "receipt": receipt.model_copy(update={"range_starts": ()}),
        "claims": intake.claims.items,
        "payments": intake.payments.__dict__,
        "objects": [
            bucket.objects for bucket in (intake.archive, intake.quarantine, intake.outbox)
        ],
        "events": intake.publisher.events,
        "rows": rows,
    }


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("slice_size", [1, 3])
def test_a_file_in_slices_comes_to_the_same_as_in_one_pass(kind: str, slice_size: int) -> None:
    assert end_state(FILES[kind], slice_size=slice_size) == end_state(FILES[kind], slice_size=1_000)


@pytest.mark.long
@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize("kind", ["a broken set", "strangers alone"])
def test_a_crash_at_any_call_between_slices_is_made_good(kind: str, *, after: bool) -> None:
    expected = end_state(FILES[kind], slice_size=2)
    for crash_at in count(1):
        intake = IntakeFixture(slice_size=2)
        arrival = intake.arrive(f"{PARTNER}/bundle.835", FILES[kind])
        faults = Faults(crash_at=crash_at, after=after)
        try:
            receive_file(arrival, deps=faults.around(intake.receiving))
        except Crash:
            received = intake.receive(arrival)
            intake.ingest()
            receipt = intake.files.find(file_id=received.file_id, partner_id=PARTNER)
            assert receipt is not None
            assert state_of(intake, receipt) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > 8
            return


def test_a_crash_between_the_ranges_of_one_message_is_made_good() -> None:
    expected = end_state(WHOLE, slice_size=1_000)
    for crash_at in count(1):
        intake = IntakeFixture()
        received = intake.drop(f"{PARTNER}/bundle.835", WHOLE)
        [message] = intake.queue.messages
        faults = Faults(crash_at=crash_at, after=True)
        try:
            ingest_range(message, deps=faults.around(intake.ingesting))
        except Crash:
            intake.ingest()
            receipt = intake.files.find(file_id=received.file_id, partner_id=PARTNER)
            assert receipt is not None
            assert state_of(intake, receipt) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > INTERCHANGES
            return


@pytest.mark.capability("C2.3")
def test_small_interchanges_share_messages_that_fit_the_queue_and_one_answer() -> None:
    number = 3 * MESSAGE_RANGES
    intake = IntakeFixture(slice_size=MESSAGE_RANGES + 1)
    intake.drop(f"{PARTNER}/bundle.835", bundle(number, ask_for_ta1=True).content)

    assert len(intake.queue.messages) <= 6
    assert all(len(each.model_dump_json()) < SQS_BYTES for each in intake.queue.messages)
    intake.ingest()

    [receipt] = intake.files.receipts.values()
    assert receipt.status is FileStatus.INGESTED
    assert (receipt.interchange_count, receipt.accepted_set_count) == (number, number)
    assert receipt.event_count == number
    answers = [intake.outbox.objects[key] for key in receipt.acknowledgment_keys]
    assert len(intake.outbox.objects) == 2
    for answer in answers:
        assert len(scan_envelopes(MemorySource(answer)).interchanges) == number


def test_a_number_on_patients_of_different_slices_names_no_claim() -> None:
    pieces = [piece.replace(b"CLP*BND%06d" % at, b"CLP*SAME") for at, piece in enumerate(PIECES)]
    pieces[6] = pieces[6].replace(b"NM1*QC*1*", b"NM1*QC*1*OTHER")
    data = b"".join(pieces)

    assert end_state(data, slice_size=2) == end_state(data, slice_size=1_000)


def running_out(after: int, *, attempt: int) -> Turn:
    """A turn whose time is up when it was asked for that often."""
    asked = count()
    return Turn(lambda: 60_000 if next(asked) < after else 0, attempt, 20_000)


@pytest.mark.capability("C2.3")
def test_ranges_of_a_message_that_do_not_fit_are_held_and_those_before_stay() -> None:
    seen = set()
    for after in count():
        intake = IntakeFixture()
        intake.drop(f"{PARTNER}/bundle.835", WHOLE)
        [message] = intake.queue.messages
        turn = running_out(after, attempt=ATTEMPTS)
        ingest_range(message, deps=replace(intake.ingesting, turn=turn))
        [receipt] = intake.files.receipts.values()
        assert receipt.accepted_set_count + receipt.rejected_set_count == INTERCHANGES
        answer = intake.outbox.objects[receipt.acknowledgment_keys[-1]]
        assert len(scan_envelopes(MemorySource(answer)).interchanges) == INTERCHANGES
        seen.add(receipt.accepted_set_count)
        if receipt.status is FileStatus.INGESTED:
            break
    assert {0, 1, INTERCHANGES} <= seen


@pytest.mark.capability("C2.3")
def test_a_file_is_quarantined_before_any_part_of_it_is_sent_or_is_sent_whole() -> None:
    """Time that runs out anywhere never leaves a file half sent."""
    for after in count():
        intake = IntakeFixture(slice_size=2)
        arrival = intake.arrive(f"{PARTNER}/bundle.835", WHOLE)
        first = running_out(after, attempt=1)
        try:
            receive_file(arrival, deps=replace(intake.receiving, turn=first))
        except OutOfTimeError:
            assert not intake.queue.messages
            turn = running_out(after, attempt=ATTEMPTS)
            receive_file(arrival, deps=replace(intake.receiving, turn=turn))
            [receipt] = intake.files.receipts.values()
            assert receipt.reason == IntakeFindingCode.OUT_OF_TIME
            assert not intake.queue.messages
        else:
            assert len(intake.queue.messages) == 4
            break


@pytest.mark.capability("C1.2", "C2.3")
def test_a_file_that_is_half_sent_is_sent_whole_when_it_is_redelivered_without_time() -> None:
    expected = end_state(WHOLE, slice_size=2)
    half_sent = 0
    for crash_at in count(1):
        intake = IntakeFixture(slice_size=2)
        arrival = intake.arrive(f"{PARTNER}/bundle.835", WHOLE)
        faults = Faults(crash_at=crash_at, after=True)
        try:
            receive_file(arrival, deps=faults.around(intake.receiving))
        except Crash:
            if not any(receipt.range_starts for receipt in intake.files.receipts.values()):
                continue
            half_sent += 1
            turn = running_out(0, attempt=ATTEMPTS)
            received = receive_file(arrival, deps=replace(intake.receiving, turn=turn))
            intake.ingest()
            receipt = intake.files.find(file_id=received.file_id, partner_id=PARTNER)
            assert receipt is not None
            assert state_of(intake, receipt) == expected, f"crash at call {crash_at}"
        else:
            assert half_sent > 3
            return


def test_time_for_the_passes_that_follow_is_asked_for_before_the_file_is_begun() -> None:
    intake = IntakeFixture(slice_size=2)
    arrival = intake.arrive(f"{PARTNER}/bundle.835", WHOLE)
    left = iter(range(100_000, 0, -6_000))
    turn = Turn(lambda: next(left), 1, 20_000)

    with pytest.raises(OutOfTimeError):
        receive_file(arrival, deps=replace(intake.receiving, turn=turn))

    assert not intake.files.receipts
