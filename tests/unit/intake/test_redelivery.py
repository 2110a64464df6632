"""A crash at any call of any port, then redelivery: the same end as without the crash."""

from dataclasses import replace
from typing import Any

import pytest

from claimtrail.claims import keys as claim_keys
from claimtrail.intake.ingest import ingest_range
from claimtrail.intake.messages import Arrival, IngestMessage
from claimtrail.intake.receipt import FileStatus
from claimtrail.intake.receive import receive_file
from claimtrail.synthetic.model import SyntheticFile
from claimtrail.synthetic.odd import Fault, odd_files
from tests.support.intake_world import Crash, Faults, World, demo_partners
from tests.support.one_set import one_set

MOST_CALLS = 200
"""Far above the calls that one message makes."""


@pytest.fixture(scope="module")
def odd() -> dict[Fault, SyntheticFile]:
    return odd_files(demo_partners(), 7)


def end_state(world: World) -> dict[str, Any]:
    """Everything that a user could see, repeats told apart by their ids as consumers do."""
    rows = {
        dataset: {tuple(sorted(row.items())) for row in rows}
        for dataset, rows in world.rows.rows.items()
    }
    return {
        "receipts": world.files.receipts,
        "deliveries": world.files.deliveries,
        "ranges": world.files.ranges,
        "claims": world.claims.items,
        "objects": [bucket.objects for bucket in (world.archive, world.quarantine, world.outbox)],
        "events": world.publisher.events,
        "rows": rows,
    }


def undisturbed(file: SyntheticFile) -> dict[str, Any]:
    world = World()
    world.receive(world.arrive(f"{file.partner_id}/{file.name}", file.content))
    world.ingest()
    return end_state(world)


def receive_with(world: World, arrival: Arrival, faults: Faults) -> None:
    receive_file(arrival, tools=faults.around(world.receiving))


def ingest_with(world: World, message: IngestMessage, faults: Faults) -> None:
    ingest_range(message, tools=faults.around(world.ingesting))


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize("fault", [Fault.NONE, Fault.BROKEN_SET, Fault.WRONG_FOLDER])
def test_given_a_crash_at_any_call_while_receiving_when_redelivered_then_the_end_is_the_same(
    odd: dict[Fault, SyntheticFile], fault: Fault, *, after: bool
) -> None:
    file = odd[fault]
    expected = undisturbed(file)

    for crash_at in range(1, MOST_CALLS):
        world = World()
        arrival = world.arrive(f"{file.partner_id}/{file.name}", file.content)
        try:
            receive_with(world, arrival, Faults(crash_at=crash_at, after=after))
        except Crash:
            world.receive(arrival)
            world.ingest()
            assert end_state(world) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > 8
            return
    pytest.fail("one message makes more calls than expected")


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize("fault", [Fault.NONE, Fault.BROKEN_SET])
def test_given_a_crash_at_any_call_while_ingesting_when_redelivered_then_the_end_is_the_same(
    odd: dict[Fault, SyntheticFile], fault: Fault, *, after: bool
) -> None:
    file = odd[fault]
    expected = undisturbed(file)

    for crash_at in range(1, MOST_CALLS):
        world = World()
        world.receive(world.arrive(f"{file.partner_id}/{file.name}", file.content))
        message = world.queue.messages[0]
        try:
            ingest_with(world, message, Faults(crash_at=crash_at, after=after))
        except Crash:
            world.ingest()
            assert end_state(world) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > 5
            return
    pytest.fail("one message makes more calls than expected")


