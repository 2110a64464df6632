"""Appended records of files: events with ids of their own, rosters, acknowledgments."""

from dataclasses import replace
from datetime import date

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.store import documents
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.ids import event_id
from claimtrail.partners.profile import Partners
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.harness.intake.intake_fixture import NOW, IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 10, 30)


@pytest.fixture(scope="module")
def files() -> list[SimulatedFile]:
    return list(
        generate(
            partners=demo_partners(),
            seed=5,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=6,
            variants_in_hundred=0,
        )
    )


def first(files: list[SimulatedFile], transaction: str) -> SimulatedFile:
    return next(file for file in files if file.transaction == transaction)


def taken(file: SimulatedFile, intake: IntakeFixture | None = None) -> IntakeFixture:
    intake = intake or IntakeFixture()
    receipt = intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
    assert receipt.status is not FileStatus.QUARANTINED
    return intake


def events(intake: IntakeFixture) -> list[ClaimEvent]:
    return [documents.load_event(text) for text in intake.claims.documents_of(Kept.EVENT)]


def rosters(intake: IntakeFixture) -> list[Roster]:
    return [documents.load_roster(text) for text in intake.claims.documents_of(Kept.ROSTER)]


def acknowledgments(intake: IntakeFixture) -> list[SubmissionAcknowledgment]:
    found = intake.claims.documents_of(Kept.ACKNOWLEDGMENT)
    return [documents.load_acknowledgment(text) for text in found]


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize(
    ("transaction", "kind", "segment"),
    [
        ("837", EventKind.SUBMITTED, b"CLM*"),
        ("277CA", EventKind.FRONT_END_STATUS, b"HL*"),
        ("277", EventKind.STATUS_REPORTED, b"TRN*"),
        ("835", EventKind.REMITTED, b"CLP*"),
    ],
)
def test_given_a_file_when_taken_in_then_each_event_names_its_bytes_and_its_id_follows_from_them(
    files: list[SimulatedFile], transaction: str, kind: EventKind, segment: bytes
) -> None:
    file = first(files, transaction)

    found = events(taken(file))

    assert found
    for event in found:
        source = event.source
        assert event.kind is kind
        assert file.content[source.start :].startswith((segment, b"TRN*", b"HL*"))
        assert event.event_id == event_id(
            sha256=source.sha256, offset=source.start, kind=kind.value
        )
        assert event.recorded_at == NOW
        assert event.effective_on <= file.day
        assert source.partner_id == file.partner_id
        assert source.interchange_control_number == file.content[90:99].decode()


def test_given_an_837_when_taken_in_then_its_payer_is_the_receiver_and_its_claims_are_rostered(
    files: list[SimulatedFile],
) -> None:
    file = first(files, "837")
    receiver = demo_partners().by_identity(
        qualifier=file.content[51:53].decode(), sender_id=file.content[54:69].decode().strip()
    )
    assert receiver is not None

    intake = taken(file)

    found = rosters(intake)
    assert {roster.payer_id for roster in found} == {receiver.id}
    assert {event.payer_id for event in events(intake)} == {receiver.id}
    assert {one for roster in found for one in roster.claim_ids} == {
        event.claim_id for event in events(intake)
    }
    assert len(found) == file.content.count(b"ST*837*")


