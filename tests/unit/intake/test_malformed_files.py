"""Files that hold an interchange twice, or wrapped lines: what applies, and what is answered."""

import pytest

from claimtrail.claims.store import documents
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.partners.profile import Partners, read_profile
from tests.harness.files.x12_files import REMITTANCE_835, write_interchange
from tests.harness.intake.intake_fixture import IntakeFixture
from tests.twins.claims.memory import Kept
from tests.unit.intake.test_rules import PROFILE

ONE = write_interchange([REMITTANCE_835])
OTHER = write_interchange([REMITTANCE_835.changed("TRN*1*EFT5501", "TRN*1*EFT5502")])


def drop(data: bytes) -> tuple[IntakeFixture, FileReceipt]:
    intake = IntakeFixture(partners=Partners([read_profile(PROFILE, where="north.toml")]))
    intake.payments.record_dealings(partner_id="billing", payer_ids=["north"])
    return intake, intake.drop_and_ingest("north/remittance.835", data)


def answers(intake: IntakeFixture, kind: str) -> bytes:
    return b"".join(data for key, data in intake.outbox.objects.items() if key.endswith(kind))


def event_spans(intake: IntakeFixture) -> list[tuple[int, int]]:
    return [
        (event.source.start, event.source.end)
        for event in map(documents.load_event, intake.claims.documents_of(Kept.EVENT))
    ]


@pytest.mark.capability("C2.3")
def test_an_interchange_that_stands_in_a_file_twice_is_posted_once() -> None:
    intake, receipt = drop(ONE + ONE)

    assert receipt.status is FileStatus.PARTLY_REJECTED
    assert receipt.event_count == 2
    assert b"*R*025~" in answers(intake, ".ta1")
    assert answers(intake, ".999").count(b"~AK9*A*1*1*1~") == 1


@pytest.mark.capability("C2.3")
def test_one_number_on_two_interchanges_is_reported_and_both_apply() -> None:
    intake, receipt = drop(ONE + OTHER)

    assert receipt.status is FileStatus.INGESTED
    assert receipt.event_count == 4
    assert [item.code for item in receipt.findings] == ["X12_INTERCHANGE_DUPLICATE"]
    assert answers(intake, ".999").count(b"~AK9*A*1*1*1~") == 2


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"])
def test_events_of_wrapped_lines_point_at_the_bytes_of_the_file(line_break: bytes) -> None:
    data = line_break.join(ONE[at : at + 80] for at in range(0, len(ONE), 80))

    intake, receipt = drop(data)

    assert receipt.event_count == 2
    for start, end in event_spans(intake):
        text = data[start:end].replace(line_break, b"")
        assert text.startswith(b"CLP*PCN-700")
        assert text.endswith(b"~")