def test_given_a_file_of_several_ranges_when_read_in_any_order_then_it_closes_once_and_the_same(
    odd: dict[Fault, SyntheticFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrail.intake.planning.RANGE_SIZE", 1)
    file = odd[Fault.BROKEN_SET]
    forwards, backwards = World(), World()
    for world in (forwards, backwards):
        world.receive(world.arrive(f"{file.partner_id}/{file.name}", file.content))
    assert len(forwards.queue.messages) == file.content.count(b"~ST*") > 1
    backwards.queue.messages.reverse()

    forwards.ingest()
    backwards.ingest()

    assert end_state(forwards) == end_state(backwards)
    [receipt] = forwards.files.receipts.values()
    assert receipt.status is FileStatus.PARTLY_REJECTED


def test_given_two_last_workers_at_once_when_both_conclude_then_the_end_is_the_same(
    odd: dict[Fault, SyntheticFile],
) -> None:
    file = odd[Fault.BROKEN_SET]
    world = World()
    world.receive(world.arrive(f"{file.partner_id}/{file.name}", file.content))
    message = world.queue.messages[0]
    real_find = world.files.find
    entered: list[bool] = []

    def find_while_the_other_finishes(*, file_id: str, partner_id: str) -> Any:
        receipt = real_find(file_id=file_id, partner_id=partner_id)
        if not entered:
            entered.append(True)
            ingest_range(message, tools=world.ingesting)
        return receipt

    world.files.find = find_while_the_other_finishes  # type: ignore[method-assign]
    world.ingest()

    assert end_state(world) == undisturbed(file)
    assert len(world.told("file.ingested")) == 1


def test_given_ingestion_overtakes_receiving_when_both_are_done_then_the_file_stays_closed(
    odd: dict[Fault, SyntheticFile],
) -> None:
    file = odd[Fault.NONE]
    world = World()
    real_send = world.queue.send

    def send_and_ingest(messages: list[IngestMessage]) -> None:
        real_send(messages)
        world.ingest()

    world.queue.send = send_and_ingest  # type: ignore[method-assign]
    world.receive(world.arrive(f"{file.partner_id}/{file.name}", file.content))

    assert end_state(world) == undisturbed(file)


@pytest.mark.capability("C1.2", "C3.2")
@pytest.mark.parametrize("fault", [Fault.NONE, Fault.WRONG_FOLDER])
def test_given_a_quicker_worker_with_the_same_content_when_receiving_then_no_message_fails(
    odd: dict[Fault, SyntheticFile], fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = odd[fault]
    world = World()
    first, second = (
        world.arrive(f"{file.partner_id}/{name}", file.content) for name in ("a.x12", "b.x12")
    )
    begin = world.files.begin

    def overtaken(*arguments: Any, **keywords: Any) -> None:
        monkeypatch.setattr(world.files, "begin", begin)
        world.receive(second)
        begin(*arguments, **keywords)

    monkeypatch.setattr(world.files, "begin", overtaken)
    received = world.receive(first)
    world.ingest()

    receipt = world.files.find(file_id=received.file_id, partner_id=received.partner_id)
    assert receipt is not None
    expected = FileStatus.INGESTED if fault is Fault.NONE else FileStatus.QUARANTINED
    assert receipt.status is expected
    assert len(world.files.deliveries) == 2


@pytest.mark.capability("C1.2", "C3.2")
@pytest.mark.parametrize("stored", [1, 25, 26, 59])
def test_given_a_set_of_which_part_is_stored_when_read_by_another_version_then_that_part_stays(
    stored: int,
) -> None:
    """Only of a set that is new as a whole is anything written without asking."""
    file = one_set("835", 60)
    world = World()
    world.drop(f"{file.partner_id}/{file.name}", file.content)
    messages = list(world.queue.messages)
    world.ingest()
    events = [
        (partition, sort)
        for partition, items in world.claims.items.items()
        for sort in items
        if sort.startswith(claim_keys.EVENT_PREFIX)
    ]
    for partition, sort in events[stored:]:
        del world.claims.items[partition][sort]
    first = {place: world.claims.items[place[0]][place[1]] for place in events[:stored]}

    for message in messages:
        ingest_range(message, tools=replace(world.ingesting, code_version="another"))

    after = {place: world.claims.items[place[0]][place[1]] for place in events}
    assert len(after) >= 60
    assert {place: after[place] for place in first} == first
    assert all('"code_version":"another"' in after[place] for place in events[stored:])
