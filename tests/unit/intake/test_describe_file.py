"""The trail of a file, for people."""

import pytest

from claimtrail.intake.model.findings import CATALOG, IntakeFindingCode, finding
from claimtrail.intake.views import describe_file
from claimtrail.kernel.errors import NotFoundError
from simulator.bad_days.malformed import Malformation, malformed_files
from tests.harness.intake.intake_fixture import DROPPED_AT, IntakeFixture, demo_partners


def test_given_a_file_in_work_when_described_then_its_open_ranges_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("claimtrail.intake.receive.plan_messages.RANGE_SIZE", 1)
    file = malformed_files(demo_partners(), 7)[Malformation.BROKEN_SET]
    intake = IntakeFixture()
    received = intake.drop(f"{file.partner_id}/{file.name}", file.content)
    starts = [message.start for message in intake.queue.messages]

    [before] = describe_file(received.file_id, files=intake.files)
    intake.ingest()
    intake.drop(f"{file.partner_id}/again.x12", file.content)
    [after] = describe_file(received.file_id, files=intake.files)

    assert (before.missing_ranges, before.sets) == (tuple(starts), ())
    assert after.missing_ranges == ()
    assert len(after.sets) == file.content.count(b"~ST*")
    assert len(after.deliveries) == 2
    assert "X12_SEGMENT_MISSING" in {found.code for found in after.findings}
    [key] = after.acknowledgment_keys
    assert key.startswith(f"{file.partner_id}/")
    assert key.endswith(f"_{received.file_id}.999")
    assert intake.files.list_by_day(day=DROPPED_AT.date(), limit=5) == [after.receipt]


def test_given_an_unknown_id_when_described_then_it_is_said() -> None:
    with pytest.raises(NotFoundError, match="FILE_UNKNOWN"):
        describe_file("fil_nothing", files=IntakeFixture().files)


@pytest.mark.parametrize("code", IntakeFindingCode)
def test_every_finding_says_what_and_what_to_do(code: IntakeFindingCode) -> None:
    found = finding(code, offset=3, partner_id="payer-a", other_id="payer-b")

    assert set(CATALOG) == set(IntakeFindingCode)
    assert "{" not in found.text + found.next_step
    assert found.text.endswith(".")
    assert found.next_step.endswith(".")
