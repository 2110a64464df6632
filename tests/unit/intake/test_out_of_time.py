"""Work that does not fit a worker's time is tried once more, then set aside; nothing is lost."""

from dataclasses import replace
from itertools import count

import pytest

from claimtrail.intake.findings import Code
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.receipt import FileReceipt, FileStatus
from claimtrail.intake.receive import Outcome, receive_file
from claimtrail.kernel.deadline import ATTEMPTS, MARGIN_MS, OutOfTimeError, Turn
from tests.support.hostile_files import body_of, group, interchange, one_set
from tests.support.intake_world import World
from tests.support.x12_files import CLAIM_837P, REMITTANCE_835

PAYER, BILLER = "larkspur-commercial", "billing"
SOUND = one_set(REMITTANCE_835, body_of(REMITTANCE_835)).replace(
    b"NORTHPAY       ", b"LARKSPUR       "
)
SUBMITTED = one_set(CLAIM_837P, body_of(CLAIM_837P)).replace(b"NORTHPAY       ", b"HARBORLIGHT    ")


def running_out(after: int, *, attempt: int) -> Turn:
    """A turn whose time is up when it was asked for that often."""
    asked = count()
    return Turn(lambda: 60_000 if next(asked) < after else 0, attempt, MARGIN_MS)


def receipt_of(world: World) -> FileReceipt:
    [receipt] = world.files.receipts.values()
    return receipt


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_file_that_does_not_fit_comes_again_and_is_then_quarantined_with_its_bytes(
    after: int,
) -> None:
    world = World()
    arrival = world.arrive(f"{PAYER}/slow.835", SOUND)

    with pytest.raises(OutOfTimeError):
        receive_file(arrival, tools=replace(world.receiving, turn=running_out(after, attempt=1)))
    assert not world.quarantine.objects
    assert not world.queue.messages

    turn = running_out(after, attempt=ATTEMPTS)
    received = receive_file(arrival, tools=replace(world.receiving, turn=turn))

    assert received.outcome is Outcome.QUARANTINED
    assert received.reason == Code.OUT_OF_TIME
    assert list(world.quarantine.objects.values()) == [SOUND]
    assert [told["reason"] for told in world.told("file.quarantined")] == [Code.OUT_OF_TIME]


def test_a_file_that_was_set_aside_is_read_when_it_is_dropped_again() -> None:
    world = World()
    arrival = world.arrive(f"{PAYER}/slow.835", SOUND)
    turn = running_out(0, attempt=ATTEMPTS)
    receive_file(arrival, tools=replace(world.receiving, turn=turn))

    world.drop(f"{PAYER}/again.835", SOUND)
    world.ingest()

    assert receipt_of(world).status is FileStatus.INGESTED


@pytest.mark.capability("C2.3")
def test_a_range_that_does_not_fit_comes_again_and_its_sets_are_then_held() -> None:
    world = World()
    world.drop(f"{PAYER}/slow.835", SOUND)
    [message] = world.queue.messages

    with pytest.raises(OutOfTimeError):
        ingest_range(message, tools=replace(world.ingesting, turn=running_out(0, attempt=1)))
    assert not receipt_of(world).completed_at

    turn = running_out(0, attempt=ATTEMPTS)
    ingested = ingest_range(message, tools=replace(world.ingesting, turn=turn))

    assert ingested.rejected_set_count == 1
    receipt = receipt_of(world)
    assert receipt.status is FileStatus.REJECTED
    assert [found.code for found in receipt.findings] == [Code.OUT_OF_TIME]
    assert [told["finding_codes"] for told in world.told("transaction.rejected")] == [
        [Code.OUT_OF_TIME]
    ]
    assert list(world.archive.objects.values()) == [SOUND]


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
        ingest_range(message, tools=replace(trial.ingesting, turn=turn))
        receipt = receipt_of(trial)
        seen.add((receipt.accepted_set_count, receipt.rejected_set_count))
        if receipt.status is FileStatus.INGESTED:
            break
        assert receipt.completed_at is not None

    assert {(0, 2), (1, 1), (2, 0)} <= seen


def world_with_file(data: bytes) -> World:
    world = World()
    world.drop(f"{PAYER}/two.835", data.replace(b"NORTHPAY       ", b"LARKSPUR       "))
    return world


def test_a_large_set_that_cannot_be_checked_in_time_is_held_as_a_whole() -> None:
    world = World(portion_size=500)
    world.drop(f"{BILLER}/slow.837", SUBMITTED)
    [message] = world.queue.messages
    assert message.portion is not None

    turn = running_out(0, attempt=ATTEMPTS)
    ingested = ingest_range(message, tools=replace(world.ingesting, turn=turn))

    assert ingested.rejected_set_count == 1
    assert [found.code for found in receipt_of(world).findings] == [Code.OUT_OF_TIME]
    assert not world.queue.messages[1:]


def test_a_portion_of_an_accepted_set_waits_for_a_person() -> None:
    world = World(portion_size=500)
    world.drop(f"{BILLER}/slow.837", SUBMITTED)
    ingest_range(world.queue.messages.pop(0), tools=world.ingesting)
    [message, *_] = world.queue.messages

    with pytest.raises(OutOfTimeError):
        ingest_range(message, tools=replace(world.ingesting, turn=running_out(0, attempt=9)))

    world.ingest()
    assert receipt_of(world).status is FileStatus.INGESTED


def test_the_margin_is_a_part_of_a_short_time_limit() -> None:
    turn = Turn.within(lambda: 4_000, attempt=1)

    assert turn.margin_ms == 1_000
    turn.check()
