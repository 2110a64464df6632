"""Bad input, and what it gets: a finding that says what, where and what to do; nothing lost."""

import json
from datetime import timedelta

import pytest

from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.receive.dependencies import ReceiveOutcome
from claimtrail.intake.screening.screen import UNKNOWN_PARTNER
from claimtrail.intake.views import describe_file
from simulator.bad_days.malformed import Malformation, malformed_files
from simulator.model import SimulatedFile
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners

OddFiles = dict[Malformation, SimulatedFile]
REASONS = {
    Malformation.EMPTY: "INTAKE_FILE_EMPTY",
    Malformation.NOT_X12: "X12_NOT_X12",
    Malformation.TRUNCATED: "X12_IEA_MISSING",
    Malformation.WRONG_FOLDER: "INTAKE_WRONG_DROPBOX",
    Malformation.UNKNOWN_SENDER: "INTAKE_SENDER_UNKNOWN",
    Malformation.UNKNOWN_PARTNER: "INTAKE_DROPBOX_UNKNOWN",
}
READABLE_ISA = {Malformation.TRUNCATED, Malformation.WRONG_FOLDER, Malformation.UNKNOWN_SENDER}


@pytest.fixture(scope="module")
def odd() -> OddFiles:
    return malformed_files(demo_partners(), 7)


def key_of(file: SimulatedFile) -> str:
    return f"{file.partner_id}/{file.name}"


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("fault", REASONS)
def test_given_a_bad_file_when_dropped_then_it_is_quarantined_with_its_reason(
    odd: OddFiles, fault: Malformation
) -> None:
    intake = IntakeFixture()
    file = odd[fault]

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert receipt.status is FileStatus.QUARANTINED
    assert receipt.reason == REASONS[fault] == receipt.findings[0].code
    assert receipt.findings[0].text
    assert receipt.findings[0].next_step
    assert list(intake.quarantine.objects.values()) == [file.content]
    assert intake.quarantine.objects.keys() == {receipt.stored_key}
    assert not intake.archive.objects
    assert not intake.queue.messages
    assert [detail["reason"] for detail in intake.details_of("file.quarantined")] == [
        REASONS[fault]
    ]
    assert intake.rows.rows["files"][0]["status"] == "QUARANTINED"
    assert REASONS[fault] in {row["code"] for row in intake.rows.rows["findings"]}


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("fault", REASONS)
def test_given_a_bad_file_when_its_isa_can_be_read_then_the_sender_gets_a_ta1_with_r(
    odd: OddFiles, fault: Malformation
) -> None:
    intake = IntakeFixture()
    file = odd[fault]

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    if fault not in READABLE_ISA:
        assert not intake.outbox.objects
        return
    [(key, answer)] = intake.outbox.objects.items()
    assert key.startswith(f"{file.partner_id}/")
    assert key.endswith(f"_{receipt.file_id}.ta1")
    segment = next(part for part in answer.decode().split("~") if part.startswith("TA1*"))
    assert segment.split("*")[1] == receipt.interchange_control_numbers[0]
    assert segment.split("*")[4] == "R"


