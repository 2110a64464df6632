"""Uploads under temporary names, and objects that are gone: answers, and no dead letters."""

import pytest
from pydantic import ValidationError

from claimtrail.intake.errors import ObjectMissingError, object_missing
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.receive.arrivals import temporary_names_of
from claimtrail.intake.receive.dependencies import ReceiveOutcome
from claimtrail.intake.release.service import HeldFiles
from claimtrail.partners.profile import PartnerProfile, Partners
from claimtrail.partners.temporary_names import TEMPORARY_NAMES, is_temporary, object_patterns
from tests.harness.files.hostile_files import body_of, one_set
from tests.harness.files.x12_files import REMITTANCE_835
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners

PAYER = "larkspur-commercial"
SOUND = one_set(REMITTANCE_835, body_of(REMITTANCE_835)).replace(
    b"NORTHPAY       ", b"LARKSPUR       "
)


@pytest.mark.parametrize(
    ("name", "temporary"),
    [
        ("era.835.part", True),
        ("era.835.FILEPART", True),
        ("nested/era.tmp", True),
        (".era.835.Xq2", True),
        ("nested/.era", True),
        ("era.835", False),
        ("part.835", False),
        ("era.part.835", False),
        ("era.partial", False),
        (".hidden/era.835", False),
        ("tmp", False),
    ],
)
def test_a_name_is_temporary_by_how_it_ends_or_begins(name: str, *, temporary: bool) -> None:
    assert is_temporary(name) is temporary


def with_names(*patterns: str) -> Partners:
    [known] = (one for one in demo_partners() if one.id == PAYER)
    return Partners(
        [PartnerProfile.model_validate({**known.model_dump(), "temporary_names": patterns})]
    )


def test_a_profile_says_which_names_its_partner_gives_uploads_under_way() -> None:
    def arrival(key: str) -> Arrival:
        return IntakeFixture().arrive(key, b"x")

    own = temporary_names_of(with_names("*.upload", "~*"))
    assert own(arrival(f"{PAYER}/era.835.upload"))
    assert own(arrival(f"{PAYER}/~era.835"))
    assert not own(arrival(f"{PAYER}/era.835.part"))
    assert own(arrival("nobody/era.835.part")), "as usual where there is no profile"
    assert not temporary_names_of(with_names())(arrival(f"{PAYER}/era.tmp"))


@pytest.mark.parametrize("pattern", ["*", "", "*a*", "era.835", "in/*.part", "*.pa[r]t"])
def test_a_pattern_that_could_mean_every_name_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError, match="temporary_names"):
        with_names(pattern)


def test_iams_patterns_stand_in_both_cases() -> None:
    assert object_patterns("cedar", TEMPORARY_NAMES[:1] + TEMPORARY_NAMES[-1:]) == [
        "cedar/*.PART",
        "cedar/*.part",
        "cedar/.*",
    ]


@pytest.mark.capability("C1.2")
def test_an_upload_that_nobody_renamed_is_quarantined_with_its_bytes_and_read_once_it_is() -> None:
    intake = IntakeFixture()

    left = intake.drop(f"{PAYER}/era.835.part", SOUND)

    assert (left.outcome, left.reason) == (
        ReceiveOutcome.QUARANTINED,
        IntakeFindingCode.UPLOAD_UNFINISHED,
    )
    assert list(intake.quarantine.objects.values()) == [SOUND]
    [detail] = intake.details_of("file.quarantined")
    assert (detail["partner_id"], detail["reason"]) == (PAYER, left.reason)
    assert not intake.outbox.objects
    files = HeldFiles(files=intake.files, archive=intake.archive, quarantine=intake.quarantine)
    [file] = files.open(left.file_id)
    assert [held.why for held in file.held] == [(IntakeFindingCode.UPLOAD_UNFINISHED,)]

    receipt = intake.drop_and_ingest(f"{PAYER}/era.835", SOUND)

    assert receipt.status is FileStatus.INGESTED
    assert receipt.name == "era.835"


@pytest.fixture
def intake() -> IntakeFixture:
    return IntakeFixture()


@pytest.mark.capability("C1.2")
def test_an_object_that_is_gone_is_an_answer_which_is_recorded_once(intake: IntakeFixture) -> None:
    arrival = intake.arrive(f"{PAYER}/DOE JANE.835", SOUND)
    intake.arrivals.keep(arrival)
    intake.inbox.delete(arrival.key)

    received = [intake.receive(arrival) for _ in range(2)]

    assert {one.outcome for one in received} == {ReceiveOutcome.REMOVED}
    [event] = intake.publisher.events.values()
    assert (event.detail_type, event.subject_id) == ("file.removed", arrival.delivery_id)
    assert event.detail["reason"] == IntakeFindingCode.OBJECT_REMOVED
    assert event.detail["partner_id"] == PAYER
    assert "DOE" not in repr(event)
    assert intake.arrivals.removed_at(arrival.delivery_id) == event.occurred_at
    assert not intake.files.receipts


def test_an_object_that_goes_while_it_is_read_is_an_answer_too(intake: IntakeFixture) -> None:
    arrival = intake.arrive(f"{PAYER}/era.835", SOUND)
    describe = intake.inbox.describe

    def describe_and_lose(key: str, *, version_id: str = "") -> object:
        found = describe(key, version_id=version_id)
        intake.inbox.delete(key)
        return found

    intake.inbox.describe = describe_and_lose  # type: ignore[method-assign, assignment]

    assert intake.receive(arrival).outcome is ReceiveOutcome.REMOVED


def test_our_own_archive_that_lost_an_object_is_a_failure(intake: IntakeFixture) -> None:
    arrival = intake.arrive(f"{PAYER}/era.835", SOUND)

    def gone(*_: object) -> None:
        raise object_missing("archive")

    intake.archive.copy_from = gone  # type: ignore[method-assign]

    with pytest.raises(ObjectMissingError):
        intake.receive(arrival)
