"""A crash at any call of any port, then redelivery: the same end as without the crash."""

from dataclasses import replace
from typing import Any

import pytest

from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.messages import Arrival, IngestMessage
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.receive.receive_file import receive_file
from simulator.bad_days.malformed import Malformation, malformed_files
from simulator.model import SimulatedFile
from tests.harness.files.one_set import one_set
from tests.harness.intake.intake_fixture import Crash, Faults, IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept

MOST_CALLS = 200
"""Far above the calls that one message makes."""


@pytest.fixture(scope="module")
def odd() -> dict[Malformation, SimulatedFile]:
    return malformed_files(demo_partners(), 7)


def end_state(intake: IntakeFixture) -> dict[str, Any]:
    """Everything that a user could see, repeats recognized by their ids as consumers do."""
    rows = {
        dataset: {tuple(sorted(row.items())) for row in rows}
        for dataset, rows in intake.rows.rows.items()
    }
    return {
        "receipts": intake.files.receipts,
        "deliveries": intake.files.deliveries,
        "ranges": intake.files.ranges,
        "claims": intake.claims.items,
        "objects": [
            bucket.objects for bucket in (intake.archive, intake.quarantine, intake.outbox)
        ],
        "events": intake.publisher.events,
        "rows": rows,
    }


def undisturbed(file: SimulatedFile) -> dict[str, Any]:
    intake = IntakeFixture()
    intake.receive(intake.arrive(f"{file.partner_id}/{file.name}", file.content))
    intake.ingest()
    return end_state(intake)


def receive_with(intake: IntakeFixture, arrival: Arrival, faults: Faults) -> None:
    receive_file(arrival, deps=faults.around(intake.receiving))


def ingest_with(intake: IntakeFixture, message: IngestMessage, faults: Faults) -> None:
    ingest_range(message, deps=faults.around(intake.ingesting))


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize(
    "fault", [Malformation.NONE, Malformation.BROKEN_SET, Malformation.WRONG_FOLDER]
)
def test_given_a_crash_at_any_call_while_receiving_when_redelivered_then_the_end_is_the_same(
    odd: dict[Malformation, SimulatedFile], fault: Malformation, *, after: bool
) -> None:
    file = odd[fault]
    expected = undisturbed(file)

    for crash_at in range(1, MOST_CALLS):
        intake = IntakeFixture()
        arrival = intake.arrive(f"{file.partner_id}/{file.name}", file.content)
        try:
            receive_with(intake, arrival, Faults(crash_at=crash_at, after=after))
        except Crash:
            intake.receive(arrival)
            intake.ingest()
            assert end_state(intake) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > 8
            return
    pytest.fail("one message makes more calls than expected")


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("after", [False, True], ids=["before-effect", "after-effect"])
@pytest.mark.parametrize("fault", [Malformation.NONE, Malformation.BROKEN_SET])
def test_given_a_crash_at_any_call_while_ingesting_when_redelivered_then_the_end_is_the_same(
    odd: dict[Malformation, SimulatedFile], fault: Malformation, *, after: bool
) -> None:
    file = odd[fault]
    expected = undisturbed(file)

    for crash_at in range(1, MOST_CALLS):
        intake = IntakeFixture()
        intake.receive(intake.arrive(f"{file.partner_id}/{file.name}", file.content))
        message = intake.queue.messages[0]
        try:
            ingest_with(intake, message, Faults(crash_at=crash_at, after=after))
        except Crash:
            intake.ingest()
            assert end_state(intake) == expected, f"crash at call {crash_at}"
        else:
            assert crash_at > 5
            return
    pytest.fail("one message makes more calls than expected")