def test_given_the_wrong_folder_when_dropped_then_the_finding_names_both_partners(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    file = odd[Malformation.WRONG_FOLDER]
    owner = demo_partners().by_identity(
        qualifier=file.content[32:34].decode(), sender_id=file.content[35:50].decode().strip()
    )
    assert owner is not None

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert file.partner_id in receipt.findings[0].text
    assert owner.id in receipt.findings[0].text


def test_given_a_folder_without_a_profile_when_dropped_then_its_name_shows_in_no_key(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    file = odd[Malformation.UNKNOWN_PARTNER]

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert receipt.partner_id == UNKNOWN_PARTNER
    assert receipt.name == key_of(file)
    assert receipt.stored_key.startswith("unknown/2026/11/20/fil_")


def test_given_an_object_without_a_folder_when_dropped_then_it_is_quarantined(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()

    received = intake.drop("stray.x12", odd[Malformation.NONE].content)

    assert (received.outcome, received.reason) == (
        ReceiveOutcome.QUARANTINED,
        "INTAKE_DROPBOX_UNKNOWN",
    )


def test_given_a_gigantic_file_when_dropped_then_it_is_kept_aside_unread(odd: OddFiles) -> None:
    intake = IntakeFixture(size_limit=100)
    file = odd[Malformation.NONE]

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert receipt.reason == "INTAKE_FILE_TOO_LARGE"
    assert receipt.sha256 == ""
    assert receipt.interchange_count == 0
    assert list(intake.quarantine.objects.values()) == [file.content]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("name", "content", "reason", "remedy"),
    [
        ("era.zip", b"PK\x03\x04stored", "X12_PACKED", "Unpack or decrypt it"),
        ("era.835", b"-----BEGIN PGP MESSAGE-----\n", "X12_PACKED", "Unpack or decrypt it"),
        (
            "patients.NDJSON",
            b'{"kind": "patient"}\n',
            "INTAKE_ENCOUNTER_FEED_UNEXPECTED",
            "Drop it into the folder of the biller that registers them",
        ),
    ],
)
def test_given_what_is_packed_or_an_extract_when_dropped_then_the_finding_says_what_to_do(
    odd: OddFiles, name: str, content: bytes, reason: str, remedy: str
) -> None:
    intake = IntakeFixture()
    sound = odd[Malformation.NONE]
    stored = content + sound.content if name == "era.zip" else content

    receipt = intake.drop_and_ingest(f"{sound.partner_id}/{name}", stored)

    assert receipt.status is FileStatus.QUARANTINED
    assert receipt.reason == reason
    assert receipt.findings[0].next_step.startswith(remedy)
    assert not intake.outbox.objects
    assert not intake.queue.messages


def test_given_transactions_that_the_profile_does_not_name_when_dropped_then_quarantined(
    odd: OddFiles,
) -> None:
    file = odd[Malformation.NONE]
    profiles = [
        profile.model_copy(update={"transactions": ("835",)})
        if profile.id == file.partner_id
        else profile
        for profile in demo_partners()
    ]
    intake = IntakeFixture(partners=type(demo_partners())(profiles))

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert receipt.reason == "INTAKE_TRANSACTION_UNEXPECTED"
    [trail] = describe_file(receipt.file_id, files=intake.files)
    step = trail.next_step_of(trail.findings[0])
    assert f"`claimtrail files release {receipt.file_id} --why TEXT` applies this one" in step
    assert trail.may_hold_more
    assert receipt.findings[0].offset == file.content.index(b"~ST*") + 1


@pytest.mark.capability("C3.1")
def test_given_the_same_content_under_another_name_when_dropped_then_it_is_a_delivery_only(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    first, again = odd[Malformation.NONE], odd[Malformation.SAME_CONTENT]
    receipt = intake.drop_and_ingest(key_of(first), first.content)
    before = (dict(intake.claims.items), dict(intake.outbox.objects), receipt)

    received = intake.drop(key_of(again), again.content)

    assert received.outcome is ReceiveOutcome.REPEATED
    after = intake.files.find(file_id=receipt.file_id, partner_id=receipt.partner_id)
    assert (dict(intake.claims.items), dict(intake.outbox.objects), after) == before
    deliveries = intake.files.deliveries_of(receipt.file_id)
    assert {one.name for one in deliveries} == {first.name, again.name}
    assert len(intake.details_of("file.repeated")) == 1
    assert not intake.queue.messages


def test_given_a_message_that_comes_twice_when_the_file_is_done_then_nothing_is_reported(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    file = odd[Malformation.NONE]
    arrival = intake.arrive(key_of(file), file.content)
    intake.receive(arrival)
    intake.ingest()

    intake.receive(arrival)

    assert intake.details_of("file.repeated") == []
    assert len(intake.files.deliveries) == 1


def test_given_a_refused_file_when_the_profile_is_fixed_then_dropping_it_again_takes_it(
    odd: OddFiles,
) -> None:
    file = odd[Malformation.UNKNOWN_SENDER]
    intake = IntakeFixture()
    refused = intake.drop_and_ingest(key_of(file), file.content)
    identity = {"qualifier": file.content[32:34].decode(), "sender_id": "NOBODYKNOWN"}
    intake.partners = type(intake.partners)(
        profile.model_validate(
            {
                **profile.model_dump(exclude_unset=True),
                "identities": [*profile.model_dump()["identities"], identity],
            }
        )
        if profile.id == file.partner_id
        else profile
        for profile in demo_partners()
    )

    again = intake.arrive(key_of(file), file.content)
    later = again.occurred_at + timedelta(minutes=1)
    intake.receive(again.model_copy(update={"occurred_at": later}))
    intake.ingest()
    receipt = intake.files.find(file_id=refused.file_id, partner_id=refused.partner_id)

    assert receipt is not None

    assert refused.status is FileStatus.QUARANTINED
    assert receipt.file_id == refused.file_id
    assert receipt.status is FileStatus.INGESTED
    assert len(intake.files.deliveries_of(receipt.file_id)) == 2
    events = {one.detail_type.value: one for one in intake.publisher.events.values()}
    assert events["file.received"].detail["quarantine_event_ids"] == [
        events["file.quarantined"].event_id
    ]


@pytest.mark.capability("C2.3")
def test_given_one_broken_set_when_ingested_then_the_others_go_on_and_the_999_says_which(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    file = odd[Malformation.BROKEN_SET]

    receipt = intake.drop_and_ingest(key_of(file), file.content)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.rejected_set_count == 1
    assert receipt.accepted_set_count == receipt.set_count - 1 > 0
    assert receipt.event_count > 0
    answer = intake.outbox.objects[receipt.acknowledgment_keys[-1]].decode()
    codes = [part.split("*")[1] for part in answer.split("~") if part.startswith("IK5*")]
    assert codes.count("R") == 1
    assert codes.count("A") == receipt.accepted_set_count
    [rejected] = intake.details_of("transaction.rejected")
    assert "X12_SEGMENT_MISSING" in rejected["finding_codes"]
    assert intake.details_of("file.ingested")[0]["status"] == "PARTLY_REJECTED"


def test_given_one_refused_interchange_among_two_when_dropped_then_the_other_goes_on(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    good, bad = odd[Malformation.NONE], odd[Malformation.UNKNOWN_SENDER]

    receipt = intake.drop_and_ingest(key_of(good), good.content + bad.content)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.interchange_count == 2
    assert receipt.refused_interchange_count == 1
    assert receipt.accepted_set_count == good.content.count(b"~ST*")
    assert receipt.findings[0].code == "INTAKE_SENDER_UNKNOWN"
    assert receipt.findings[0].offset == len(good.content)


def test_given_a_deleted_object_when_its_message_comes_then_it_is_an_answer_that_names_no_file(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    arrival = intake.arrive(key_of(odd[Malformation.NONE]), odd[Malformation.NONE].content)
    intake.inbox.delete(arrival.key)

    received = intake.receive(arrival)

    assert received.outcome is ReceiveOutcome.REMOVED
    assert odd[Malformation.NONE].name not in repr([received, intake.publisher.events])


def test_given_a_folder_marker_when_dropped_then_it_is_left_alone() -> None:
    intake = IntakeFixture()

    assert intake.drop("billing/", b"").outcome is ReceiveOutcome.IGNORED
    assert not intake.files.receipts


def test_given_bad_files_in_a_row_when_a_good_one_follows_then_it_goes_on(odd: OddFiles) -> None:
    intake = IntakeFixture()
    for fault in REASONS:
        intake.drop(key_of(odd[fault]), odd[fault].content)

    receipt = intake.drop_and_ingest(key_of(odd[Malformation.NONE]), odd[Malformation.NONE].content)

    assert receipt.status is FileStatus.INGESTED


@pytest.mark.capability("C5.1")
def test_given_names_and_numbers_in_files_when_taken_in_then_no_event_row_or_key_holds_them(
    odd: OddFiles,
) -> None:
    intake = IntakeFixture()
    for fault, file in odd.items():
        intake.drop(f"{file.partner_id}/ZT-canary-{fault.name}.x12", file.content)
    intake.ingest()

    published = json.dumps([repr(event) for event in intake.publisher.events.values()])
    rows = json.dumps(intake.rows.rows)
    keys = json.dumps([*intake.archive.objects, *intake.quarantine.objects, *intake.outbox.objects])
    items = json.dumps([[pk, *items] for pk, items in intake.claims.items.items()])
    for text in (published, rows, keys, items):
        assert "ZT" not in text