def test_given_more_claims_than_a_roster_holds_when_taken_in_then_there_are_several(
    files: list[SimulatedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimtrail.intake.records.rosters.ROSTER_SIZE", 1)
    file = max(
        (file for file in files if file.transaction == "837"),
        key=lambda file: file.content.count(b"CLM*") - file.content.count(b"ST*837*"),
    )

    found = rosters(taken(file))

    assert len(found) == file.content.count(b"CLM*") > file.content.count(b"ST*837*")
    assert len({roster.offset for roster in found}) == len(found)


def test_given_a_999_when_taken_in_then_each_set_is_acknowledged_and_no_999_goes_back(
    files: list[SimulatedFile],
) -> None:
    file = first(files, "999")

    intake = taken(file)

    found = acknowledgments(intake)
    assert len(found) == file.content.count(b"AK2*")
    assert {one.payer_id for one in found} == {file.partner_id}
    assert all(one.event.claim_id == "" and one.set_control_number for one in found)
    assert not intake.outbox.objects


@pytest.mark.capability("C1.8")
def test_given_a_file_of_ta1s_only_when_taken_in_then_it_is_closed_without_an_answer(
    files: list[SimulatedFile],
) -> None:
    file = first(files, "TA1")

    intake = taken(file)

    [found] = acknowledgments(intake)
    [receipt] = intake.files.receipts.values()
    answered = next(
        part for part in file.content.decode().split("~") if part.startswith("TA1*")
    ).split("*")[1]
    assert found.interchange_control_number == answered
    assert found.event.fact.kind is EventKind.INTERCHANGE_ACKNOWLEDGED
    assert receipt.status is FileStatus.INGESTED
    assert [detail["status"] for detail in intake.details_of("file.ingested")] == ["INGESTED"]
    assert not intake.outbox.objects


def test_given_isa14_asks_for_it_when_taken_in_then_the_sender_gets_a_ta1_and_a_999(
    files: list[SimulatedFile],
) -> None:
    file = first(files, "835")
    asking = replace(file, content=file.content[:100] + b"1" + file.content[101:])

    intake = taken(asking)

    [receipt] = intake.files.receipts.values()
    number = file.content[90:99].decode()
    stem = f"{file.partner_id}/{number}_{NOW:%Y%m%dT%H%M%SZ}_{receipt.file_id}"
    assert receipt.acknowledgment_keys == (f"{stem}.ta1", f"{stem}.999")
    assert b"*A*000~" in intake.outbox.objects[f"{stem}.ta1"]
    assert b"~AK9*A*" in intake.outbox.objects[f"{stem}.999"]
    assert len(intake.details_of("acknowledgment.written")) == 2


@pytest.mark.capability("C2.3")
def test_given_a_group_whose_trailer_is_wrong_when_taken_in_then_its_999_refuses_the_group(
    files: list[SimulatedFile],
) -> None:
    good, broken = [file for file in files if file.transaction == "835"][:2]
    start = broken.content.rindex(b"~GE*") + 1
    end = broken.content.index(b"~", start)
    content = broken.content[:start] + b"GE*9*999999999" + broken.content[end:]
    partners = demo_partners()
    intake = IntakeFixture(
        partners=_with_identities_of(partners, good.partner_id, broken.partner_id)
    )

    receipt = intake.drop_and_ingest(f"{good.partner_id}/two.x12", good.content + content)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.refused_group_count == 1
    answer = intake.outbox.objects[receipt.acknowledgment_keys[-1]].decode()
    verdicts = [part.split("*")[1] for part in answer.split("~") if part.startswith("AK9*")]
    assert verdicts == ["A", "R"]


def _with_identities_of(partners: Partners, partner_id: str, other_id: str) -> Partners:
    """The partner signs as the other one does, too."""
    if partner_id == other_id:
        return partners
    other = partners.get(other_id)
    assert other is not None
    return Partners(
        profile.model_copy(update={"identities": (*profile.identities, *other.identities)})
        if profile.id == partner_id
        else profile
        for profile in partners
        if profile.id != other_id
    )


def test_given_a_claim_for_a_payer_without_a_profile_when_taken_in_then_it_is_kept_and_noted(
    files: list[SimulatedFile],
) -> None:
    file = first(files, "837")
    billing = demo_partners().get("billing")
    assert billing is not None

    intake = taken(file, IntakeFixture(partners=Partners([billing])))

    assert {event.payer_id for event in events(intake)} == {"unlisted"}
    [receipt] = intake.files.receipts.values()
    assert receipt.status is FileStatus.INGESTED
    assert {found.code for found in receipt.findings} == {"INTAKE_PAYER_UNKNOWN"}


def test_given_a_claim_without_a_number_when_taken_in_then_it_alone_is_withheld(
    files: list[SimulatedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = first(files, "835")

    def refuse(**_: object) -> str:
        raise ValueError("ZT-secret")

    monkeypatch.setattr("claimtrail.intake.records.claim_names.claim_id", refuse)
    intake = taken(file)

    [receipt] = intake.files.receipts.values()
    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.withheld_count == file.content.count(b"CLP*") > 0
    assert "ZT" not in repr(intake.rows.rows)