def test_given_a_file_of_several_ranges_when_read_in_any_order_then_it_closes_once_and_the_same(
    odd: dict[Malformation, SimulatedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrail.intake.receive.plan_messages.RANGE_SIZE", 1)
    file = odd[Malformation.BROKEN_SET]
    forwards, backwards = IntakeFixture(), IntakeFixture()
    for intake in (forwards, backwards):
        intake.receive(intake.arrive(f"{file.partner_id}/{file.name}", file.content))
    assert len(forwards.queue.messages) == file.content.count(b"~ST*") > 1
    backwards.queue.messages.reverse()

    forwards.ingest()
    backwards.ingest()

    assert end_state(forwards) == end_state(backwards)
    [receipt] = forwards.files.receipts.values()
    assert receipt.status is FileStatus.PARTLY_REJECTED


def test_given_two_last_workers_at_once_when_both_conclude_then_the_end_is_the_same(
    odd: dict[Malformation, SimulatedFile],
) -> None:
    file = odd[Malformation.BROKEN_SET]
    intake = IntakeFixture()
    intake.receive(intake.arrive(f"{file.partner_id}/{file.name}", file.content))
    message = intake.queue.messages[0]
    real_find = intake.files.find
    entered: list[bool] = []

    def find_while_the_other_finishes(*, file_id: str, partner_id: str) -> Any:
        receipt = real_find(file_id=file_id, partner_id=partner_id)
        if not entered:
            entered.append(True)
            ingest_range(message, deps=intake.ingesting)
        return receipt

    intake.files.find = find_while_the_other_finishes  # type: ignore[method-assign]
    intake.ingest()

    assert end_state(intake) == undisturbed(file)
    assert len(intake.details_of("file.ingested")) == 1


def test_given_ingestion_overtakes_receiving_when_both_are_done_then_the_file_stays_closed(
    odd: dict[Malformation, SimulatedFile],
) -> None:
    file = odd[Malformation.NONE]
    intake = IntakeFixture()
    real_send = intake.queue.send

    def send_and_ingest(messages: list[IngestMessage]) -> None:
        real_send(messages)
        intake.ingest()

    intake.queue.send = send_and_ingest  # type: ignore[method-assign]
    intake.receive(intake.arrive(f"{file.partner_id}/{file.name}", file.content))

    assert end_state(intake) == undisturbed(file)


@pytest.mark.capability("C1.2", "C3.2")
@pytest.mark.parametrize("fault", [Malformation.NONE, Malformation.WRONG_FOLDER])
def test_given_a_quicker_worker_with_the_same_content_when_receiving_then_no_message_fails(
    odd: dict[Malformation, SimulatedFile], fault: Malformation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = odd[fault]
    intake = IntakeFixture()
    first, second = (
        intake.arrive(f"{file.partner_id}/{name}", file.content) for name in ("a.x12", "b.x12")
    )
    begin = intake.files.begin

    def overtaken(*arguments: Any, **keywords: Any) -> None:
        monkeypatch.setattr(intake.files, "begin", begin)
        intake.receive(second)
        begin(*arguments, **keywords)

    monkeypatch.setattr(intake.files, "begin", overtaken)
    received = intake.receive(first)
    intake.ingest()

    receipt = intake.files.find(file_id=received.file_id, partner_id=received.partner_id)
    assert receipt is not None
    expected = FileStatus.INGESTED if fault is Malformation.NONE else FileStatus.QUARANTINED
    assert receipt.status is expected
    assert len(intake.files.deliveries) == 2


@pytest.mark.capability("C1.2", "C3.2")
@pytest.mark.parametrize("stored", [1, 25, 26, 59])
def test_given_a_set_of_which_part_is_stored_when_read_by_another_version_then_that_part_stays(
    stored: int,
) -> None:
    """Only of a set that is new as a whole is anything written without a look-up."""
    file = one_set("835", 60)
    intake = IntakeFixture()
    intake.drop(f"{file.partner_id}/{file.name}", file.content)
    messages = list(intake.queue.messages)
    intake.ingest()
    events = [
        (place, name)
        for place, documents in intake.claims.items.items()
        for name in documents
        if place[0] is Kept.EVENT
    ]
    for place, name in events[stored:]:
        del intake.claims.items[place][name]
    first = {place: intake.claims.items[place[0]][place[1]] for place in events[:stored]}

    for message in messages:
        ingest_range(message, deps=replace(intake.ingesting, code_version="another"))

    after = {place: intake.claims.items[place[0]][place[1]] for place in events}
    assert len(after) >= 60
    assert {place: after[place] for place in first} == first
    assert all('"code_version":"another"' in after[place] for place in events[stored:])
